"""The services over an access system and a store in memory, in a time that only the test moves."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from bot.domain.building import BuildingSettings, Method
from bot.domain.grant import GrantRecord, Guest
from bot.domain.people import Person
from bot.domain.request import GrantDraft
from bot.domain.roles import Holder, HolderKind, Role
from bot.domain.window import Window
from bot.services.access import Access
from bot.services.approvals.approvals import Approvals
from bot.services.approvals.asking import Asking
from bot.services.bulk.bulk import Bulk
from bot.services.bulk.giving_rows import GivingRows
from bot.services.door_tasks.door_tasks import DoorTasks
from bot.services.door_tasks.task_reminders import TaskReminders
from bot.services.doors.carrying_out import CarryingOut
from bot.services.doors.commanding import Commanding
from bot.services.doors.hearing import Hearing
from bot.services.doors.uses import Unused
from bot.services.drift.deciding import Deciding
from bot.services.drift.reconciling import Reconciling
from bot.services.drift.strays import Strays
from bot.services.end_all.end_all import EndAll
from bot.services.grants.giving import Giving
from bot.services.grants.grant_saga import GrantSaga
from bot.services.grants.issuing import Issuing
from bot.services.grants.showing import Showing
from bot.services.kept import Claim
from bot.services.limits import Limits
from bot.services.lists.finding import Finding
from bot.services.lists.lists import Lists
from bot.services.mailing.mailing import MailToGuests
from bot.services.messages.outbox import Outbox
from bot.services.messages.reminders import Reminders
from bot.services.ports import NewCredential
from bot.services.privacy.forget_guest import ForgetGuest
from bot.services.privacy.retention import Retention
from bot.services.series.making import Visits
from bot.services.series.managing import ManagingSeries
from bot.services.systems.buildings import Buildings
from bot.services.systems.connecting import Connecting
from bot.services.systems.disconnections import Disconnections
from bot.services.systems.webhooks import Webhooks
from bot.services.trail.auditing import Auditing
from bot.services.trail.refusals import Refusals
from bot.services.web_pass.guest_page import GuestPage
from bot.services.web_pass.web_passes import Links, WebPasses
from tests.fakes import FakeAccessControl, FakeClock
from tests.fakes_store import MemoryStore
from tests.services.screens import FakePoster, FakeScreen
from tests.services.slack_people import FakePeople, FakeReach
from tests.services.unasked import Unasked

TEAM = "T0KEYDESK"
RITA = Person(user_id="U0RITA", team_id=TEAM, is_member=True)
SAM = Person(user_id="U0SAM", team_id=TEAM, is_member=True)
OUTSIDER = Person(user_id="U0OUT", team_id=TEAM, is_member=True)
ADMIN = Person(user_id="U0ADMIN", team_id=TEAM, is_member=True)
INSTALL = "0123456789abcdef"
"""What the store in memory says that it is."""
SETTLE = timedelta(seconds=10)
LEASE = timedelta(seconds=45)
MANY = 30
"""What one person may do in a minute, as by default."""


class Desk:
    """One building with three doors, two issuers, and an engine that the test turns by hand."""

    def __init__(self, store: MemoryStore | None = None) -> None:
        self.clock = FakeClock()
        self.seam = FakeAccessControl(self.clock)
        self.store = store or MemoryStore()
        self.screen = FakeScreen()
        self.poster = FakePoster()
        self.reach = FakeReach()
        self.building = self.seam.add_building("Harbor House")
        self.doors = [self.seam.add_door(self.building, name) for name in ("Lobby", "Garage", "Gym")]
        admins = frozenset({ADMIN.user_id})
        self.showing = Showing(self.store, self.clock, self.screen)
        self.limits = Limits(self.clock, MANY)
        self.access = Access(self.store, self.clock, admins, self._wake, self.limits)
        self.approvals = Approvals(self.store, self.clock, admins, self._wake)
        self.giving = Giving(self.store, self.clock, admins, self._wake, self.limits)
        self.buildings = Buildings(self.store, self.clock, self.seam.catalogue, admins, self._wake)
        self.refusals = Refusals(self.store, self.clock, lambda work: work.close())
        self.auditing = Auditing(self.store, admins, self.refusals)
        self.forgetting = ForgetGuest(self.store, self.clock, admins, self._wake)
        self.reminders = Reminders(self.store, self.clock, self.showing)
        self.tasks = DoorTasks(self.store, self.clock, admins, self._wake)
        self.task_reminders = TaskReminders(self.store, self.clock, admins)
        self.retention = Retention(self.store, self.clock, self._wake, self._compact)
        self._further(admins)
        self.outbox = Outbox(self.store, self.clock, self.poster)
        self.saga = self.new_saga()

    def _further(self, admins: frozenset[str]) -> None:
        self.compacted = 0
        self.mailing = MailToGuests(self.store, self.clock, admins, self._wake, is_set_up=True)
        self.connecting = Connecting(self.store, self.clock, self.seam, self.buildings, admins)
        self.reconciling = Reconciling(self.store, self.clock, self.seam, admins, self._wake)
        self.unasked = Unasked(self.store, self.clock, self.seam, admins)
        self.strays = Strays(self.store, self.clock, self.seam)
        self.deciding = Deciding(self.store, self.clock, admins, self.reconciling, self.strays, self._wake)
        self.lists = Lists(self.store, self.clock, admins)
        self.finding = Finding(self.store, self.clock, self.lists)
        self.end_all = EndAll(self.store, self.clock, admins, self._wake)
        self.disconnections = Disconnections(self.store, self.clock, admins)
        self.passes = WebPasses(self.store, self.clock, admins, Links(self.store, "https://desk.example"))
        self.guest_page = GuestPage(self.store, self.clock)
        self._lists()
        self._doors(admins)

    def _lists(self) -> None:
        self.people = FakePeople({person.user_id: person for person in (RITA, SAM, ADMIN, OUTSIDER)})
        self.bulk = Bulk(self.store, self.clock, self.giving, self.access, self.refusals, self._wake)
        self.giving_rows = GivingRows(self.store, self.clock, self.giving, self.people, self.refusals, self._wake)
        self.series = ManagingSeries(self.store, self.clock, frozenset({ADMIN.user_id}), self._wake)
        self.visits = Visits(self.store, self.clock, self.giving, self.people, self._wake)

    def _doors(self, admins: frozenset[str]) -> None:
        self.commanding = Commanding(self.store, self.clock, admins, self._wake)
        self.carrying_out = CarryingOut(self.store, self.clock, self.seam.door_control, self._wake)
        self.unused = Unused(self.store, self.clock)
        self.webhooks = Webhooks(self.store, self.clock, self._wake, hear=Hearing(TEAM).hear)

    def new_saga(self) -> GrantSaga:
        """As a process has it that starts now."""
        issuing = Issuing(self.seam, INSTALL, asyncio.Semaphore(20))
        asking = Asking(self.reach, frozenset({ADMIN.user_id}))
        return GrantSaga(self.store, self.clock, self.showing, issuing, asking, SETTLE)

    def _wake(self) -> None:
        """The test turns the engine itself."""

    async def _compact(self) -> None:
        self.compacted += 1

    async def open(self, **settings: Any) -> "Desk":
        await self.buildings.refresh(TEAM)
        await self.set_up(**settings)
        return self

    async def set_up(self, building: str | None = None, **settings: object) -> None:
        """What a manager has set; without a word about roles, Rita and Sam are issuers."""
        issuers = [Holder(kind=HolderKind.PERSON, slack_id=p.user_id, role=Role.ISSUER) for p in (RITA, SAM)]
        wanted = BuildingSettings.model_validate({"roles": issuers, **settings})
        await self.buildings.change(ADMIN, building or self.building, lambda _: wanted)

    def draft(self, *doors: str, method: Method = Method.PIN, name: str = "Gail Guest", **update: object) -> GrantDraft:
        now = self.clock.now()
        draft = GrantDraft(
            team_id=TEAM,
            requester=RITA.user_id,
            building_id=self.building,
            entrance_ids=doors or (self.doors[0],),
            method=method,
            guest=Guest(name=name, email="gail@example.com" if method is Method.MOBILE_KEY else None),
            window=Window(starts_at=now, ends_at=now + timedelta(hours=2)),
            channel="C0DESK",
            submit_key=f"V{id(object())}{now.timestamp()}",
        )
        return draft.model_copy(update=update)

    async def give(self, *doors: str, view: str | None = "V1", **update: object) -> str:
        """Submit, and the ack leaves; the grant's id."""
        record = await self.giving.submit(RITA, self.draft(*doors, **update), view)  # type: ignore[arg-type]
        if view is not None:
            await self.showing.acked(TEAM, record.grant.id, view)
        return record.grant.id

    async def give_elsewhere(self, *doors: str) -> str:
        """A mobile key with the draft's end that another program gives to the guest before we know them; its id."""
        seam, window = self.seam, self.draft().window
        identity = await seam.identities.create("not ours", "Gail Guest")
        user = await seam.acs_users.create(self.building, identity.id, "Gail Guest", "gail@example.com")
        del seam.people[identity.id]
        seam.users[user.id] = user.model_copy(update={"identity_id": None})
        new = NewCredential(acs_user_id=user.id, method=Method.MOBILE_KEY, entrance_ids=doors, **dict(window))
        return (await seam.credentials.create(new)).id

    async def record(self, grant_id: str) -> GrantRecord:
        async with self.store.read() as work:
            record = await work.grants.record(TEAM, grant_id)
        assert record is not None
        return record

    async def turn(self) -> None:
        """Do all that is due now."""
        await self.reminders.tick()
        await self.task_reminders.tick()
        await self.unasked.turn()
        await self.end_all.tick()
        await self.unused.tick()
        for job in await self.reminders.unshown():
            await job
        while jobs := [*await self.giving_rows.jobs(), *await self.visits.jobs(), *await self.carrying_out.jobs()]:
            for job in jobs:
                await job
        while True:
            async with self.store.write() as work:
                claim = await work.sagas.claim(self.clock.now(), "test", LEASE)
            if claim is None:
                break
            await self.drive(claim)
        while posts := await self.outbox.claim():
            for post in posts:
                await self.outbox.send(post)

    async def drive(self, claim: Claim) -> None:
        await self.saga.drive(claim)

    async def next_due(self) -> datetime | None:
        async with self.store.read() as work:
            return (await work.next_times()).first

    async def run(self, span: timedelta) -> None:
        """Let this much time pass, doing each thing when it is due."""
        until = self.clock.now() + span
        await self.turn()
        while (due := await self.next_due()) is not None and due <= until:
            self.clock.advance(max(due - self.clock.now(), timedelta(0)))
            await self.turn()
        self.clock.advance(until - self.clock.now())
        await self.turn()
