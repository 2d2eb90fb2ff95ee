"""What is missing before somebody comes, as pure functions of our books beside Seam's.

That Seam holds a credential is not that a door knows it; a door without a known hub is never called ready here.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime

from bot.domain.arrival import Fault, NotReady
from bot.domain.building import Method
from bot.domain.grant import Credential, CredentialState, GrantRecord, GrantState
from bot.domain.task import TaskKind
from bot.services.drift.comparing import SAME_START
from bot.services.ports import SAME_END, SeamCredential

Seen = Mapping[str, SeamCredential | None]
"""What Seam shows, by its id; None where it was asked and has none. What was not asked for is not there at all."""


def asked_of_seam(record: GrantRecord) -> tuple[Credential, ...]:
    """The credentials that Seam should hold."""
    issued = record.in_state(CredentialState.ISSUED) if record.grant.state.is_open else ()
    return tuple(c for c in issued if c.seam_id is not None)


def gone(record: GrantRecord, seen: Seen) -> tuple[Credential, ...]:
    """Those that we call issued and Seam does not have any more; what was issued since it was asked is no such one."""
    return tuple(c for c in record.in_state(CredentialState.ISSUED) if c.seam_id in seen and _there(c, seen) is None)


def is_whole(record: GrantRecord, seen: Seen) -> bool:
    """Whether Seam was asked for all that our books call issued now."""
    return all(credential.seam_id in seen for credential in asked_of_seam(record))


def faults(record: GrantRecord, removed: AbstractSet[str], seen: Seen | None, now: datetime) -> tuple[NotReady, ...]:
    """Why the guest might stand before a closed door; `removed` doors, and `seen` None where Seam did not answer."""
    if record.grant.state is GrantState.AWAITING_APPROVAL:
        return (NotReady(fault=Fault.APPROVAL),)
    by_fault: dict[Fault, list[Credential]] = {}
    for credential in record.live:
        if (fault := _fault(record, credential, removed, seen, now)) is not None:
            by_fault.setdefault(fault, []).append(credential)
    found = [_told(fault, by_fault[fault]) for fault in Fault if fault in by_fault]
    building = [NotReady(fault=Fault.BUILDING)] if record.building.problem else []
    return (*building, *found, *_visits(record))


def is_held(record: GrantRecord) -> bool:
    """Whether the newest look found that Seam holds all of it, and nothing has been made since."""
    check, current = record.grant.arrival, record.live
    if check is None or not check.has_asked or check.faults or record.grant.state is not GrantState.ISSUED:
        return False
    return all(c.state is CredentialState.ISSUED and c.created_at <= check.checked_at for c in current)


def _fault(
    record: GrantRecord, credential: Credential, removed: AbstractSet[str], seen: Seen | None, now: datetime
) -> Fault | None:
    if any(door.entrance_id in removed for door in credential.doors):
        return Fault.REMOVED
    by_state = {CredentialState.PENDING: Fault.NOT_YET, CredentialState.FAILED: Fault.FAILED}
    if credential.state is not CredentialState.ISSUED or seen is None or credential.seam_id not in seen:
        return by_state.get(credential.state)
    theirs = _there(credential, seen)
    if theirs is None or theirs.problem is not None:
        return Fault.FAILED
    if not theirs.is_ready or (credential.method is Method.PIN and theirs.pin is None):
        return Fault.NOT_YET
    return Fault.WINDOW if _is_other(record, credential, theirs, now) else None


def _there(credential: Credential, seen: Seen) -> SeamCredential | None:
    theirs = seen.get(credential.seam_id or "")
    return None if theirs is None or theirs.is_being_deleted else theirs


def _is_other(record: GrantRecord, ours: Credential, theirs: SeamCredential, now: datetime) -> bool:
    """A start that is past is no longer one; an end that is being moved is looked at when it has moved.

    An offline code has the window that its maker could work out.
    """
    if theirs.lock is not None and theirs.lock.is_offline:
        return False
    starts = [max(at or now, now) for at in (record.grant.window.starts_at, theirs.starts_at)]
    if abs(starts[0] - starts[1]) >= SAME_START:
        return True
    if record.grant.requested_ends_at is not None:
        return False
    return theirs.ends_at is None or abs(theirs.ends_at - ours.ends_at) >= SAME_END


def _told(fault: Fault, credentials: list[Credential]) -> NotReady:
    doors = dict.fromkeys(door.name for c in credentials for door in c.doors)
    return NotReady(fault=fault, credential_ids=tuple(c.id for c in credentials), doors=tuple(doors))


def _visits(record: GrantRecord) -> Iterator[NotReady]:
    waits = [task for task in record.tasks if task.is_open and task.kind is not TaskKind.REMOVE]
    if waits:
        doors = tuple(dict.fromkeys(task.door for task in waits))
        yield NotReady(fault=Fault.VISIT, credential_ids=tuple(task.credential_id for task in waits), doors=doors)
