"""The side panel: the truth at Seam and at the doors beside what Keydesk says of it in Slack, and the clock."""

from collections import deque
from datetime import datetime, timedelta
from itertools import islice
from typing import Literal

from bot.demo.page import truth
from bot.demo.page.skipping import Skipping
from bot.demo.running import Running
from bot.demo.slack.rules import Json

Mode = Literal["up", "slow", "down"]
Pins = Literal["prompt", "late", "never"]
MOST_EVENTS = 30
_FORESIGHT = timedelta(days=400)


class Panel:
    """Draws the world as JSON; what was done to it from here is kept for the log."""

    def __init__(self, running: Running, skipping: Skipping) -> None:
        self.running = running
        self.skipping = skipping
        self.mode: Mode = "up"
        self.pins: Pins = "prompt"
        self._log: deque[Json] = deque(maxlen=MOST_EVENTS)

    def note(self, said: str) -> None:
        """What somebody did here."""
        self._log.appendleft({"at": self.running.clock.now().timestamp(), "text": said})

    async def next_reminder(self) -> datetime | None:
        return await self.running.bot.next_reminder(self.running.clock.now() + _FORESIGHT)

    async def draw(self) -> Json:
        skip = {
            "next_reminder_at": _stamp(await self.next_reminder()),
            "next_due_at": _stamp(await self.running.next_due()),
        }
        seam = self.running.seam
        snapshot, world = seam.snapshot(), seam.world
        return {
            "now": snapshot.at.timestamp(),
            "skip": skip,
            "busy": self.skipping.busy,
            "seam": {"mode": self.mode},
            "pins": self.pins,
            "buildings": [truth.building(held) for held in snapshot.buildings],
            "credentials": truth.credentials(snapshot),
            "events": [truth.event(world, one) for one in islice(reversed(world.events), MOST_EVENTS)],
            "bot": {"connected": self.running.bot.engine.alive, "problems": self.running.slack.violations},
            "log": list(self._log),
        }


def _stamp(at: datetime | None) -> float | None:
    return at.timestamp() if at else None
