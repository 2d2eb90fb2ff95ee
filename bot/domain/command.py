"""A command to a lock is sent once and never again: an unlock has no idempotency key, and whoever wanted the door open
may have gone. What cannot be known of it is told as unknown.
"""

from datetime import timedelta
from enum import StrEnum

from pydantic import AwareDatetime

from bot.domain.value import Value

STALE = timedelta(seconds=30)
"""A command that was not sent by then is not sent any more: the person has long left the door."""
PATIENCE = timedelta(minutes=2)
"""How long the lock's answer is waited for; until then it may still come."""
PAUSES = (1, 1, 2, 2, 3, 5)
"""Seconds between two questions; the last one is repeated."""
PER_MINUTE = timedelta(minutes=1)
MOST_BY_ONE = 6
"""Of one person or guest in a minute."""
MOST_AT_DOOR = 10
"""Of all in a minute; Seam takes 15 of each kind for a device."""
REASON_LENGTH = 200


class Action(StrEnum):
    LOCK = "lock"
    UNLOCK = "unlock"


class CommandState(StrEnum):
    """Four outcomes, told in four different words: confirmed, accepted, failed, unknown."""

    ASKED = "asked"
    """Written down, and not sent yet."""
    SENT = "sent"
    """On its way; where Keydesk stops here, nobody knows what became of it."""
    TAKEN = "taken"
    """Seam has it, and the lock has not answered."""
    CONFIRMED = "confirmed"
    """The lock itself says that it has done it."""
    ACCEPTED = "accepted"
    """The maker took it for done, and the lock has not confirmed it."""
    FAILED = "failed"
    """It surely was not carried out."""
    UNKNOWN = "unknown"
    """It may have been carried out, or not, or it still may be."""

    @property
    def is_open(self) -> bool:
        return self in {CommandState.ASKED, CommandState.SENT, CommandState.TAKEN}


class Command(Value):
    """One lock or unlock that somebody asked for."""

    id: str
    team_id: str
    building_id: str
    entrance_id: str
    action: Action
    by: str | None = None
    """The Slack user who asked."""
    grant_id: str | None = None
    """The guest who did, on their page: one of the two."""
    reason: str = ""
    asked_at: AwareDatetime
    state: CommandState = CommandState.ASKED
    sent_at: AwareDatetime | None = None
    settled_at: AwareDatetime | None = None
    attempt_id: str | None = None
    tries: int = 0
    """How often the lock's answer was asked for."""
    due_at: AwareDatetime | None = None
    """When it is to be carried on with; None: nothing is left to do."""
    problem: str | None = None
    """A key of the sentences about devices or of `domain.problems`."""

    @property
    def actor(self) -> str:
        """Whose commands are counted together."""
        return self.by or f"guest:{self.grant_id}"

    @property
    def may_change(self) -> bool:
        """What is unknown may still become known; what is known stays so."""
        return self.state.is_open or self.state is CommandState.UNKNOWN

    @property
    def pause(self) -> timedelta:
        """Until the lock's answer is asked for again."""
        return timedelta(seconds=PAUSES[min(self.tries, len(PAUSES) - 1)])
