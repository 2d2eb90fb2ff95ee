"""The only place that chooses concrete classes: the product is this, in `run`, in the tests and in the demo alike."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import aiohttp
import structlog
from starlette.applications import Starlette

from bot.bootstrap.door_side import DoorSide
from bot.bootstrap.figures import figures_app
from bot.bootstrap.guest_side import GuestSide
from bot.bootstrap.notices import NoticeSide
from bot.bootstrap.parts import open_store, opening_the_database, seam_client, slack_dated
from bot.bootstrap.seam_side import SeamSide
from bot.bootstrap.slack import SlackSide
from bot.config import Settings
from bot.domain.errors import SystemTrouble
from bot.engine.clock import SystemClock
from bot.engine.crons import Cron
from bot.engine.duties import Duties
from bot.engine.embedded import Embedded
from bot.logs import new_request_id
from bot.seam.access_control import SeamAccessControl
from bot.services.access import Access
from bot.services.approvals.approvals import Approvals
from bot.services.approvals.asking import Asking
from bot.services.bulk.bulk import Bulk
from bot.services.bulk.giving_rows import GivingRows
from bot.services.door_tasks.door_tasks import DoorTasks
from bot.services.door_tasks.task_reminders import TaskReminders
from bot.services.end_all.end_all import EndAll
from bot.services.grants.giving import Giving
from bot.services.grants.grant_saga import GrantSaga
from bot.services.grants.issuing import Issuing
from bot.services.grants.showing import Showing
from bot.services.kept import LIST_ROWS, SERIES_ROWS, DueKind
from bot.services.limits import Limits
from bot.services.lists.finding import Finding
from bot.services.lists.lists import Lists
from bot.services.locks.attaching import Attaching
from bot.services.mailing.mailing import MailToGuests
from bot.services.messages.outbox import Outbox
from bot.services.messages.reminders import Reminders
from bot.services.notices.reviewing import Reviewing
from bot.services.ports import AccessControl, Clock
from bot.services.privacy.forget_guest import ForgetGuest
from bot.services.privacy.retention import Retention
from bot.services.series.making import Visits
from bot.services.series.managing import ManagingSeries
from bot.services.systems.buildings import Buildings, Ways
from bot.services.systems.clock_watch import ClockAlarm, ClockWatch
from bot.services.systems.connecting import Connecting
from bot.services.trail.auditing import Auditing
from bot.services.trail.refusals import Refusals
from bot.slack.desk import Services
from bot.slack.session import slack_session
from bot.storage.database import database_path
from bot.storage.lock import EngineLock
from bot.storage.schema import migrate
from bot.storage.store import SqlStore
from bot.web.app import create_app
from bot.web.metrics import Metrics, System

log = structlog.get_logger(__name__)

CREATES_AT_ONCE = 20
"""Over all grants: Seam's documented limits are per device, but a burst must not look like an attack."""
BUILDINGS_EVERY = timedelta(minutes=15)
GROUPS_EVERY = timedelta(minutes=10)
CHECKPOINT_EVERY = timedelta(hours=1)
RETENTION_EVERY = timedelta(hours=1)


@dataclass(frozen=True)
class Product:
    """The running bot."""

    web: Starlette
    figures: Starlette
    """What is served at METRICS_PORT, never at the port that Slack asks."""
    engine: Embedded
    store: SqlStore
    buildings: Buildings
    idle: Callable[[], Awaitable[None]]
    """Waits until nothing that a request left behind is still under way."""
    next_reading: Callable[[], datetime | None]
    """When a building's clock next shows a time at which something is wanted."""

    async def next_due(self) -> datetime | None:
        """When the engine next has something to do."""
        async with self.store.read() as work:
            times = await work.next_times()
        return min((at for at in (times.first, self.next_reading()) if at is not None), default=None)

    async def next_reminder(self, until: datetime) -> datetime | None:
        """When the next reminder comes, if it comes by `until`."""
        async with self.store.read() as work:
            rows = await work.due.due(DueKind.REMINDER, until, limit=1)
        return rows[0].due_at if rows else None


@asynccontextmanager
async def product(settings: Settings, clock: Clock | None = None) -> AsyncIterator[Product]:
    """Everything, started; it is stopped in the reverse order, and what is under way is let come to a safe line.

    Raises:
        AlreadyRunning: another process is the engine of this database.
        CannotStart: the database cannot be opened, or Slack refuses a token.
        SecretError: the database was begun with other keys.
    """
    async with AsyncExitStack() as stack:
        with opening_the_database():
            stack.enter_context(EngineLock(database_path(settings.database_url)))
            await migrate(settings.database_url)
            store = await stack.enter_async_context(open_store(settings))
        metrics, watch = Metrics(), ClockWatch(SystemClock())
        slack = slack_session(metrics.took(System.SLACK), slack_dated(watch))
        session = await stack.enter_async_context(slack)
        client = await stack.enter_async_context(seam_client(settings, metrics.took(System.SEAM), watch))
        bot = _Assembly(settings, clock or SystemClock(), store, SeamAccessControl(client), session)
        bot.watch_clock(watch)
        yield await bot.start(stack, metrics)


