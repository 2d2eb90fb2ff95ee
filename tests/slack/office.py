"""The Slack ring over loopback HTTP: people at a simulated Slack, the services real, Seam and the store in memory.

The engine is turned by hand, so a test sees what stands on the screens in between.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
from starlette.applications import Starlette
from starlette.routing import Route

from bot.demo.serving import serve
from bot.demo.slack import BOT_USER, TEAM, Message, Person, SlackSim, View
from bot.domain.building import BuildingSettings
from bot.domain.people import Person as Member
from bot.domain.roles import Holder, HolderKind, Role
from bot.services.access import Access
from bot.services.approvals.approvals import Approvals
from bot.services.approvals.asking import Asking
from bot.services.bulk.bulk import Bulk
from bot.services.door_tasks.door_tasks import DoorTasks
from bot.services.door_tasks.task_reminders import TaskReminders
from bot.services.doors.carrying_out import CarryingOut
from bot.services.doors.commanding import Commanding
from bot.services.drift.deciding import Deciding
from bot.services.drift.reconciling import Reconciling
from bot.services.drift.strays import Strays
from bot.services.end_all.end_all import EndAll
from bot.services.grants.giving import Giving
from bot.services.grants.grant_saga import GrantSaga
from bot.services.grants.issuing import Issuing
from bot.services.grants.showing import Showing
from bot.services.limits import Limits
from bot.services.lists.finding import Finding
from bot.services.lists.lists import Lists
from bot.services.locks.attaching import Attaching
from bot.services.mailing.mailing import MailToGuests
from bot.services.messages.outbox import Outbox
from bot.services.messages.reminders import Reminders
from bot.services.notices.reviewing import Reviewing
from bot.services.privacy.forget_guest import ForgetGuest
from bot.services.series.managing import ManagingSeries
from bot.services.systems.buildings import Buildings
from bot.services.systems.connecting import Connecting
from bot.services.trail.auditing import Auditing
from bot.services.trail.refusals import Refusals
from bot.services.web_pass.web_passes import Links, WebPasses
from bot.slack.app import create_app, installation, web_client
from bot.slack.delivery import Delivery
from bot.slack.desk import Desk, Services
from bot.slack.directory import Directory, Groups
from bot.slack.endpoint import SlackEndpoint
from bot.slack.flood import Flood
from bot.slack.home import Home, parts_of
from bot.slack.live_modals import LiveModals
from bot.slack.notifier import Notifier
from bot.slack.places import Places
from bot.slack.reach import SlackReach
from bot.slack.replies import Replies
from bot.slack.screen import SlackScreen
from bot.slack.socket_mode import SocketMode
from bot.slack.tasks import Tasks
from bot.web.guard import slack_endpoint
from tests.fakes import FakeAccessControl, FakeClock
from tests.fakes_store import MemoryStore
from tests.services.desk import INSTALL, MANY

SECRET = "test-signing-secret"
ADMIN = Member(user_id="U0ADMIN", team_id=TEAM, is_member=True)
SAM = Member(user_id="U0SAM", team_id=TEAM, is_member=True)
CHANNEL = "C0DESK"
ADMINS = frozenset({ADMIN.user_id})


class Office:
    """One building with three doors; Rita and Sam may give access there, Ann is the admin, Olga may nothing."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.sim = SlackSim(self.clock.now, signing_secret=SECRET)
        self.seam = FakeAccessControl(self.clock)
        self.store = MemoryStore()
        self.tasks = Tasks()
        self.passes = WebPasses(self.store, self.clock, ADMINS, Links(self.store, "https://desk.example"))
        self.building = self.seam.add_building("Harbor House")
        self.doors = [self.seam.add_door(self.building, name) for name in ("Lobby", "Garage", "Gym")]
        for user_id, name in (("U0ADMIN", "Ann"), ("U0RITA", "Rita"), ("U0SAM", "Sam"), ("U0OLGA", "Olga")):
            self.sim.add_user(user_id, name)
        self.sim.add_channel(CHANNEL, "front-desk", [BOT_USER, "U0ADMIN", "U0RITA", "U0SAM", "U0OLGA"])

    async def build(self, session: aiohttp.ClientSession) -> None:
        self.client = web_client("xoxb-test", self.sim.api_url, session)
        self.showing = Showing(self.store, self.clock, SlackScreen(self.client, self.passes.links))
        self.limits = Limits(self.clock, MANY)
        self.access = Access(self.store, self.clock, ADMINS, lambda: None, self.limits)
        self.giving = Giving(self.store, self.clock, ADMINS, lambda: None, self.limits)
        self.buildings = Buildings(self.store, self.clock, self.seam.catalogue, ADMINS, lambda: None)
        self.reminders = Reminders(self.store, self.clock, self.showing)
        self.task_reminders = TaskReminders(self.store, self.clock, ADMINS)
        self.notifier = Notifier(
            self.store, self.clock, Delivery(self.client), Places(self.client), None, self.passes.links
        )
        self.carrying_out = CarryingOut(self.store, self.clock, self.seam.door_control, self._show_now)
        self.outbox = Outbox(self.store, self.clock, self.notifier)
        issuing = Issuing(self.seam, INSTALL, asyncio.Semaphore(20))
        groups = Groups(self.client, self.store, self.clock, self.tasks)
        asking = Asking(SlackReach(self.client, groups), ADMINS)
        self.saga = GrantSaga(self.store, self.clock, self.showing, issuing, asking, timedelta(seconds=10))
        await self.buildings.refresh(TEAM)
        await self.set_up()
        installed = await installation(self.client)
        services = self._services()
        self.live = LiveModals(self.client, self.tasks, self.clock)
        directory = Directory(self.client, self.clock, groups, installed.team_id)
        self.desk = Desk(self.client, services, directory, Replies(self.client), self.tasks, self.clock, self.live)
        self.home = Home(self.desk, parts_of(services, self.clock))
        self.flood = Flood(self.clock, MANY)
        self.app = create_app(self.desk, self.home, installed, self.flood)

    def _services(self) -> Services:
        self.refusals = Refusals(self.store, self.clock, self.tasks.spawn)
        self.end_all = EndAll(self.store, self.clock, ADMINS, lambda: None)
        lists = Lists(self.store, self.clock, ADMINS)
        return Services(
            self.giving,
            self.access,
            self.buildings,
            self.showing,
            self.refusals,
            Auditing(self.store, ADMINS, self.refusals),
            Approvals(self.store, self.clock, ADMINS, lambda: None),
            ForgetGuest(self.store, self.clock, ADMINS, lambda: None),
            DoorTasks(self.store, self.clock, ADMINS, lambda: None),
            self._deciding(),
            Connecting(self.store, self.clock, self.seam, self.buildings, ADMINS),
            Bulk(self.store, self.clock, self.giving, self.access, self.refusals, lambda: None),
            ManagingSeries(self.store, self.clock, ADMINS, lambda: None),
            lists,
            Finding(self.store, self.clock, lists),
            Reviewing(self.store, self.clock, ADMINS, lambda: None),
            MailToGuests(self.store, self.clock, ADMINS, lambda: None, is_set_up=True),
            self.end_all,
            self.passes,
            Commanding(self.store, self.clock, ADMINS, lambda: None),
            Attaching(self.store, self.clock, ADMINS, lambda: None),
        )

    def _show_now(self) -> None:
        self.live.at_once()

    def _deciding(self) -> Deciding:
        self.reconciling = Reconciling(self.store, self.clock, self.seam, ADMINS, lambda: None)
        strays = Strays(self.store, self.clock, self.seam)
        return Deciding(self.store, self.clock, ADMINS, self.reconciling, strays, lambda: None)

    async def set_up(self, **settings: object) -> None:
        issuers = [Holder(kind=HolderKind.PERSON, slack_id=id_, role=Role.ISSUER) for id_ in ("U0RITA", "U0SAM")]
        given = BuildingSettings.model_validate({"roles": issuers, **settings})
        await self.buildings.change(ADMIN, self.building, lambda _: given)

    def person(self, name: str) -> Person:
        return self.sim.person(f"U0{name.upper()}")

    async def rest(self) -> None:
        """Until everything that was spawned is done."""
        await self.tasks.drain(timedelta(seconds=5))

    async def turn(self, rounds: int = 6) -> None:
        """Do all that is due now, a second apart, so that paced messages go out too."""
        await self.rest()
        for _ in range(rounds):
            await self.reminders.tick()
            await self.task_reminders.tick()
            await self.end_all.tick()
            for job in await self.reminders.unshown():
                await job
            while True:
                async with self.store.write() as work:
                    claim = await work.sagas.claim(self.clock.now(), "test", timedelta(seconds=45))
                if claim is None:
                    break
                await self.saga.drive(claim)
            for job in await self.carrying_out.jobs():
                await job
            for post in await self.outbox.claim():
                await self.outbox.send(post)
            self.home.after_pass(True)  # noqa: FBT003
            self.live.after_pass(True)  # noqa: FBT003
            await self.rest()
            self.clock.advance(timedelta(seconds=1))

    async def top(self, person: Person, callback_id: str | None = None) -> View:
        """The modal that the person sees, when it is there."""
        await self.rest()
        view = person.view
        assert view is not None, [str(call) for call in self.sim.journal[-3:]]
        assert callback_id in {None, view.given["callback_id"]}
        return view

    async def give(self, name: str = "Gail Guest", *doors: str, person: str = "rita") -> Message:
        """From `/guest` to the issued grant's card."""
        hand = self.person(person)
        await hand.command("/guest", name, CHANNEL)
        form = await self.top(hand, "grant_form")
        await hand.choose(form, "doors", list(doors) or ["Lobby"])
        await self.rest()
        ack = await hand.submit(form)
        assert ack.ok, ack
        assert not form.errors, form.errors
        await self.turn()
        return self.cards()[-1]

    def cards(self) -> list[Message]:
        return [m for m in self.sim.messages(CHANNEL) if m.blocks and m.blocks[0]["type"] == "header"]


def grant_id(card: Message) -> str:
    """Of the grant that the card shows, as its buttons carry it."""
    buttons = next(block for block in card.blocks if block["type"] == "actions")
    return str(buttons["elements"][0]["value"])


@asynccontextmanager
async def office_over_http() -> AsyncIterator[Office]:
    office = Office()
    async with office.sim.serve(), aiohttp.ClientSession() as session:
        await office.build(session)
        endpoint = slack_endpoint(SlackEndpoint(office.app, office.tasks), [SECRET], office.clock.now)
        bot = Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])
        async with serve(bot) as url:
            office.sim.connect_http(f"{url.rstrip('/')}/slack/events")
            yield office
            await office.rest()


@asynccontextmanager
async def office_over_socket() -> AsyncIterator[Office]:
    office = Office()
    async with office.sim.serve(), aiohttp.ClientSession() as session:
        await office.build(session)
        socket = SocketMode(office.app, office.client, "xapp-test", office.tasks)
        await socket.start()
        await office.sim.until(lambda: office.sim.hub.connected)
        yield office
        await office.rest()
        await socket.stop()
