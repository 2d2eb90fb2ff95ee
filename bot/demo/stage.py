"""Both simulators and the real bot between them, in a time that only the story moves: hours pass in milliseconds."""

import base64
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.bootstrap.demo import demo_settings
from bot.bootstrap.product import Product, product
from bot.demo.seam import SeamSim, seed
from bot.demo.serving import serve
from bot.demo.slack import BOT_USER, Ack, Message, Person, SlackSim, View, render_text

RITA, SAM, ADA, OLLY = "U0RITA", "U0SAM", "U0ADA", "U0OLLY"
FRONT_DESK = "C0DESK"
NAMES = {RITA: "Rita", SAM: "Sam", ADA: "Ada", OLLY: "Olly", FRONT_DESK: "front-desk", BOT_USER: "Keydesk"}
ZONE = ZoneInfo("America/New_York")
START = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
"""14:00 in New York, a Friday."""
_LEAST = timedelta(milliseconds=1)


class StoryClock:
    """Time stands still until the story moves it."""

    def __init__(self) -> None:
        self._now = START

    def now(self) -> datetime:
        return self._now

    def advance(self, span: timedelta) -> None:
        self._now += span


@dataclass
class Stage:
    """Everything running; what a chapter does to it is what a person or the world would do."""

    clock: StoryClock
    slack: SlackSim
    seam: SeamSim
    bot: Product
    doors: dict[str, str]
    """Harbor House's entrance ids by name."""

    def person(self, user: str) -> Person:
        return self.slack.person(user)

    async def settle(self) -> None:
        """Until the bot has done all that is due now."""
        for _ in range(2):
            await self.bot.idle()
            await self.bot.engine.settle()

    async def wait(self, span: timedelta) -> None:
        """Let this much time pass, everything being done when it is due."""
        until = self.clock.now() + span
        await self.settle()
        while (due := await self._next_due()) is not None and due <= until:
            self.clock.advance(max(due - self.clock.now(), _LEAST))
            await self.settle()
        self.clock.advance(max(until - self.clock.now(), timedelta()))
        await self.settle()

    async def _next_due(self) -> datetime | None:
        async with self.bot.store.read() as work:
            times = [await work.sagas.next_due(), await work.due.next_due(), await work.posts.next_due()]
        return min((at for at in times if at is not None), default=None)

    async def command(self, user: str, text: str = "") -> Ack:
        ack = await self.person(user).command("/guest", text, FRONT_DESK)
        await self.bot.idle()
        return ack

    async def click(self, user: str, where: Message | View, action: str) -> Ack:
        ack = await self.person(user).click(where, action)
        await self.settle()
        return ack

    async def choose(self, user: str, field: str, value: str | list[str]) -> None:
        """Choose in the modal on top; where Keydesk draws it anew, wait for that."""
        await self.person(user).choose(self.view(user), field, value)
        await self.bot.idle()

    def view(self, user: str) -> View:
        """The modal on top of the person's screen."""
        view = self.person(user).view
        if view is None:
            msg = f"{NAMES[user]} has no modal open"
            raise LookupError(msg)
        return view

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
    clock = StoryClock()
    keys = {"bot_token": "xoxb-demo", "signing_secret": secrets.token_hex(16), "seam_key": "seam_demo"}
    slack = SlackSim(clock.now, signing_secret=keys["signing_secret"], bot_token=keys["bot_token"])
    seam = SeamSim(clock.now, keys["seam_key"])
    harbor_house = seed(seam).harbor_house
    _people(slack)
    async with AsyncExitStack() as stack:
        slack_url = await stack.enter_async_context(slack.serve())
        seam_url = await stack.enter_async_context(seam.serve())
        keys["encryption_key"] = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
        settings = demo_settings(slack_url, seam_url, folder, (ADA,), **keys)
        bot = await stack.enter_async_context(product(settings, clock))
        slack.connect_http(f"{await stack.enter_async_context(serve(bot.web))}/slack/events")
        doors = {seam.world.entrances[id_].name: id_ for id_ in harbor_house.entrance_ids}
        yield Stage(clock, slack, seam, bot, doors)


def _people(slack: SlackSim) -> None:
    slack.add_user(RITA, "Rita Reyes", ZONE.key)
    slack.add_user(SAM, "Sam Stone", ZONE.key)
    slack.add_user(ADA, "Ada Admin", ZONE.key, "admin")
    slack.add_user(OLLY, "Olly Other", ZONE.key)
    slack.add_channel(FRONT_DESK, NAMES[FRONT_DESK], [RITA, SAM, ADA, OLLY, BOT_USER])
