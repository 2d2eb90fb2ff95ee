"""What is wrong with access so that a person should look at it; derived at a moment, never stored.

The store finds grants in trouble by the same rules in SQL: a change here is a change in `storage.lists`.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.grant import CredentialState, GrantRecord, GrantState
from bot.domain.missing import missing

END_TAKES = timedelta(minutes=10)
"""After so long an end that Seam has not confirmed is a problem."""
TOLD_FOR = timedelta(days=1)
"""So long a grant of which nothing could be issued is a problem, unless its window is over before."""


class Trouble(StrEnum):
    """In the order in which they matter to somebody at the door."""

    NOTHING_ISSUED = "nothing_issued"
    FAILED_DOOR = "failed_door"
    LATE_PIN = "late_pin"
    HELD_UP = "held_up"
    MISSING = "missing"
    """A look before the arrival found it: `domain.missing`."""
    TASK_LATE = "task_late"
    END_NOT_CONFIRMED = "end_not_confirmed"


def troubles(record: GrantRecord, now: datetime) -> tuple[Trouble, ...]:
    """What is wrong with this grant now."""
    grant = record.grant
    is_open = grant.state.is_open
    began_to_end = grant.ending_at or grant.created_at
    is_true = {
        Trouble.NOTHING_ISSUED: grant.state is GrantState.FAILED
        and now < min(grant.window.ends_at, began_to_end + TOLD_FOR),
        Trouble.FAILED_DOOR: is_open and bool(record.in_state(CredentialState.FAILED)),
        Trouble.LATE_PIN: is_open and bool(record.late(1)),
        Trouble.HELD_UP: is_open and grant.trouble is not None,
        Trouble.MISSING: bool(missing(record)),
        Trouble.TASK_LATE: any(task.is_late(now) for task in record.tasks),
        Trouble.END_NOT_CONFIRMED: _is_end_late(record, now),
    }
    return tuple(trouble for trouble in Trouble if is_true[trouble])


def _is_end_late(record: GrantRecord, now: datetime) -> bool:
    """It ends, or should have ended, for longer than ending takes."""
    grant = record.grant
    if grant.state is GrantState.ENDING:
        return (grant.ending_at or grant.created_at) <= now - END_TAKES
    waits = grant.state is GrantState.AWAITING_APPROVAL
    return not grant.state.is_over and not waits and grant.window.ends_at <= now - END_TAKES
