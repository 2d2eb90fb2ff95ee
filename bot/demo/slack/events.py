"""Events that the app subscribed to: one that is not acknowledged comes again at once, after 1 and after 5 minutes.

Slack counts those minutes from the first try, as far as its documentation can be read. Not here: `app_rate_limited`
above 30,000 deliveries an hour, and the end of a subscription of which less than 5 % is acknowledged.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.demo.slack.payloads import Payloads
from bot.demo.slack.records import Ack
from bot.demo.slack.rules import Json
from bot.demo.slack.wire import FIRST, Attempt, NotConnected, Wire
from bot.demo.slack.workspace import Workspace

AGAIN_AFTER = (timedelta(), timedelta(minutes=1), timedelta(minutes=5))
UNHEARD = Ack(ok=True, status=0, body={}, seconds=0.0)
"""Nothing was sent: the app did not subscribe to the event, or has not the scope for it."""
_SCOPES = {
    "channel_archive": "channels:read",
    "channel_deleted": "channels:read",
    "channel_left": "channels:read",
    "channel_rename": "channels:read",
    "channel_unarchive": "channels:read",
    "group_archive": "groups:read",
    "group_deleted": "groups:read",
    "group_left": "groups:read",
    "group_rename": "groups:read",
    "group_unarchive": "groups:read",
    "subteam_members_changed": "usergroups:read",
    "user_change": "users:read",
}


@dataclass(frozen=True)
class _Waiting:
    due_at: datetime
    first_at: datetime
    attempt: Attempt
    body: Json


class Events:
    """Sends events and keeps those that are to be sent again."""

    def __init__(self, world: Workspace, wire: Wire, payloads: Payloads) -> None:
        self._world = world
        self._wire = wire
        self._payloads = payloads
        self._waiting: list[_Waiting] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def happened(self, event: Json) -> Ack:
        """The answer to the last try that was due now; UNHEARD where the app is not told."""
        if not self._is_heard(event):
            return UNHEARD
        body = self._payloads.event({"event_ts": self._world.ts()} | event)
        return await self._send(body, FIRST, self._world.now())

    def soon(self, event: Json) -> None:
        """Send it after what is being done now; lost where nobody listens."""
        task = asyncio.get_running_loop().create_task(self._or_lost(event))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _or_lost(self, event: Json) -> None:
        try:
            await self.happened(event)
        except NotConnected:
            return

    def _is_heard(self, event: Json) -> bool:
        kind = event["type"]
        scope = _SCOPES.get(kind)
        if kind in {"member_joined_channel", "member_left_channel"}:
            scope = "channels:read" if event["channel_type"] == "C" else "groups:read"
        return kind in self._world.installed.events and (scope is None or scope in self._world.scopes)

    async def _send(self, body: Json, attempt: Attempt, first_at: datetime) -> Ack:
        ack = await self._wire.deliver("events_api", body, attempt)
        if ack.ok or ack.no_retry or attempt.number == len(AGAIN_AFTER):
            return ack
        due_at = first_at + AGAIN_AFTER[attempt.number]
        following = Attempt(attempt.number + 1, ack.reason or "unknown_error")
        if due_at <= self._world.now():
            return await self._send(body, following, first_at)
        self._waiting.append(_Waiting(due_at, first_at, following, body))
        return ack

    @property
    def next_due(self) -> datetime | None:
        """When the next event is to be sent again."""
        return min((waiting.due_at for waiting in self._waiting), default=None)

    async def send_due(self) -> None:
        """Send again what is due by the clock."""
        due = [waiting for waiting in self._waiting if waiting.due_at <= self._world.now()]
        self._waiting = [waiting for waiting in self._waiting if waiting not in due]
        for waiting in due:
            await self._send(waiting.body, waiting.attempt, waiting.first_at)
