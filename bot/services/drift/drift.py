"""What Seam and our books disagree about. Each difference is told once, shown until it is settled, and decided once.

Nothing here names a guest: what is found is told in channels, and kept when the guest has long been forgotten.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from pydantic import AwareDatetime

from bot.domain.building import Method
from bot.domain.grant import GrantRecord
from bot.domain.value import Value
from bot.services.ports import SAME_END


class DriftKind(StrEnum):
    MISSING = "missing"
    """We issued it, and Seam no longer has it."""
    EXTRA = "extra"
    """It hangs on an identity of this install, and our books do not have it, or say that it is over."""
    WINDOW = "window"
    """Seam lets the guest in for another time than our books say."""
    DISCONNECTED = "disconnected"
    """The whole building cannot be used."""


class DriftState(StrEnum):
    OPEN = "open"
    """Waits for somebody's decision."""
    LEFT = "left"
    """Somebody has decided to leave it so."""
    ENDING = "ending"
    """Seam is asked to delete it until it is gone."""
    RIGHTING = "righting"
    """Its grant's saga asks Seam for the end that our books have."""
    SETTLED = "settled"
    """It is not so any more."""


class Times(Value):
    """From when until when; None is without a limit."""

    starts_at: AwareDatetime | None
    ends_at: AwareDatetime | None


class Difference(Value):
    """One thing that is not the same at Seam and in our books, as a look at both shows it."""

    kind: DriftKind
    seam_id: str
    """Of the credential; of the building where that is disconnected."""
    grant_id: str | None = None
    credential_id: str | None = None
    """Ours."""
    owner: str | None = None
    """The key of the identity that it hangs on."""
    requester: str | None = None
    method: Method | None = None
    doors: tuple[str, ...] = ()
    ours: Times | None = None
    theirs: Times | None = None
    has_end: bool = False
    """Our books hold an End for it: Seam should not have it any more."""
    trouble: str | None = None
    """A key of `domain.problems`."""

    @property
    def key(self) -> str:
        """The same as long as nothing about it has changed: what is told of once."""
        shown = "" if self.theirs is None else f"{self.theirs.starts_at}/{self.theirs.ends_at}"
        detail = {DriftKind.WINDOW: shown, DriftKind.DISCONNECTED: self.trouble or ""}
        return f"{self.kind}:{self.seam_id}:{detail.get(self.kind, '')}"

    @property
    def is_end(self) -> bool:
        """Whether it is the end that differs: a start cannot be changed at Seam."""
        if self.kind is not DriftKind.WINDOW or self.ours is None or self.theirs is None:
            return False
        mine, theirs = self.ours.ends_at, self.theirs.ends_at
        return mine is None or theirs is None or abs(mine - theirs) >= SAME_END


class Drift(Value):
    """A difference that was found, and what became of it."""

    id: str
    team_id: str
    building_id: str
    difference: Difference
    state: DriftState = DriftState.OPEN
    found_at: AwareDatetime
    alarm: str | None = None
    """The message that told of it."""
    places: tuple[str, ...] = ()
    """Where that stands: a channel, or people."""
    fallback: tuple[str, ...] = ()
    """Who is told instead where the channel refuses us."""
    decided_by: str | None = None
    """None where Keydesk decided by itself, or nobody yet."""
    decided_at: AwareDatetime | None = None
    due_at: AwareDatetime | None = None
    """When Seam is asked again, while it is ending."""
    settled_at: AwareDatetime | None = None
    problem: str | None = None
    """Why what was decided could not be done so far; a key of `domain.problems`."""


class Check(Value):
    """How a building's last comparison went."""

    team_id: str
    building_id: str
    checked_at: AwareDatetime | None = None
    """When both sides were last compared whole."""
    foreign: int = 0
    """Credentials at Seam then that are not ours: never touched."""
    other_installs: int = 0
    """How many of these another Keydesk has made."""
    trouble: str | None = None
    trouble_since: AwareDatetime | None = None
    """Since when Seam could not be asked; a key of `domain.problems` says why."""
    retry_at: AwareDatetime | None = None
    tries: int = 0


class DriftRows(Protocol):
    """Differences and comparisons, and the questions that only a comparison asks of our books."""

    async def add(self, drift: Drift) -> bool:
        """False, and nothing written, while one with the same key at the building is not settled."""

    async def save(self, drift: Drift) -> None: ...

    async def get(self, team_id: str, drift_id: str) -> Drift | None: ...

    async def unsettled(self, team_id: str, building_id: str) -> Sequence[Drift]:
        """By the time they were found, oldest first."""

    async def of_alarm(self, team_id: str, alarm: str) -> Sequence[Drift]: ...

    async def ending(self, team_id: str, until: datetime) -> Sequence[Drift]:
        """Those that are ending, and of which Seam is to be asked by then."""

    async def check(self, team_id: str, building_id: str) -> Check | None: ...

    async def standing(
        self, team_id: str, building_ids: Sequence[str]
    ) -> tuple[Mapping[str, Sequence[Drift]], Mapping[str, Check]]:
        """What is unsettled, as `unsettled` has it, and the last check, by building; for many buildings at once."""

    async def save_check(self, check: Check) -> None: ...

    async def open_grants(self, team_id: str, building_id: str, after: str, limit: int) -> Sequence[GrantRecord]:
        """Grants of the building that are not over, by id from the one after `after`."""

    async def grants_of(self, team_id: str, seam_ids: Sequence[str]) -> Mapping[str, str]:
        """The id of the grant that has each of these credentials of Seam's; those that none has are left out."""

    async def events_read(self, team_id: str) -> datetime | None:
        """Up to when Seam's events are known."""

    async def save_events_read(self, team_id: str, until: datetime) -> None: ...
