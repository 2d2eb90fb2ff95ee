"""No event of Seam's tells that a Latch PIN was made or failed, so every pending credential is asked after.

"Accepted by Seam" is not "synced with the provider", and neither is "confirmed at the door": a credential counts as
issued when Seam shows the PIN and nothing says that it is still under way, and the door's own truth stays apart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.building import Hub, Method
from bot.domain.grant import Credential, CredentialState, DoorState, GrantRecord, Pin
from bot.services.batches import as_they_finish
from bot.services.change import Change
from bot.services.locks.codes import AtSeam
from bot.services.locks.watching_codes import is_awaited, is_ready, keep_code, tell_if_late
from bot.services.messages.telling import fail, late_pin, tell_card, tell_gone
from bot.services.ports import AccessControl, SeamCredential
from bot.services.run import Run

FIRST_POLLS = (1, 2, 3, 5)
BACK_OFF = 1.5
LONGEST_POLL = timedelta(minutes=5)
WARN_AFTER_MINUTES = (2, 10, 30)
SIBLINGS_FOLLOW = timedelta(milliseconds=200)
"""The other doors of a grant mostly get their PINs within this time: one edit of the card serves them all."""
GONE = "gone_at_seam"
LOOK_AGAIN = "look_again:"
"""With an event's id, a step that stands while this event of Seam's asks for a look at what is issued already."""


@dataclass(frozen=True)
class _Found:
    """What a look at one credential brought: a problem, a PIN or key that is there, or neither yet."""

    credential: Credential
    seen: SeamCredential | None = None
    problem: str | None = None
    is_there: bool = False

    def is_known(self, pins: Mapping[str, Pin]) -> bool:
        """Nothing is said and drawn anew of what stands as it was."""
        seen = self.seen.pin if self.seen is not None else None
        return self.problem is None and seen == pins.get(self.credential.id)


def next_poll(since: datetime, now: datetime) -> datetime:
    """When to ask again for something begun at `since`: after 1, 2, 3, 5 s, then ever longer, at most 5 minutes."""
    at = since
    pause = 0.0
    polls = list(FIRST_POLLS)
    while at <= now:
        pause = polls.pop(0) if polls else pause * BACK_OFF
        step = min(timedelta(seconds=pause), LONGEST_POLL)
        if step == LONGEST_POLL:
            return max(at, now) + step
        at += step
    return at


class Watching:
    """Follows the credentials that Seam has accepted until a PIN is there, or an error is."""

    def __init__(self, access: AccessControl) -> None:
        self._access = access
        self._at_seam = AtSeam(access)

    async def look(self, run: Run, record: GrantRecord) -> bool:
        """Ask after every pending credential, and every code that its lock should have; True where one was decided."""
        pending = [c for c in record.in_state(CredentialState.PENDING) if c.seam_id is not None]
        awaited = [c for c in record.in_state(CredentialState.ISSUED) if is_awaited(c, run.now())]
        decided = False

        async def keep(found: Sequence[_Found]) -> None:
            nonlocal decided
            decided = await _keep_codes(run, found) or decided
            known = [one for one in found if one.is_there or one.problem is not None]
            known = [one for one in known if one.credential in pending or one.problem is not None]
            if known:
                decided = True
                await _keep(run, record, known)

        await as_they_finish([self._look_at(run, c) for c in (*pending, *awaited)], keep)
        return decided

    async def look_again(self, run: Run, record: GrantRecord) -> bool:
        """Check what is issued already, where an event of Seam's asked for it: it may be gone or have a new PIN."""
        asked = [name for name in await run.steps() if name.startswith(LOOK_AGAIN)]
        if not asked:
            return False
        issued = record.in_state(CredentialState.ISSUED)
        pins = await run.pins()

        async def keep(found: Sequence[_Found]) -> None:
            await _keep_codes(run, found)
            news = [one for one in found if not one.is_known(pins)]
            if news:
                await _keep(run, record, news)

        await as_they_finish([self._check(c) for c in issued if not c.works_by_itself], keep)
        for name in asked:  # One that came meanwhile stands, and asks for another look.
            await run.forget(name)
        return True

    async def warn(self, run: Run, record: GrantRecord) -> bool:
        """Say once at 2, 10 and 30 minutes that a PIN is late, whatever the reason; asking goes on all the same."""
        now = run.now()
        if any(c.code is not None and c.code.is_due(now) for c in record.in_state(CredentialState.ISSUED)):
            async with run.change() as change:
                await tell_if_late(change)
        for credential in record.in_state(CredentialState.PENDING):
            waited = now - credential.created_at
            passed = [minutes for minutes in WARN_AFTER_MINUTES if waited >= timedelta(minutes=minutes)]
            if not passed or passed[-1] <= credential.warned_after:
                continue
            async with run.change() as change:
                await change.credential(credential.id, warned_after=passed[-1])
                await late_pin(change, credential, passed[-1])
                await tell_card(change)
        return False

    async def _look_at(self, run: Run, credential: Credential) -> _Found:
        seen = run.fresh.pop(credential.id, None) or await self._at_seam.get(credential)
        if seen is None or seen.is_being_deleted:
            return _Found(credential, problem=GONE)
        if seen.problem is not None:
            return _Found(credential, problem=seen.problem)
        if seen.lock is not None:
            return _Found(credential, seen, is_there=is_ready(seen))
        if not seen.is_ready:
            return _Found(credential, problem=await self._problem_of_user(run, credential, seen))
        opens = await self._access.credentials.entrances(seen.id)
        if not {door.entrance_id for door in credential.doors} <= opens:
            return _Found(credential, problem="entrance_mismatch")
        return _Found(credential, seen, is_there=True)

    async def _check(self, credential: Credential) -> _Found:
        seen = await self._at_seam.get(credential)
        if seen is None or seen.is_being_deleted:
            return _Found(credential, problem=GONE)
        return _Found(credential, seen, seen.problem, is_there=seen.problem is None)

    async def _problem_of_user(self, run: Run, credential: Credential, seen: SeamCredential) -> str | None:
        """A PIN that does not come may have its reason at the ACS user (a resident of Mission Control, say)."""
        if seen.acs_user_id is None or run.now() - credential.created_at < timedelta(seconds=FIRST_POLLS[-1]):
            return None
        user = await self._access.acs_users.get(seen.acs_user_id)
        return user.problem if user is not None else None


