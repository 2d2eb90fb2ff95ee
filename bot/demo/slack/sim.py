"""Slack as the bot meets it: one server for the Web API, Socket Mode and response_urls, and hands for the people."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import TypeVar

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute

from bot.demo.serving import serve
from bot.demo.slack.admin import Admin
from bot.demo.slack.desk import Desk
from bot.demo.slack.events import Events
from bot.demo.slack.faults import Fault, Faults
from bot.demo.slack.installed import Installed, from_manifest
from bot.demo.slack.limits import Pace, Tiers
from bot.demo.slack.payloads import Payloads
from bot.demo.slack.person import Person
from bot.demo.slack.records import (
    Ack,
    Call,
    Channel,
    Delivery,
    Kind,
    Message,
    Sent,
    User,
    View,
    refuse,
)
from bot.demo.slack.replies import Replies
from bot.demo.slack.rules import Json
from bot.demo.slack.socket import SocketHub
from bot.demo.slack.webapi import WebApi
from bot.demo.slack.wire import Wire
from bot.demo.slack.workspace import Workspace

T = TypeVar("T")


class SlackSim:
    """A workspace with the app installed, as manifest.yml says unless another is given.

    `now` decides trigger ids, response_urls, limits, event retries and signatures.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        signing_secret: str,
        bot_token: str = "xoxb-test",  # noqa: S107  the demo's own
        app_token: str = "xapp-test",  # noqa: S107  the demo's own
        installed: Installed | None = None,
    ) -> None:
        self.world = Workspace(now, installed or from_manifest())
        self.faults = Faults()
        self.hub = SocketHub(self.world.bell)
        self.wire = Wire(now, signing_secret, self.hub, self.world.bell)
        self._web = WebApi(self.world, self.faults, self.hub, bot_token=bot_token, app_token=app_token)
        self._replies = Replies(self.world, self._web.journal)
        self._payloads = Payloads(self.world, self._replies)
        self._events = Events(self.world, self.wire, self._payloads)
        self.world.announce = self._events.soon
        self.admin = Admin(self.world, self._events)
        self._people: dict[str, Person] = {}
        self.app = Starlette(
            routes=[
                Route("/api/{method}", self._web.handle, methods=["GET", "POST"]),
                Route("/response/{key}", self._replies.endpoint, methods=["POST"]),
                Route("/files-pri/{file}/download/{name}", partial(self._download, bot_token)),
                Route("/upload/v1/{ticket}", self.world.files.upload, methods=["POST"]),
                WebSocketRoute("/link", self.hub.endpoint),
            ]
        )

    @asynccontextmanager
    async def serve(self, *, port: int = 0) -> AsyncIterator[str]:
        """Serve on loopback; the base URL, to which `/api/` is added for slack_sdk."""
        async with serve(self.app, port=port) as url:
            self.served_at(url)
            yield url

    def served_at(self, url: str) -> None:
        """Where this server is reached: response_urls need it."""
        self._replies.base_url = self.world.files.base_url = url.rstrip("/")

    async def _download(self, bot_token: str, request: Request) -> Response:
        return await self.world.files.download(request, bot_token)

    @property
    def api_url(self) -> str:
        """`base_url` for slack_sdk, with the slash at the end."""
        return f"{self._replies.base_url}/api/"

    def connect_http(self, url: str) -> None:
        """Deliver to this request URL from now on; without it, through the open socket."""
        self.wire.url = url

    def add_user(
        self, user_id: str, name: str, tz: str = "UTC", kind: Kind = "member", *, email: str | None = None
    ) -> User:
        """Add a person, or replace one, of which the app is told nothing: see `admin` for what it hears of."""
        user = User(user_id, name, tz, kind, email)
        self.world.users[user_id] = user
        return user

    def add_channel(
        self,
        channel_id: str,
        name: str,
        members: list[str],
        *,
        private: bool = False,
        ext_shared: bool = False,
        archived: bool = False,
    ) -> Channel:
        """The bot is a member only if it is among `members` (`BOT_USER`)."""
        kind = "private" if private else "public"
        channel = Channel(channel_id, name, kind, list(members), ext_shared, archived)
        self.world.channels[channel_id] = channel
        return channel

    def add_usergroup(self, group_id: str, handle: str, members: list[str]) -> None:
        self.world.groups[group_id] = (handle, list(members))

    def person(self, user_id: str) -> Person:
        """The same hand each time, so that its actions add up."""
        user = self.world.users[user_id]
        if user.kind in {"deleted", "bot"}:
            refuse(f"{user.name} cannot act")
        if user_id not in self._people:
            desk = Desk(self.world, self.wire, self._payloads, self._replies, self._events)
            self._people[user_id] = Person(desk, user_id)
        return self._people[user_id]

    @property
    def scopes(self) -> set[str]:
        """The bot token's scopes; take one out to see missing_scope."""
        return self.world.scopes

    @property
    def journal(self) -> list[Call]:
        return self._web.journal

    @property
    def deliveries(self) -> list[Delivery]:
        return self.wire.deliveries

    @property
    def violations(self) -> list[str]:
        """Acks and answers that Slack would not have taken; empty for a good bot."""
        return self.world.violations

    def fault(self, method: str, fault: Fault, times: int = 1) -> None:
        """The next `times` calls of this method fail so."""
        self.faults.add(method, fault, times)

    def pace(self, pace: Pace | None) -> None:
        """How often one channel takes a post; None: as often as one likes."""
        self.world.pace = pace

    def without_limits(self) -> None:
        """For measurements of the bot alone: neither pace nor tiers."""
        self.world.pace, self.world.tiers = None, Tiers({})

    async def event(self, event: Json) -> Ack:
        """Deliver an event, if the app subscribed to it; where it is not acknowledged, again at once."""
        return await self._events.happened(event)

    @property
    def next_retry(self) -> datetime | None:
        """When an event that was not acknowledged is to come again."""
        return self._events.next_due

    async def retry_due(self) -> None:
        """Deliver again the events that are due by the clock: whoever moves the clock calls this."""
        await self._events.send_due()

    async def until(self, check: Callable[[], T], seconds: float = 5.0) -> T:
        """Wait for what the bot does next: the first true value of `check`."""
        return await self.world.bell.until(check, seconds)

    def on_change(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Call `callback`, which must not block, after any change of what a person may see: messages, views with what
        is typed in them, homes, notices. Several calls may come for one change. Returns what ends it.
        """
        return self.world.bell.listen(callback)

    def calls(self, method: str) -> list[Call]:
        return [call for call in self.journal if call.method == method]

    def open_views(self, user_id: str) -> list[View]:
        """The stack as the person has it, the visible one last."""
        return list(self.world.modals.stacks.get(user_id, []))

    def home(self, user_id: str) -> View | None:
        return self.world.modals.homes.get(user_id)

    def messages(self, channel_id: str) -> list[Message]:
        """The channel without thread replies, those broadcast excepted; oldest first."""
        return [m for m in self.world.history(channel_id) if m.thread_ts is None or m.broadcast]

    def thread(self, channel_id: str, ts: str) -> list[Message]:
        """The replies under a message."""
        return [m for m in self.world.history(channel_id) if m.thread_ts == ts]

    def ephemerals(self, user_id: str) -> list[Message]:
        return [m for m in self.world.ephemeral if m.only_for == user_id and not m.deleted]

    def dm(self, user_id: str) -> list[Message]:
        """The person's direct message with the bot, thread replies included."""
        return list(self.world.history(self.world.conversation([user_id]).id))

    def everything_sent(self) -> Iterator[Sent]:
        """Every string the bot ever sent, edited, deleted and refused ones too."""
        yield from self.world.sent
