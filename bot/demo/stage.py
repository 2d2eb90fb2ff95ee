"""The stage of the told story: a time that only the story moves, so that hours pass in milliseconds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.demo.clocks import StoryClock
from bot.demo.running import Running, running
from bot.demo.seam import SeamSim, seed
from bot.demo.slack import BOT_USER, Ack, Message, SlackSim, View, render_text

RITA, SAM, ADA, OLLY = "U0RITA", "U0SAM", "U0ADA", "U0OLLY"
FRONT_DESK = "C0DESK"
NAMES = {RITA: "Rita", SAM: "Sam", ADA: "Ada", OLLY: "Olly", FRONT_DESK: "front-desk", BOT_USER: "Keydesk"}
ZONE = ZoneInfo("America/New_York")
START = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
"""14:00 in New York, a Friday."""


class Stage(Running):
    """Everything running; what a chapter does to it is what a person or the world would do."""

    def door(self, name: str) -> str:
        """The id of a door of Harbor House."""
        return next(entrance.id for entrance in self.seam.world.entrances.values() if entrance.name == name)

    async def say_guest(self, user: str, text: str = "") -> Ack:
        return await self.command(user, text, FRONT_DESK)

    def cards(self) -> list[Message]:
        """The cards in the channel, oldest first."""
        return [m for m in self.slack.messages(FRONT_DESK) if m.thread_ts is None and m.user == BOT_USER]

    def read(self, shown: View | Message) -> str:
        """What a reader in New York sees."""
        return render_text(shown, ZONE, NAMES)


@asynccontextmanager
async def stage(folder: Path) -> AsyncIterator[Stage]:
    """Set the stage on loopback; the database is made in `folder`.

    Raises:
        NotADemo: the environment holds real secrets.
    """
    async with running(folder, StoryClock(START), _furnish, (ADA,)) as here:
        yield Stage(here.clock, here.slack, here.seam, here.bot)


def _furnish(slack: SlackSim, seam: SeamSim) -> None:
    seed(seam)
    slack.add_user(RITA, "Rita Reyes", ZONE.key)
    slack.add_user(SAM, "Sam Stone", ZONE.key)
    slack.add_user(ADA, "Ada Admin", ZONE.key, "admin")
    slack.add_user(OLLY, "Olly Other", ZONE.key)
    slack.add_channel(FRONT_DESK, NAMES[FRONT_DESK], [RITA, SAM, ADA, OLLY, BOT_USER])
