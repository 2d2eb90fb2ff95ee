"""The Slack side of the bot: HTTP or Socket Mode, one Web API client, one shared session."""

import asyncio
from contextlib import AsyncExitStack, suppress

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from bot.bootstrap.parts import HTTP_TROUBLE, CannotStart, mailer, refusal
from bot.config import Settings
from bot.services.ports import Clock
from bot.services.web_pass.web_passes import Links
from bot.slack.app import Installation, create_app, installation, web_client
from bot.slack.blocks.typed.moments import warm
from bot.slack.delivery import Delivery
from bot.slack.desk import Desk, Services
from bot.slack.directory import Directory, Groups
from bot.slack.endpoint import SlackEndpoint
from bot.slack.flood import Flood
from bot.slack.home import Home, parts_of
from bot.slack.live_modals import LiveModals
from bot.slack.notifier import Notifier
from bot.slack.people import SlackPeople
from bot.slack.places import Places
from bot.slack.reach import SlackReach
from bot.slack.replies import Replies
from bot.slack.screen import SlackScreen
from bot.slack.socket_mode import SocketMode
from bot.slack.tasks import Tasks
from bot.storage.store import SqlStore
from bot.web.guard import Endpoint, slack_endpoint

log = structlog.get_logger(__name__)

WHO = ("team_id", "bot_id", "bot_user_id")
SOCKET_SECONDS = 10
"""How long the start waits for the socket; it goes on connecting by itself, and `/readyz` says when it has."""
BOT_TOKEN = "SLACK_BOT_TOKEN: Slack answers {}. Where to get it: Slack app settings > OAuth & Permissions"  # noqa: S105
APP_TOKEN = (
    "SLACK_APP_TOKEN: Slack answers {}. Where to get it: "  # noqa: S105
    "Slack app settings > Basic Information > App-Level Tokens, connections:write"
)


class SlackSide:
    """What Slack needs of us and we of Slack, made in two steps: listeners need services, services need a screen."""

    def __init__(
        self, settings: Settings, session: aiohttp.ClientSession, store: SqlStore, clock: Clock, links: Links
    ) -> None:
        self._settings = settings
        self._store = store
        self._clock = clock
        token = settings.slack_bot_token.get_secret_value()
        self._client = web_client(token, settings.slack_api_url, session)
        self._patient = web_client(token, settings.slack_api_url, session, patient=True)
        self.tasks = Tasks()
        self._socket: SocketMode | None = None
        self._home: Home | None = None
        self._live = LiveModals(self._client, self.tasks, clock)
        self.screen = SlackScreen(self._client, links)
        places = Places(self._client)
        self.poster = Notifier(store, clock, Delivery(self._client), places, mailer(settings, clock), links)
        self._groups = Groups(self._client, store, clock, self.tasks)
        self.reach = SlackReach(self._client, self._groups)
        self.people = SlackPeople(self._client, self._groups)

    async def who(self) -> Installation:
        """Who we are in Slack; as last known where Slack cannot be reached: access must end on time without it too.

        Nothing more is needed when Slack is back: each call is a new try, and the socket goes on connecting.

        Raises:
            CannotStart: Slack refuses a token, or cannot be reached at the first start.
        """
        try:
            installed = await self._ask()
        except (SlackApiError, *HTTP_TROUBLE) as error:
            if code := refusal(error):
                raise CannotStart(BOT_TOKEN.format(code)) from None
            known = [await self._store.recall(f"slack_{name}") for name in WHO]
            if not all(known):
                msg = f"Slack cannot be reached ({type(error).__name__}). Check the network and SLACK_API_URL"
                raise CannotStart(msg) from None
            log.warning("slack_not_reached", error=type(error).__name__, advice="access still ends on time")
            return Installation(*(value or "" for value in known))
        await self._check_app_token()
        return installed

    async def _ask(self) -> Installation:
        installed = await installation(self._client)
        for name in WHO:
            await self._store.remember(f"slack_{name}", getattr(installed, name))
        return installed

    async def _check_app_token(self) -> None:
        """Before the socket: its client tries a refused token again for ever, without a word."""
        if self._settings.slack_app_token is None:
            return
        try:
            await self._client.apps_connections_open(app_token=self._settings.slack_app_token.get_secret_value())
        except (SlackApiError, *HTTP_TROUBLE) as error:
            if code := refusal(error):
                raise CannotStart(APP_TOKEN.format(code)) from None

    async def read_groups(self, team_id: str) -> None:
        """Read the user groups that buildings name, so that no click has to wait for it."""
        await self._groups.refresh(team_id)

    async def connect(self, stack: AsyncExitStack, installed: Installation, services: Services) -> Endpoint | None:
        """Listen: the endpoint for signed HTTP, or None where a socket was opened instead."""
        directory = Directory(self._client, self._clock, self._groups, installed.team_id)
        replies = Replies(self._patient)
        region = self._settings.default_region
        desk = Desk(self._client, services, directory, replies, self.tasks, self._clock, self._live, region)
        self._home = Home(desk, parts_of(services, self._clock))
        app = create_app(desk, self._home, installed, Flood(self._clock, self._settings.per_minute))
        warm()
        stack.push_async_callback(self._drain)
        if self._settings.slack_app_token is None:
            secrets = [secret.get_secret_value() for secret in self._settings.slack_signing_secret]
            return slack_endpoint(SlackEndpoint(app, self.tasks), secrets, self._clock.now)
        self._socket = SocketMode(app, self._client, self._settings.slack_app_token.get_secret_value(), self.tasks)
        stack.push_async_callback(self._socket.stop)
        connecting = asyncio.create_task(self._socket.start())
        stack.push_async_callback(_cancel, connecting)
        await asyncio.wait({connecting}, timeout=SOCKET_SECONDS)
        return None

    def after_pass(self, worked: bool) -> None:  # noqa: FBT001  the engine's own words
        """What the engine has done may be seen on App Home and in modals."""
        self._live.after_pass(worked)
        if self._home is not None:
            self._home.after_pass(worked)

    def show_now(self) -> None:
        """Somebody stands before a door and waits for this."""
        self._live.at_once()

    async def is_connected(self) -> bool:
        """Whether Slack's events can reach us: in Socket Mode the socket is open; over HTTP Slack comes to us."""
        return self._socket is None or await self._socket.is_connected()

    async def _drain(self) -> None:
        await self.tasks.drain(self._settings.drain)


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
