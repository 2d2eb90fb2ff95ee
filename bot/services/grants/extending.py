"""The old end holds on every screen until each door has confirmed the new one; a refusal never re-issues silently."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.domain.errors import Rejected, SystemTrouble
from bot.domain.grant import Credential, CredentialState, GrantRecord
from bot.domain.lock_code import LockCode
from bot.services.batches import as_they_finish
from bot.services.change import Change
from bot.services.grants.issuing import has_intent
from bot.services.grants.watching import next_poll
from bot.services.kept import Step
from bot.services.locks.codes import AtSeam
from bot.services.locks.watching_codes import known
from bot.services.messages.telling import fail, note, plan_reminders, tell_card
from bot.services.ports import SAME_END, AccessControl, SeamCredential
from bot.services.run import Run, Wait

PATIENCE = timedelta(minutes=2)
"""How long Seam may show another end than the one it accepted; after that what it shows is what holds."""

FIXED = "offline_keeps_end"
ASKED = "extend:"
"""With the end, the step that stands from the first sending until all doors are known to have it or not."""
UNSETTLED = "unsettled:"
"""With the end, a step whose time is that of the last sending that may take effect after its answer, or without one."""


class _What(Enum):
    """What became of one credential's end; GONE: somebody else has deleted the credential, so no end holds."""

    MOVED = auto()
    REFUSED = auto()
    GONE = auto()


@dataclass(frozen=True)
class _Moved:
    credential_id: str
    what: _What
    ends_at: datetime
    reference: str | None = None
    """The request that Seam refused, or the credential."""
    problem: str = "extend_refused"
    code: LockCode | None = None
    """Of a lock that has not heard of the new end yet, although Seam has taken it."""


@dataclass(frozen=True)
class _Asked:
    """The end that is asked for, since when, and from when on no earlier sending of it can still take effect."""

    ends_at: datetime
    since: datetime
    settled_at: datetime


class Extending:
    """Moves the end of every live credential of a grant to the end that was asked for."""

    def __init__(self, access: AccessControl) -> None:
        self._at_seam = AtSeam(access)

    async def move(self, run: Run, record: GrantRecord) -> bool:
        """Move the ends; True where the request was settled (moved or refused everywhere).

        The wanted end is sent to all, also to a credential that is thought to have it: an earlier request may have
        reached Seam for some and been recorded for none.
        """
        wanted = record.grant.requested_ends_at
        if wanted is None:
            return False
        live = [c for c in record.live if c.state is not CredentialState.FAILED]
        steps = await run.steps()
        if any(c.seam_id is None and has_intent(c, steps) for c in live):
            return False
        await _let_others_settle(run, wanted, steps)
        asked = await _asked(run, wanted, steps)
        moved: list[_Moved] = []

        async def collect(found: Sequence[_Moved]) -> None:
            moved.extend(found)

        at_seam = [c for c in live if c.seam_id is not None]
        await as_they_finish([self._move_one(run, c, asked) for c in at_seam], collect)
        await _record(run, moved, wanted)
        return True

    async def _move_one(self, run: Run, credential: Credential, asked: _Asked) -> _Moved:
        """Send the new end and read it back; asking twice is harmless, so an unknown outcome is simply asked again."""
        if credential.code is not None and credential.code.is_offline:
            return _Moved(credential.id, _What.REFUSED, credential.ends_at, credential.id, problem=FIXED)
        try:
            refused, seen = await self._send(credential, asked.ends_at)
        except SystemTrouble:
            # Patience counts from an end that Seam accepted, and it has not accepted this one everywhere.
            await run.forget(_name(asked.ends_at))
            await run.intend(_unsettled(asked.ends_at))
            raise
        if seen is None or seen.is_being_deleted:
            return _Moved(credential.id, _What.GONE, asked.ends_at)
        shown = credential.ends_at if _is_moving(seen) else seen.ends_at or credential.ends_at
        if abs(shown - asked.ends_at) < SAME_END:
            return _Moved(credential.id, _What.MOVED, asked.ends_at)
        if refused is not None:
            # Seam's no holds for this sending; one before it, whose answer was lost, may yet take effect.
            if run.now() < asked.settled_at:
                raise Wait(asked.settled_at)
            return _Moved(credential.id, _What.REFUSED, shown, refused.request_id or credential.id)
        if run.now() < asked.since + PATIENCE:
            await run.intend(_unsettled(asked.ends_at))
            raise Wait(next_poll(asked.since, run.now()))
        return _Moved(credential.id, _What.MOVED, shown, code=known(credential, seen))

    async def _send(self, credential: Credential, ends_at: datetime) -> tuple[Rejected | None, SeamCredential | None]:
        """Seam's no, if it says one, and what it shows after that."""
        refused = None
        try:
            await self._at_seam.change_end(credential, ends_at)
        except Rejected as no:
            refused = no
        return refused, await self._at_seam.get(credential)


