"""A workspace, a building and the bot between them, over loopback HTTP, in a time that only the test moves."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.bootstrap.product import Product, product
from bot.config import Settings
from bot.demo.seam import SeamSim
from bot.demo.serving import serve
from bot.demo.slack.records import Ack, Message, View
from bot.demo.slack.render import render_text
from bot.demo.slack.sim import SlackSim
from bot.demo.slack.workspace import BOT_USER
from bot.domain.building import BuildingSettings, Issuer, IssuerKind
from bot.domain.people import Person
from tests.fakes import FakeClock

TEAM = "T0KEYDESK"
RITA, SAM, ADA, OLLY = "U0RITA", "U0SAM", "U0ADA", "U0OLLY"
"""Two issuers, an admin, and somebody who may do nothing."""
DESK = "C0DESK"
SIGNING_SECRET = "not-a-secret-only-a-test"
SEAM_KEY = "seam_test_key"
DOORS = ("Lobby", "Garage", "Gym", "Unit 12B", "Mailroom", "Roof")
AFTERNOON = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
"""14:00 in New York, a Friday."""


@dataclass
class World:
    clock: FakeClock
    slack: SlackSim
    seam: SeamSim
    bot: Product
    building: str
    doors: dict[str, str]
    """Entrance ids by name."""

    async def settle(self) -> None:
        """Until the bot has done all that is due now."""
        for _ in range(3):
            await self.seam.settle_events()
            await self.bot.idle()
            await self.bot.engine.settle()

    async def run(self, span: timedelta) -> None:
        """Let this much time pass, everything being done when it is due."""
        until = self.clock.now() + span
        await self.settle()
        while (due := await self._next_due()) is not None and due <= until:
            self.clock.advance(max(due - self.clock.now(), timedelta(milliseconds=1)))
            await self.settle()
        self.clock.advance(max(until - self.clock.now(), timedelta()))
        await self.settle()

    async def _next_due(self) -> datetime | None:
        async with self.bot.store.read() as work:
            times = [await work.sagas.next_due(), await work.due.next_due(), await work.posts.next_due()]
        return min((at for at in times if at is not None), default=None)

    async def set_up(self, **settings: object) -> None:
        issuers = tuple(Issuer(kind=IssuerKind.PERSON, slack_id=user) for user in (RITA, SAM))
        admin = Person(user_id=ADA, team_id=TEAM, is_member=True)
        await self.bot.buildings.save(admin, self.building, BuildingSettings(issuers=issuers, **settings))  # type: ignore[arg-type]

    async def open_form(self, user: str = RITA, text: str = "", channel: str = DESK) -> View:
        ack = await self.slack.person(user).command("/guest", text, channel)
        assert ack.ok
        return await self.slack.until(lambda: self.view(user))

    def view(self, user: str = RITA) -> View | None:
        views = self.slack.open_views(user)
        return views[-1] if views else None

    def text(self, shown: View | Message | None) -> str:
        """What the person reads."""
        assert shown is not None, "nothing is open"
        return render_text(shown)

    def screen(self, user: str = RITA) -> str:
        return self.text(self.view(user))

    async def give(self, *doors: str, user: str = RITA, name: str = "Gail Guest") -> Ack:
        """Fill the form with a name and doors, and submit it."""
        view = await self.open_form(user)
        person = self.slack.person(user)
        await person.type_text(view, "name", name)
        await person.choose(view, "doors", [self.doors[door] for door in doors])
        return await person.submit(view)

    def card(self, channel: str = DESK) -> Message:
        """The newest card in the channel."""
        return [m for m in self.slack.messages(channel) if m.thread_ts is None and m.user == BOT_USER][-1]

    async def click(self, user: str, where: Message | View | None, action: str, value: str | None = None) -> Ack:
        """Press a button and let the bot react."""
        assert where is not None, "nothing is open"
        ack = await self.slack.person(user).click(where, action, value)
        await self.settle()
        return ack

    def pins(self) -> list[str]:
        """The PINs that Latch has made and nobody has taken back."""
        return [c.code for c in self.seam.live_credentials() if c.code]


@asynccontextmanager
async def world(tmp_path: Path, *, socket: bool = False) -> AsyncIterator[World]:
    """Everything up, with one building of six doors and two issuers."""
    clock = FakeClock(AFTERNOON)
    slack = SlackSim(clock.now, signing_secret=SIGNING_SECRET)
    seam = SeamSim(clock.now, SEAM_KEY)
    building = seam.add_building("Harbor House", "America/New_York", DOORS)
    people(slack)
    async with AsyncExitStack() as stack:
        slack_url = await stack.enter_async_context(slack.serve())
        seam_url = await stack.enter_async_context(seam.serve())
        bot = await stack.enter_async_context(product(settings(tmp_path, slack_url, seam_url, socket=socket), clock))
        if not socket:
            slack.connect_http(f"{await stack.enter_async_context(serve(bot.web))}/slack/events")
        doors = dict(zip(DOORS, building.entrance_ids, strict=True))
        here = World(clock, slack, seam, bot, building.system_id, doors)
        await here.set_up()
        yield here


def people(slack: SlackSim) -> None:
    slack.add_user(RITA, "Rita Reyes", "America/New_York")
    slack.add_user(SAM, "Sam Stone", "America/New_York")
    slack.add_user(ADA, "Ada Admin", "America/New_York", "admin")
    slack.add_user(OLLY, "Olly Other", "Europe/London")
    slack.add_channel(DESK, "front-desk", [RITA, SAM, ADA, OLLY, BOT_USER])


def settings(folder: Path, slack_url: str, seam_url: str, *, socket: bool) -> Settings:
    return Settings(
        slack_bot_token="xoxb-test",  # type: ignore[arg-type]
        slack_signing_secret=(SIGNING_SECRET,),  # type: ignore[arg-type]
        slack_app_token="xapp-test" if socket else None,  # type: ignore[arg-type]
        slack_api_url=f"{slack_url}/api/",
        seam_api_key=SEAM_KEY,  # type: ignore[arg-type]
        seam_api_url=seam_url,
        database_url=f"sqlite:///{folder}/keydesk.sqlite3",
        bot_admins=(ADA,),
        log_level="WARNING",
    )
