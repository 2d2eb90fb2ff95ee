"""From nothing to a credential at Seam: check the doors, find or make the guest there, then every credential.

Creates of one grant run side by side, which is safe only because each is told apart by (ACS user, method, doors) and
all their intents are written in one transaction before the first is sent.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import eq, le

from bot.domain.building import Entrance, Method
from bot.domain.errors import OutcomeUnknown, Rejected
from bot.domain.grant import Credential, CredentialState, GrantRecord
from bot.services.batches import as_they_finish
from bot.services.grants.guests import ADOPTED, Guests
from bot.services.ids import new_id
from bot.services.kept import Step, StepState
from bot.services.locks.making_codes import MakingCodes
from bot.services.messages.telling import fail, tell_card
from bot.services.ports import SAME_END, AccessControl, NewCredential, SeamCredential
from bot.services.run import Run

_Made = tuple[Credential, SeamCredential | Rejected]


@dataclass(frozen=True)
class _Found:
    """A credential at Seam that nobody has, and the doors that it really opens."""

    credential: SeamCredential
    opens: frozenset[str]

    def fits(self, asked: Credential, compare: Callable[[frozenset[str], frozenset[str]], bool]) -> bool:
        wanted = frozenset(door.entrance_id for door in asked.doors)
        return _may_be(self.credential, asked) and compare(self.opens, wanted)


class Issuing:
    """Makes the credentials of one grant that are still to be made."""

    def __init__(self, access: AccessControl, install_id: str, at_once: asyncio.Semaphore) -> None:
        self.access = access
        self._at_once = at_once
        self.guests = Guests(access, install_id)
        self.codes = MakingCodes(access, install_id, at_once)

    async def make(self, run: Run, record: GrantRecord) -> bool:
        """Make what is to be made; True where something changed.

        Raises:
            Wait: an outcome must settle first.
            SystemTrouble: Seam does not do its part now.
        """
        unmade = [c for c in _unmade(record) if not c.is_at_lock]
        at_locks = await self.codes.make(run, record, [c for c in _unmade(record) if c.is_at_lock])
        if not unmade:
            return at_locks
        steps = await run.steps()
        fresh = [c for c in unmade if _step(c) not in steps]
        refused = await self._check_doors(run, record, fresh)
        todo = [c for c in unmade if c.id not in refused]
        if not todo:
            return True
        try:
            user = await self.guests.acs_user(run, record)
        except Rejected as no:
            await self._fail(run, todo, no.problem, no.request_id)
            return True
        await self._credentials(run, record, todo, steps, user)
        return True

    async def _check_doors(self, run: Run, record: GrantRecord, fresh: Sequence[Credential]) -> set[str]:
        """Fail the credentials whose doors are gone or cannot do it, before anything is created for them."""
        if not fresh:
            return set()
        listed = await self.access.catalogue.entrances(record.building.id)
        by_id = {entrance.id: entrance for entrance in listed}
        problems = {c.id: problem for c in fresh if (problem := _door_problem(c, by_id)) is not None}
        for credential in fresh:
            if credential.id in problems:
                await self._fail(run, [credential], problems[credential.id], None)
        return set(problems)

    async def _credentials(
        self, run: Run, record: GrantRecord, todo: Sequence[Credential], steps: Mapping[str, Step], user: str
    ) -> None:
        doubtful = [c for c in todo if _step(c) in steps]
        settled = await self._adopt(run, doubtful, steps, user) if doubtful else set()
        create = [c for c in todo if c.id not in settled]
        await run.intend(*[_step(c) for c in create])
        await as_they_finish([self._create(run, record, c, user) for c in create], lambda made: _keep(run, made))

    async def _adopt(self, run: Run, doubtful: Sequence[Credential], steps: Mapping[str, Step], user: str) -> set[str]:
        """Settle creates with an unknown outcome: what is found at Seam is adopted, or taken back where it is wrong.

        Returns the ids of those that are not to be sent again now.
        """
        latest = max((steps[_step(c)] for c in doubtful), key=lambda step: step.sent_at)
        listed = await run.search(latest, lambda: self.access.credentials.of_user(user))
        found = await self._unclaimed(run, listed, doubtful)
        settled: set[str] = set()
        for credential in doubtful:
            if exact := [one for one in found if one.fits(credential, eq)]:
                found.remove(exact[0])
                settled.add(credential.id)
                await _keep(run, [(credential, exact[0].credential)])
        for credential in [c for c in doubtful if c.id not in settled]:
            if wrong := [one for one in found if one.fits(credential, le)]:
                found = [one for one in found if one not in wrong]
                settled.add(credential.id)
                await _take_back(run, credential, wrong)
        return settled

    async def _unclaimed(
        self, run: Run, listed: Sequence[SeamCredential], doubtful: Sequence[Credential]
    ) -> list[_Found]:
        """What may have been made for one of these, and is nobody's yet."""
        free = [one for one in await run.unowned(listed) if any(_may_be(one, c) for c in doubtful)]
        free = [one for one in free if not await run.is_marked(ADOPTED, one.id)]
        return [_Found(one, await self.access.credentials.entrances(one.id)) for one in free]

    async def _create(self, run: Run, record: GrantRecord, credential: Credential, user: str) -> _Made:
        new = NewCredential(
            acs_user_id=user,
            method=credential.method,
            entrance_ids=tuple(door.entrance_id for door in credential.doors),
            starts_at=max(record.grant.window.starts_at, run.now()),
            ends_at=credential.ends_at,
        )
        try:
            async with self._at_once:
                return credential, await run.send(_step(credential), lambda: self.access.credentials.create(new))
        except Rejected as no:
            return credential, no

    async def _fail(self, run: Run, credentials: Sequence[Credential], problem: str, reference: str | None) -> None:
        async with run.change() as change:
            for credential in credentials:
                await fail(change, credential.id, problem, reference)

    async def find_made(
        self, run: Run, record: GrantRecord, doubtful: Sequence[Credential], steps: Mapping[str, Step]
    ) -> None:
        """Settle credentials with an unknown create: what was made is theirs, or a row of its own to be taken back."""
        await self.codes.find(run, [c for c in doubtful if c.is_at_lock], steps)
        doubtful = [c for c in doubtful if not c.is_at_lock]
        if not doubtful:
            return
        user = steps[f"acs_user:{record.building.id}"].result["id"]
        await self._adopt(run, doubtful, steps, str(user))

    async def instant_key(self, run: Run, credential: Credential, record: GrantRecord) -> None:
        """Make the link for the phone, best effort: without it the key is still issued, and the screen says so."""
        identity = await self.guests.identity(run, record)
        try:
            url = await self.access.identities.make_instant_key(identity)
            update: dict[str, object] = {"instant_key_url": url, "problem": None}
        except (Rejected, OutcomeUnknown) as no:
            # A link whose answer was lost is known to nobody; another one would be a second way in for one phone.
            update = {"problem": "no_instant_key", "reference": no.request_id or credential.id}
        async with run.change() as change:
            if change.record.grant.state.is_open:
                await change.credential(credential.id, **update)
                await tell_card(change)