async def _keep_codes(run: Run, found: Sequence[_Found]) -> bool:
    """Write down how far codes are at their locks; True where something is new."""
    seen = [(one.credential, one.seen) for one in found if one.seen is not None and one.seen.lock is not None]
    if not seen:
        return False
    async with run.change() as change:
        return any([await keep_code(change, credential, one) for credential, one in seen])


async def _keep(run: Run, record: GrantRecord, found: Sequence[_Found]) -> None:
    async with run.change() as change:
        for one in found:
            if one.problem is not None:
                await fail(change, one.credential.id, one.problem, one.credential.seam_id)
                await change.work.credentials.wipe_pin(one.credential.id)
                if one.problem == GONE and one.credential.state is CredentialState.ISSUED:
                    await tell_gone(change, one.credential)
            elif one.seen is not None:
                await _issued(change, record, one.credential, one.seen)
        await tell_card(change, after=SIBLINGS_FOLLOW)


async def _issued(change: Change, record: GrantRecord, credential: Credential, seen: SeamCredential) -> None:
    """Recorded unless somebody has begun to take it back meanwhile."""
    known = change.find(credential.id).state
    if not change.record.grant.state.is_open or known not in {CredentialState.PENDING, CredentialState.ISSUED}:
        return
    ends = {} if seen.lock is None or seen.ends_at is None else {"ends_at": seen.ends_at}
    await change.credential(
        credential.id,
        **ends,
        state=CredentialState.ISSUED,
        door_state=await _door_state(change, record, credential, seen),
        has_pin=seen.pin is not None,
        was_issued=True,
    )
    if seen.pin is not None:
        await change.work.credentials.keep_pin(credential.id, seen.pin)


def next_warning(credential: Credential) -> datetime | None:
    """When the credential's lateness is to be told next, if it still waits then."""
    left = [minutes for minutes in WARN_AFTER_MINUTES if minutes > credential.warned_after]
    return credential.created_at + timedelta(minutes=left[0]) if left else None


async def _door_state(change: Change, record: GrantRecord, credential: Credential, seen: SeamCredential) -> DoorState:
    """What is known of the door from now on; the same PIN seen once more tells nothing new of it."""
    building, known = record.building, change.find(credential.id)
    if known.state is CredentialState.ISSUED:
        grant = change.record.grant
        kept = (await change.work.credentials.pins(grant.team_id, grant.id)).get(credential.id)
        if seen.pin is None or kept == seen.pin:
            return known.door_state
    if credential.method is Method.MOBILE_KEY or credential.is_at_lock or not building.facts.pin_needs_hub:
        return DoorState.NOT_NEEDED
    by_hub = {Hub.YES: DoorState.NOT_NEEDED, Hub.NO: DoorState.TASK_DUE, Hub.UNKNOWN: DoorState.UNKNOWN}
    return by_hub[building.settings.hub_at(door.entrance_id for door in credential.doors)]
