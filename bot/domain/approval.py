"""One question to the approvers of a building, with its answer. What was asked never changes: who wants else asks anew.

A grant has at most one that waits. Its newest one stands on its card; older ones are history.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime
from pydantic import Field as Given

from bot.domain.recurrence import Rule
from bot.domain.roles import Role
from bot.domain.value import Value


class Why(StrEnum):
    """Why a request waits for an approver."""

    POLICY = "policy"
    TWO_PERSON = "two_person"


class RequestKind(StrEnum):
    """What would happen with an approval."""

    ACCESS = "access"
    LATER_END = "later_end"
    MORE_DOORS = "more_doors"


class RequestState(StrEnum):
    """All but the first are final; the first decision wins."""

    WAITING = "waiting"
    APPROVED = "approved"
    DECLINED = "declined"
    LAPSED = "lapsed"
    """Nobody decided in time."""
    WITHDRAWN = "withdrawn"
    """Taken back by whoever asked, or overtaken: access was ended, or its end changed otherwise."""


class ApprovalRequest(Value):
    """What somebody wants that an approver has to agree to; the grant stays as it is until then."""

    id: str
    team_id: str
    grant_id: str
    number: int
    """The grant's first, second, ... request."""
    kind: RequestKind
    why: Why
    asked_by: str
    """Who wants it: for a change this may be another person than the grant's requester."""
    asked_at: AwareDatetime
    ends_at: AwareDatetime | None = None
    """The later end that is wanted."""
    doors: Mapping[str, str] = Given(default_factory=dict)
    """The further doors that are wanted: names by entrance id."""
    rule: Rule | None = None
    """Access every week is wanted; the grant is its first visit."""
    lapses_at: AwareDatetime
    levels: tuple[Role, ...] = ()
    """Whose turn it was so far: approvers, then managers, then admins."""
    asked: tuple[str, ...] = ()
    """The people who were sent the request."""
    escalates_at: AwareDatetime | None
    """When the next level is asked; None where there is none left."""
    claimed_by: str | None = None
    claimed_at: AwareDatetime | None = None
    """When somebody first said that they are looking at it; stays when they let go of it."""
    state: RequestState = RequestState.WAITING
    decided_by: str | None = None
    """Who approved, declined or withdrew it; None where Keydesk did (it lapsed, or access ended)."""
    decided_at: AwareDatetime | None = None
    decline_reason: str | None = None

    @property
    def waits(self) -> bool:
        return self.state is RequestState.WAITING

    def next_at(self) -> datetime | None:
        """When something is due although nobody does anything: the next level, or the lapse."""
        if not self.waits:
            return None
        return min(self.lapses_at, self.escalates_at or self.lapses_at)
