"""Skipping is not a leap: each thing due on the way is done at its own time, and the pages see how far it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.demo.page.changes import Changes
from bot.demo.running import Running
from bot.demo.slack.records import refuse
from bot.demo.slack.rules import Json

LONGEST = timedelta(days=62)


@dataclass(frozen=True)
class _Way:
    text: str
    start: datetime
    until: datetime


class Skipping:
    """Moves the clock that everything shares; one way at a time."""

    def __init__(self, running: Running, changes: Changes) -> None:
        self._running = running
        self._changes = changes
        self._way: _Way | None = None

    @property
    def busy(self) -> Json | None:
        """How far it is; None while nobody moves the clock."""
        if self._way is None:
            return None
        gone = (self._running.clock.now() - self._way.start).total_seconds()
        whole = (self._way.until - self._way.start).total_seconds()
        return {"text": self._way.text, "done": round(min(gone, whole)), "of": max(1, round(whole))}

    async def to(self, until: datetime) -> None:
        """Go there, past everything that is due before. Raises Refused."""
        if self._way is not None:
            refuse("The clock is being moved already.")
        if until - self._running.clock.now() > LONGEST:
            refuse(f"That is too far: at most {LONGEST.days} days at once.")
        with self.under_way("Skipping ahead", until):
            async for _ in self._running.steps(until):
                self._changes.note()

    @contextmanager
    def under_way(self, text: str, until: datetime) -> Iterator[None]:
        """Whoever looks sees how far it is."""
        self._way = _Way(text, self._running.clock.now(), until)
        self._changes.note()
        try:
            yield
        finally:
            self._way = None
            self._changes.note()
