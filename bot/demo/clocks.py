"""One clock for bot and simulators: signatures, trigger ids, reminders and Seam's own times all come from it."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Time that can be moved ahead, never back."""

    def now(self) -> datetime: ...

    def advance(self, span: timedelta) -> None: ...


class StoryClock:
    """Time stands still until the story moves it."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def advance(self, span: timedelta) -> None:
        self._now += span


class DemoClock:
    """The machine's time, and what was skipped; `ahead` is below zero while the demo plays what came before."""

    def __init__(self, ahead: timedelta = timedelta(0)) -> None:
        self.ahead = ahead

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def advance(self, span: timedelta) -> None:
        self.ahead += span