def _is_moving(seen: SeamCredential) -> bool:
    """Seam shows the new end of a lock's code at once; the lock goes by the old one until it has heard of it."""
    return seen.lock is not None and seen.lock.end_moves


async def _let_others_settle(run: Run, wanted: datetime, steps: Mapping[str, Step]) -> None:
    """Raises Wait while another end, asked for before, may still take effect at Seam after this one."""
    mine = _unsettled(wanted), _name(wanted)
    others = [s for s in steps.values() if s.name.startswith((UNSETTLED, ASKED)) and s.name not in mine]
    for step in others:
        if run.now() < run.settled_at(step):
            raise Wait(run.settled_at(step))
        await run.forget(step.name)


async def _asked(run: Run, wanted: datetime, steps: Mapping[str, Step]) -> _Asked:
    """Write down that this end is asked of Seam, where it is not yet."""
    earlier = [steps[name] for name in (_name(wanted), _unsettled(wanted)) if name in steps]
    settled_at = max((run.settled_at(step) for step in earlier), default=run.now())
    if _name(wanted) in steps:
        return _Asked(wanted, steps[_name(wanted)].sent_at, settled_at)
    await run.intend(_name(wanted))
    return _Asked(wanted, run.now(), settled_at)


def _name(wanted: datetime) -> str:
    return f"{ASKED}{wanted.isoformat()}"


def _unsettled(wanted: datetime) -> str:
    return f"{UNSETTLED}{wanted.isoformat()}"


async def _record(run: Run, moved: Sequence[_Moved], wanted: datetime) -> None:
    async with run.change() as change:
        await change.work.steps.forget(run.grant_id, _name(wanted))
        if change.record.grant.requested_ends_at != wanted:
            return
        for one in moved:
            await _keep(change, one)
        for credential in change.record.live:
            if credential.seam_id is None and credential.state is CredentialState.PENDING:
                await change.credential(credential.id, ends_at=wanted)
        await _tell(change, Counter(one.what for one in moved))


async def _keep(change: Change, moved: _Moved) -> None:
    if change.find(moved.credential_id).state in {CredentialState.REVOKING, CredentialState.REVOKED}:
        return
    # A key without a link stays one: another link would be a second way in.
    known = change.find(moved.credential_id).problem
    kept = known if known == "no_instant_key" else None
    match moved.what:
        case _What.MOVED:
            code = {} if moved.code is None else {"code": moved.code}
            await change.credential(moved.credential_id, ends_at=moved.ends_at, problem=kept, **code)
        case _What.REFUSED:
            update = {"problem": kept or moved.problem, "reference": moved.reference}
            await change.credential(moved.credential_id, ends_at=moved.ends_at, **update)
        case _What.GONE:
            await fail(change, moved.credential_id, "gone_at_seam", change.find(moved.credential_id).seam_id)
            await change.work.credentials.wipe_pin(moved.credential_id)


async def _tell(change: Change, count: Counter[_What]) -> None:
    window = change.record.grant.window
    ends = [c.ends_at for c in change.record.live if c.state is not CredentialState.FAILED]
    latest = max(ends, default=window.ends_at)
    await change.grant(window=window.model_copy(update={"ends_at": latest}), requested_ends_at=None)
    if latest != window.ends_at:
        await plan_reminders(change)
    old, new = window.ends_at.isoformat(), latest.isoformat()
    await note(change, "extended", old=old, new=new, moved=count[_What.MOVED], refused=count[_What.REFUSED])
    await tell_card(change)
