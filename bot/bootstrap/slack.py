"""The Slack side of the bot: HTTP or Socket Mode, one Web API client, one shared session."""

from contextlib import AsyncExitStack

import aiohttp

from bot.config import Settings
from bot.services.ports import Clock
from bot.services.store import Store
from bot.slack.app import Installation, create_app, installation, web_client
from bot.slack.delivery import Delivery
from bot.slack.desk import Desk, Services
from bot.slack.directory import Directory, Groups
from bot.slack.endpoint import SlackEndpoint
from bot.slack.notifier import Notifier
from bot.slack.places import Places
from bot.slack.replies import Replies
from bot.slack.screen import SlackScreen
from bot.slack.socket_mode import SocketMode
from bot.slack.tasks import Tasks
from bot.web.guard import Endpoint, slack_endpoint


class SlackSide:
    """What Slack needs of us and we of Slack, made in two steps: listeners need services, services need a screen."""

    def __init__(self, settings: Settings, session: aiohttp.ClientSession, store: Store, clock: Clock) -> None:
        self._settings = settings
        self._store = store
        self._clock = clock
        self._client = web_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url, session)
        self.tasks = Tasks()
        self.screen = SlackScreen(self._client)
        self.poster = Notifier(store, clock, Delivery(self._client), Places(self._client))
        self._groups = Groups(self._client, store, clock, self.tasks)

    async def who(self) -> Installation:
        """Ask Slack who we are; raises SlackApiError where it refuses the token."""
        return await installation(self._client)

    async def read_groups(self, team_id: str) -> None:
        """Read the user groups that buildings name, so that no click has to wait for it."""
        await self._groups.refresh(team_id)

    async def connect(self, stack: AsyncExitStack, installed: Installation, services: Services) -> Endpoint | None:
        """Listen: the endpoint for signed HTTP, or None where a socket was opened instead."""
        directory = Directory(self._client, self._clock, self._groups, installed.team_id)
        replies = Replies(self._client)
        region = self._settings.default_region
        app = create_app(Desk(self._client, services, directory, replies, self.tasks, self._clock, region), installed)
        stack.push_async_callback(self._drain)
        if self._settings.slack_app_token is None:
            secrets = [secret.get_secret_value() for secret in self._settings.slack_signing_secret]
            return slack_endpoint(SlackEndpoint(app, self.tasks), secrets, self._clock.now)
        socket = SocketMode(app, self._client, self._settings.slack_app_token.get_secret_value(), self.tasks)
        await socket.start()
        stack.push_async_callback(socket.stop)
        return None

    async def _drain(self) -> None:
        await self.tasks.drain(self._settings.drain)