class _Assembly:
    """Services, engine and the two doors (Slack, Seam's webhooks) of one process."""

    def __init__(
        self, settings: Settings, clock: Clock, store: SqlStore, access: AccessControl, session: aiohttp.ClientSession
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._store = store
        self._access = access
        self._guest = GuestSide(settings, store, clock)
        self._slack = SlackSide(settings, session, store, clock, self._guest.links)
        self._engine: Embedded | None = None
        admins = frozenset(settings.bot_admins)
        self._showing = Showing(store, clock, self._slack.screen)
        self._seam = SeamSide(store, clock, access, admins, self._wake)
        self._notices = NoticeSide(store, clock, access, admins)
        self._doors = DoorSide(store, clock, access, admins, self._wake, self._slack.show_now)
        self._services = self._made_services(admins)

    def watch_clock(self, watch: ClockWatch) -> None:
        """The machine's own clock is held against Slack's and Seam's, whatever clock the product goes by."""
        self._alarm = ClockAlarm(self._store, self._clock, watch, frozenset(self._settings.bot_admins))

    def _made_services(self, admins: frozenset[str]) -> Services:
        settings, clock, store, access = self._settings, self._clock, self._store, self._access
        lists = Lists(store, clock, admins)
        ways = Ways(mail=settings.smtp_host is not None, pages=settings.public_url is not None)
        buildings = Buildings(store, clock, access.catalogue, admins, self._settings_changed, ways)
        limits = Limits(clock, settings.per_minute)
        access_ = Access(store, clock, admins, self._wake, limits)
        refusals = Refusals(store, clock, self._slack.tasks.spawn)
        giving = Giving(store, clock, admins, self._wake, limits)
        return Services(
            giving=giving,
            access=access_,
            buildings=buildings,
            showing=self._showing,
            refusals=refusals,
            auditing=Auditing(store, admins, refusals),
            approvals=Approvals(store, clock, admins, self._wake),
            forgetting=ForgetGuest(store, clock, admins, self._wake),
            tasks=DoorTasks(store, clock, admins, self._wake),
            deciding=self._seam.deciding,
            connecting=Connecting(store, clock, access, buildings, admins),
            series=ManagingSeries(store, clock, admins, self._wake),
            lists=lists,
            finding=Finding(store, clock, lists),
            reviewing=Reviewing(store, clock, admins, self._wake),
            bulk=Bulk(store, clock, giving, access_, refusals, self._wake),
            mailing=MailToGuests(store, clock, admins, self._wake, is_set_up=ways.mail),
            end_all=EndAll(store, clock, admins, self._wake),
            passes=self._guest.passes,
            commanding=self._doors.commanding,
            locks=Attaching(store, clock, admins, self._settings_changed),
        )

    async def start(self, stack: AsyncExitStack, metrics: Metrics) -> Product:
        installed = await self._slack.who()
        self._team_id = installed.team_id
        self._seam.listen(self._team_id, self._refresh, self._slack.tasks.spawn)
        await self._refresh()
        self._engine = engine = Embedded(self._store, self._clock, await self._duties(), self._settings.lease)
        await engine.start()
        stack.push_async_callback(engine.stop, self._settings.drain)
        stack.push_async_callback(self._services.refusals.write_counts)
        slack = await self._slack.connect(stack, installed, self._services)
        seam = self._seam.endpoint(self._secrets())
        guest = self._guest.routes(self._services.commanding)
        web = create_app(slack=slack, seam=seam, guest=guest, is_ready=self._is_ready, new_request_id=new_request_id)
        idle, buildings = self._slack.tasks.idle, self._services.buildings
        figures = figures_app(metrics, self._store, self._clock, lambda: self._seam.heard_at)
        return Product(web, figures, engine, self._store, buildings, idle, lambda: self._notices.next)

    async def _duties(self) -> Duties:
        store, clock, showing = self._store, self._clock, self._showing
        retention = Retention(store, clock, self._wake, store.compact)
        asking = Asking(self._slack.reach, frozenset(self._settings.bot_admins))
        issuing = Issuing(self._access, await store.install_id(), asyncio.Semaphore(CREATES_AT_ONCE))
        giving, refusals = self._services.giving, self._services.refusals
        visits = Visits(store, clock, giving, self._slack.people, self._wake)
        rows = GivingRows(store, clock, giving, self._slack.people, refusals, self._wake)
        return Duties(
            saga=GrantSaga(store, clock, showing, issuing, asking, self._settings.settle),
            reminders=Reminders(store, clock, showing),
            outbox=Outbox(store, clock, self._slack.poster),
            crons=[
                Cron("buildings", BUILDINGS_EVERY, self._refresh),
                *self._seam.crons(),
                *self._doors.crons(),
                Cron("groups", GROUPS_EVERY, lambda: self._slack.read_groups(self._team_id)),
                Cron("checkpoint", CHECKPOINT_EVERY, store.checkpoint),
                Cron("retention", RETENTION_EVERY, lambda: retention.run(self._team_id)),
            ],
            ticks={
                DueKind.DOOR_TASK: TaskReminders(store, clock, frozenset(self._settings.bot_admins)).tick,
                DueKind.END_ALL: self._services.end_all.tick,
                **self._notices.ticks,
                **self._doors.ticks,
            },
            jobs={
                SERIES_ROWS: visits.jobs,
                LIST_ROWS: rows.jobs,
                DueKind.ARRIVAL: self._notices.arrivals.due,
                **self._doors.jobs,
            },
            by_the_clock=self._notices.by_the_clock(self._team_id),
            after_pass=self._slack.after_pass,
        )

    def _wake(self) -> None:
        if self._engine is not None:
            self._engine.ring()

    def _settings_changed(self) -> None:
        self._notices.settings_changed()
        self._wake()

    async def _is_ready(self) -> bool:
        if self._engine is None or not self._engine.alive or not await self._slack.is_connected():
            return False
        return await self._store.database_ready()

    def _secrets(self) -> list[str]:
        return [secret.get_secret_value() for secret in self._settings.seam_webhook_secret]

    async def _refresh(self) -> None:
        """Read buildings and doors; without Seam the known ones go on being offered."""
        try:
            await self._services.buildings.refresh(self._team_id)
            await self._seam.refreshed(self._team_id)
        except SystemTrouble as trouble:
            log.warning("buildings_not_read", problem=trouble.problem)
        await self._alarm.look(self._team_id)
