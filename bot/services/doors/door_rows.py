"""What is kept of doors that are spoken to: commands, what locks told, and how guests used their access."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Protocol

from bot.domain.command import Command
from bot.domain.feed import Batch, FeedKind, Happening, Lane


class CommandRows(Protocol):
    async def add(self, command: Command, submit_key: str) -> bool:
        """False, and nothing written, where the team's `submit_key` was used before."""

    async def save(self, command: Command) -> None: ...

    async def get(self, team_id: str, command_id: str) -> Command | None: ...

    async def by_submit_key(self, team_id: str, submit_key: str) -> Command | None: ...

    async def by_attempt(self, team_id: str, attempt_id: str) -> Command | None: ...

    async def is_due(self, now: datetime) -> bool:
        """Whether `claim` would give any."""

    async def claim(self, now: datetime, until: datetime, limit: int) -> Sequence[Command]:
        """Those that are due, the oldest first; nobody else gets them before `until`."""

    async def since(self, team_id: str, since: datetime) -> Sequence[Command]:
        """Asked for since then, the oldest first."""


class FeedRows(Protocol):
    async def add(self, happening: Happening) -> bool:
        """False, and nothing written, where it is there already."""

    async def get(self, team_id: str, happening_id: str) -> Happening | None: ...

    async def last(self, team_id: str, entrance_id: str, kinds: AbstractSet[FeedKind]) -> Happening | None:
        """The newest of these kinds at the door, by when it happened."""

    async def newest_batch(self, team_id: str, building_id: str, of: Lane) -> Batch | None: ...

    async def of_batch(self, team_id: str, batch: str) -> Sequence[Happening]:
        """What one message tells of, by when it happened."""

    async def forget(self, before: datetime) -> None:
        """Drop what happened before then, and commands that were asked for before then."""
