"""How far a code is at its lock: made by Seam, to be put there later, there. Only the last one is "ready".

A code that Seam will put on the lock at its time is issued before, because the guest has to know it; it is looked at
again from then on, until the lock has it.
"""

from datetime import datetime, timedelta

from bot.domain.grant import Credential, CredentialState, GrantRecord
from bot.domain.lock_code import LockCode
from bot.services.change import Change
from bot.services.messages.telling import alarm, note, plan_reminders, remember, tell_card
from bot.services.ports import SeamCredential

LATE_AFTER = timedelta(minutes=10)
"""From when Seam begins to put a code on the lock until somebody is told that it is not there."""
NOT_SET = "code_not_set"


def is_ready(seen: SeamCredential) -> bool:
    """Whether it can be called issued: the lock has the code, or Seam will put it there and nothing is in the way."""
    return seen.is_ready and seen.pin is not None


def is_awaited(credential: Credential, now: datetime) -> bool:
    """Issued, and its lock should have it by now, has not heard of its end, or changes it by itself."""
    code = credential.code
    if credential.state is not CredentialState.ISSUED or code is None:
        return False
    return code.is_due(now) or code.end_moves or code.rotates


def next_look(record: GrantRecord, now: datetime) -> list[tuple[datetime, bool]]:
    """When codes that are issued and not on their locks are to be looked at: since when, and whether that has come."""
    issued = [c.code for c in record.in_state(CredentialState.ISSUED) if c.code is not None]
    codes = [code for code in issued if not code.is_set or code.end_moves or code.rotates]
    begins = [code.set_from or record.grant.created_at for code in codes]
    return [(at, at <= now) for at in begins]


def known(credential: Credential, seen: SeamCredential) -> LockCode | None:
    """What is kept of the code from now on; what is ours of it stays."""
    if credential.code is None or seen.lock is None:
        return credential.code
    ours = {"name": credential.code.name, "backup_id": credential.code.backup_id}
    said = seen.lock.model_copy(update=ours)
    if credential.code.set_from is not None and said.set_from is None and not said.is_set:
        # It is being put there at this moment; since when is what a warning counts from.
        said = said.model_copy(update={"set_from": credential.code.set_from})
    return said


async def keep_code(change: Change, credential: Credential, seen: SeamCredential) -> bool:
    """Write down how far the code is; True where that is news."""
    stored = change.find(credential.id)
    if await _has_rotated(change, stored, seen):
        return True
    code = known(stored, seen)
    if code is None or code == stored.code:
        return False
    await change.credential(credential.id, code=code)
    if stored.code is not None and stored.code.end_moves and not code.end_moves and seen.ends_at is not None:
        await _end_has_moved(change, stored, seen.ends_at)
    if code.is_set and not (stored.code and stored.code.is_set) and stored.state is CredentialState.ISSUED:
        await remember(change, "code_set", door=credential.doors[0].name)
    await tell_card(change)
    return True


async def _has_rotated(change: Change, credential: Credential, seen: SeamCredential) -> bool:
    """A code that changes by itself is kept as it is now: whoever looks at it is to see the one that opens."""
    if seen.pin is None or seen.lock is None or not seen.lock.rotates or credential.state is not CredentialState.ISSUED:
        return False
    grant = change.record.grant
    kept = (await change.work.credentials.pins(grant.team_id, grant.id)).get(credential.id)
    if kept == seen.pin:
        return False
    await change.work.credentials.keep_pin(credential.id, seen.pin)
    await note(change, "code_rotated", door=credential.doors[0].name)
    await tell_card(change)
    return True


async def _end_has_moved(change: Change, credential: Credential, ends_at: datetime) -> None:
    """The lock has heard of the end that Seam took long ago."""
    await change.credential(credential.id, ends_at=ends_at)
    if change.record.grant.requested_ends_at is not None:
        return
    window = change.record.grant.window
    latest = max(c.ends_at for c in change.record.live if c.state is not CredentialState.FAILED)
    if latest != window.ends_at:
        await change.grant(window=window.model_copy(update={"ends_at": latest}))
        await plan_reminders(change)
        await note(change, "extended", old=window.ends_at.isoformat(), new=latest.isoformat(), moved=1, refused=0)


async def tell_if_late(change: Change) -> None:
    """Say once that a lock has not got its code although it should have by now."""
    for credential in change.record.in_state(CredentialState.ISSUED):
        code = credential.code
        if code is None or code.set_from is None or not code.is_due(change.now - LATE_AFTER):
            continue
        if await change.work.once.first(NOT_SET, credential.id, change.now):
            await alarm(change, NOT_SET, credential.id)
