"""A workspace, a building and the bot between them, over loopback HTTP, in a time that only the test moves."""

import io
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import httpx

from bot.bootstrap.product import Product, product
from bot.config import Settings
from bot.demo.seam import SeamSim
from bot.demo.seam.records import Webhook
from bot.demo.serving import serve
from bot.demo.slack.records import BOT_USER, Ack, Message, View
from bot.demo.slack.render import render_text
from bot.demo.slack.sim import SlackSim
from bot.domain.building import BuildingSettings
from bot.domain.people import Person
from bot.domain.roles import Holder, HolderKind, Role
from bot.logs import configure_logging
from tests.canaries import Evidence
from tests.crons import CRONS, after_crons
from tests.databases import empty_database
from tests.fakes import FakeClock
from tests.journeys.on_screen import assert_no_dead_buttons
from tests.journeys.town import (
    ADA,
    AFTERNOON,
    APP_TOKEN,
    BOT_TOKEN,
    DESK,
    DOORS,
    HARBOR,
    NEW_YORK,
    RITA,
    SAM,
    SEAM_KEY,
    SIGNING_SECRET,
    TEAM,
    WEBHOOK_SECRET,
    people,
    settings,
)
from tests.leaks import leaks

MOMENT = timedelta(milliseconds=1)
MINUTE = timedelta(minutes=1)
ISSUERS = tuple(Holder(kind=HolderKind.PERSON, slack_id=user, role=Role.ISSUER) for user in (RITA, SAM))


@dataclass
class World:
    clock: FakeClock
    slack: SlackSim
    seam: SeamSim
    settings: Settings
    building: str
    doors: dict[str, str]
    """Entrance ids by name."""
    log: io.StringIO
    """All that was logged."""
    socket: bool = False
    old_screens: bool = False
    """A test has put an old screen back, or kept Slack from drawing a new one."""
    url: str = ""
    """Where the bot that runs now is served."""
    others: dict[str, str] = field(default_factory=dict)
    """What else the test has taken of all that was written or sent, such as mail; it is searched for leaks too."""
    _bot: Product | None = None
    _running: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def bot(self) -> Product:
        assert self._bot is not None, "the bot is stopped"
        return self._bot

    @property
    def is_running(self) -> bool:
        return self._bot is not None

    async def start(self) -> None:
        """Start the bot on the database that is there, and let it do what is due."""
        self._bot = await self._running.enter_async_context(product(self.settings, self.clock))
        self.url = url = await self._running.enter_async_context(serve(self._bot.web))
        if not self.socket:
            self.slack.connect_http(f"{url}/slack/events")
        if self.settings.seam_webhook_secret:
            self.seam.world.webhooks["ours"] = Webhook("ours", f"{url}/seam/webhooks", ("*",), WEBHOOK_SECRET)

    async def stop(self) -> None:
        self._bot = None
        await self._running.aclose()

    async def settle(self) -> None:
        """Until the bot has done all that is due now, and what a webhook tells it of that."""
        for _ in range(2 if self.settings.seam_webhook_secret else 1):
            await self.seam.settle_events()
            await self.bot.idle()
            await self.bot.engine.settle()
        await self.bot.idle()

    async def run(self, span: timedelta) -> None:
        """Let this much time pass, everything being done when it is due."""
        until = self.clock.now() + span
        await self.settle()
        while (due := await self.bot.next_due()) is not None and due <= until:
            self.clock.advance(max(due - self.clock.now(), MOMENT))
            await self.settle()
        self.clock.advance(max(until - self.clock.now(), timedelta()))
        await self.settle()

    async def set_up(self, building: str | None = None, **changed: object) -> None:
        """What an admin has set; without a word about roles, Rita and Sam are issuers."""
        admin = Person(user_id=ADA, team_id=TEAM, is_member=True)
        wanted = BuildingSettings.model_validate({"roles": ISSUERS, **changed})
        await self.bot.buildings.change(admin, building or self.building, lambda _: wanted)

    async def add_building(self, name: str, zone: str, doors: Sequence[str]) -> str:
        """Another building with the same issuers; its id."""
        made = self.seam.add_building(name, zone, doors)
        self.doors |= dict(zip(doors, made.entrance_ids, strict=True))
        await self.bot.buildings.refresh(TEAM)
        await self.set_up(made.system_id)
        return made.system_id

    async def open_form(self, user: str = RITA, text: str = "", channel: str = DESK) -> View:
        ack = await self.slack.person(user).command("/guest", text, channel)
        assert ack.ok
        await self.slack.until(lambda: self.slack.open_views(user))
        return self.shown(user)

    def view(self, user: str = RITA) -> View | None:
        views = self.slack.open_views(user)
        return views[-1] if views else None

    def shown(self, user: str = RITA) -> View:
        """The modal before the person."""
        view = self.view(user)
        assert view is not None, "nothing is open"
        return view

    def text(self, shown: View | Message | None) -> str:
        """What the person reads."""
        assert shown is not None, "nothing is open"
        return render_text(shown)

    def screen(self, user: str = RITA) -> str:
        return self.text(self.view(user))

    async def give(self, *doors: str, user: str = RITA, name: str = "Gail Guest") -> Ack:
        """Fill the form with a name and doors, and submit it."""
        view = await self.fill(*doors, user=user, name=name)
        return await self.slack.person(user).submit(view)

    async def fill(self, *doors: str, user: str = RITA, name: str = "Gail Guest", channel: str = DESK) -> View:
        """Open the form and enter a name and doors."""
        view = await self.open_form(user, channel=channel)
        await self.type(view, "name", name, user)
        await self.choose(view, "doors", [self.doors[door] for door in doors], user)
        return view

    async def type(self, view: View, field_id: str, text: str, user: str = RITA) -> None:
        await self.slack.person(user).type_text(view, field_id, text)

    async def choose(
        self, where: View | Message, field_id: str, value: str | int | list[str] | None, user: str = RITA
    ) -> None:
        """Choose, and let the form be drawn anew."""
        await self.slack.person(user).choose(where, field_id, value)
        await self.bot.idle()

    async def submit(self, view: View, user: str = RITA) -> dict[str, str]:
        """Submit and let the bot react; the sentences that then stand at fields."""
        await self.slack.person(user).submit(view)
        await self.settle()
        return {block.partition(":")[0]: said for block, said in view.errors.items()}

    async def issued(self, *doors: str, name: str = "Gail Guest", user: str = RITA) -> Message:
        """A grant whose PINs are there; its card."""
        await self.give(*doors, name=name, user=user)
        await self.run(timedelta(seconds=5))
        return self.card()

    def cards(self, channel: str = DESK) -> list[Message]:
        return [m for m in self.slack.messages(channel) if m.thread_ts is None and m.user == BOT_USER]

    def card(self, channel: str = DESK) -> Message:
        """The newest card in the channel."""
        return self.cards(channel)[-1]

    def thread(self, card: Message) -> str:
        """All that stands under a card."""
        return "\n".join(self.text(message) for message in self.slack.thread(card.channel, card.ts))

    def dms(self, user: str = RITA) -> list[str]:
        """What the bot's direct messages to the person say."""
        return [self.text(message) for message in self.slack.dm(user)]

    async def click(self, user: str, where: Message | View | None, action: str, value: str | None = None) -> Ack:
        """Press a button and let the bot react."""
        assert where is not None, "nothing is open"
        ack = await self.slack.person(user).click(where, action, value)
        await self.settle()
        return ack

    async def more(self, user: str, card: Message, entry: str) -> View:
        """Choose from the More menu; the modal that opens."""
        await self.choose(card, "more", entry, user)
        return self.shown(user)

    def told(self, user: str) -> str:
        """The newest ephemeral message to the person."""
        return self.text(self.slack.ephemerals(user)[-1])

    def evidence(self, folder: Path) -> Evidence:
        """What is searched for leaks."""
        return Evidence(self.settings, self.slack, self.seam, folder, self.log.getvalue(), self.others)

    def pins(self) -> list[str]:
        """The PINs that Latch has made and nobody has taken back."""
        return [c.code for c in self.seam.live_credentials() if c.code]


