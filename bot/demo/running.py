"""Both simulators and the real bot between them on loopback: the product with other addresses, and a clock to move."""

import asyncio
import base64
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.bootstrap.demo import demo_settings
from bot.bootstrap.product import Product, product
from bot.demo.clocks import Clock
from bot.demo.seam import SeamSim
from bot.demo.seam.records import Webhook
from bot.demo.serving import listen, serve
from bot.demo.slack import Ack, Message, Person, SlackSim, View

_LEAST = timedelta(milliseconds=1)
Furnish = Callable[[SlackSim, SeamSim], None]
"""Puts people and buildings into the empty simulators, before the bot looks at them."""


@dataclass
class Running:
    """Everything up; time passes as the clock says, and jumps as `steps` is asked to."""

    clock: Clock
    slack: SlackSim
    seam: SeamSim
    bot: Product
    _hands: int = 0
    _free: asyncio.Event = field(default_factory=asyncio.Event)

    def person(self, user: str) -> Person:
        return self.slack.person(user)

    async def command(self, user: str, text: str, channel: str) -> Ack:
        """The person types /guest, and the bot answers."""
        with self.hand():
            ack = await self.person(user).command("/guest", text, channel)
            await self.bot.idle()
        return ack

    async def click(self, user: str, where: Message | View, action: str) -> Ack:
        with self.hand():
            ack = await self.person(user).click(where, action)
            await self.bot.idle()
        await self.settle()
        return ack

    async def choose(self, user: str, field: str, value: str | list[str]) -> None:
        """Choose in the modal on top; where Keydesk draws it anew, wait for that."""
        with self.hand():
            await self.person(user).choose(self.view(user), field, value)
            await self.bot.idle()

    def view(self, user: str) -> View:
        """The modal on top of the person's screen. Raises LookupError where there is none."""
        view = self.person(user).view
        if view is None:
            msg = f"{self.person(user).user.name} has no modal open"
            raise LookupError(msg)
        return view

    @contextmanager
    def hand(self) -> Iterator[None]:
        """Time does not jump meanwhile: what a person just pressed is good for three seconds."""
        self._hands += 1
        self._free.clear()
        try:
            yield
        finally:
            self._hands -= 1
            if not self._hands:
                self._free.set()

    async def settle(self) -> None:
        """Until bot, Seam and Slack have done all that is due now, and what each hears of the other."""
        is_new = True
        while is_new:
            await self.slack.retry_due()
            await self.seam.settle_events()
            await self.bot.idle()
            await self.bot.engine.settle()
            await self.bot.idle()
            is_new = self.seam.post.is_on and bool(self.seam.world.undelivered)

    async def wait(self, span: timedelta) -> None:
        """Let this much time pass, everything being done when it is due."""
        async for _ in self.steps(self.clock.now() + span):
            pass

    async def steps(self, until: datetime) -> AsyncIterator[datetime]:
        """Go from due time to due time, so that all happens in order and at its own time; ends at `until`."""
        await self.settle()
        while (due := await self.next_due()) is not None and due <= until:
            await self._jump(due)
            await self.settle()
            yield due
        await self._jump(until, timedelta(0))
        await self.settle()

    async def _jump(self, to: datetime, least: timedelta = _LEAST) -> None:
        while self._hands:
            await self._free.wait()
        self.clock.advance(max(to - self.clock.now(), least))

    async def next_due(self) -> datetime | None:
        """When the bot, Seam or Slack next does something by itself."""
        times = [await self.bot.next_due(), self.seam.next_due(), self.slack.next_retry]
        return min((at for at in times if at is not None), default=None)


@asynccontextmanager
async def running(folder: Path, clock: Clock, furnish: Furnish, admins: tuple[str, ...]) -> AsyncIterator[Running]:
    """Start everything on free ports; the database is made in `folder`.

    Raises:
        NotADemo: the environment holds real secrets.
    """
    keys = {"bot_token": "xoxb-demo", "signing_secret": secrets.token_hex(16), "seam_key": "seam_demo"}
    keys["encryption_key"] = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    keys["webhook_secret"] = f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}"
    slack = SlackSim(clock.now, signing_secret=keys["signing_secret"], bot_token=keys["bot_token"])
    seam = SeamSim(clock.now, keys["seam_key"])
    furnish(slack, seam)
    async with AsyncExitStack() as stack:
        slack_url = await stack.enter_async_context(slack.serve())
        seam_url = await stack.enter_async_context(seam.serve())
        listener = stack.enter_context(listen("127.0.0.1", 0))
        bot_url = "http://{}:{}".format(*listener.getsockname())
        settings = demo_settings(slack_url, seam_url, folder, admins, public_url=bot_url, **keys)
        bot = await stack.enter_async_context(product(settings, clock))
        await stack.enter_async_context(serve(bot.web, listener=listener))
        slack.connect_http(f"{bot_url}/slack/events")
        seam.post.lose_waiting()
        seam.world.webhooks["demo"] = Webhook("demo", f"{bot_url}/seam/webhooks", ("*",), keys["webhook_secret"])
        yield Running(clock, slack, seam, bot)