async def _keep(run: Run, made: Sequence[_Made]) -> None:
    async with run.change() as change:
        for credential, answer in made:
            if isinstance(answer, Rejected):
                await fail(change, credential.id, answer.problem, answer.request_id)
                continue
            run.fresh[credential.id] = answer
            await change.work.steps.done(run.grant_id, _step(credential), {"id": answer.id})
            await change.credential(credential.id, seam_id=answer.id)


async def _take_back(run: Run, credential: Credential, wrong: Sequence[_Found]) -> None:
    """What opens fewer doors than were asked for goes before the right one is made; left alone it would open them.

    So does what another grant of a shared guest may have made: whoever finds nothing makes it anew, and nothing stays.
    """
    async with run.change() as change:
        behind = change.find(credential.id).replaces
        for one in wrong:
            gone = {"state": CredentialState.REVOKING, "revoking_at": change.now, "problem": "entrance_mismatch"}
            named = {"id": new_id(), "seam_id": one.credential.id, "replaces": behind}
            await change.add(added := credential.model_copy(update={**gone, **named}))
            behind = added.id
        await change.credential(credential.id, replaces=behind)
        await change.work.steps.forget(run.grant_id, _step(credential))


def _may_be(found: SeamCredential, credential: Credential) -> bool:
    """By method and end as intended; never by start, which Seam may move."""
    if found.method is not credential.method or found.ends_at is None or found.is_being_deleted:
        return False
    return abs(found.ends_at - credential.ends_at) < SAME_END


def _step(credential: Credential) -> str:
    return f"credential:{credential.id}"


def is_unmade(credential: Credential, record: GrantRecord) -> bool:
    """Still to be made: pending, not at Seam yet, and whatever it replaces is gone."""
    if credential.state is not CredentialState.PENDING or credential.seam_id is not None:
        return False
    replaced = next((c for c in record.credentials if c.id == credential.replaces), None)
    return replaced is None or replaced.state is CredentialState.REVOKED


def _unmade(record: GrantRecord) -> list[Credential]:
    return [c for c in record.credentials if is_unmade(c, record)]


def has_intent(credential: Credential, steps: Mapping[str, Step]) -> bool:
    """Whether a create may be under way or its outcome unknown."""
    step = steps.get(_step(credential))
    return step is not None and step.state is StepState.INTENT


def _door_problem(credential: Credential, listed: Mapping[str, Entrance]) -> str | None:
    for door in credential.doors:
        entrance = listed.get(door.entrance_id)
        if entrance is None or entrance.removed:
            return "entrance_removed"
        if not entrance.can(credential.method):
            return "entrance_not_capable"
    return None


def needs_instant_key(credential: Credential, record: GrantRecord) -> bool:
    """A mobile key whose link is neither there nor known to be impossible."""
    wanted = credential.method is Method.MOBILE_KEY and record.building.settings.mobile_keys == "instant_key"
    return wanted and credential.instant_key_url is None and credential.problem is None