@asynccontextmanager
async def world(
    tmp_path: Path,
    *,
    socket: bool = False,
    webhooks: bool = False,
    doors: Sequence[str] = DOORS,
    at: datetime = AFTERNOON,
    crons: Mapping[str, timedelta] = CRONS,
) -> AsyncIterator[World]:
    """Everything up, with one building and two issuers; what `crons` do was just done.

    In the end Slack must have had nothing to complain of, no message may offer what is over, and no PIN, token, contact
    or link may stand where it does not belong.
    """
    log = io.StringIO()
    configure_logging("INFO", "json", log)
    clock = FakeClock(at)
    slack = SlackSim(clock.now, signing_secret=SIGNING_SECRET, bot_token=BOT_TOKEN, app_token=APP_TOKEN)
    seam = SeamSim(clock.now, SEAM_KEY)
    building = seam.add_building(HARBOR, NEW_YORK, doors)
    people(slack)
    async with AsyncExitStack() as stack:
        slack_url = await stack.enter_async_context(slack.serve())
        seam_url = await stack.enter_async_context(seam.serve())
        chosen = settings(tmp_path, slack_url, seam_url, socket=socket, webhooks=webhooks)
        by_name = dict(zip(doors, building.entrance_ids, strict=True))
        here = World(clock, slack, seam, chosen, building.system_id, by_name, log, socket)
        stack.push_async_callback(here.stop)
        await empty_database(chosen.database_url)
        after_crons(chosen.database_url, at, crons)
        await here.start()
        await here.set_up()
        await here.settle()
        yield here
        await _assert_all_is_well(here, tmp_path)


async def _assert_all_is_well(here: World, folder: Path) -> None:
    if here.is_running and not here.old_screens:
        await here.run(MINUTE)
        await assert_no_dead_buttons(here)
    assert not here.slack.violations, here.slack.violations
    twice = {where: found for where, found in here.seam.live_by_user_and_entrance().items() if len(found) > 1}
    assert not twice, "two credentials for one guest at one door"
    if here.is_running:
        here.others["metrics"] = await _metrics(here.bot)
    found = leaks(here.evidence(folder))
    assert not found, found


async def _metrics(bot: Product) -> str:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(bot.figures), base_url="http://bot") as scraper:
        return (await scraper.get("/metrics")).text
