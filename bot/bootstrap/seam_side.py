"""What Seam tells us, and how it compares with our books; in trouble each part waits for its next turn.

Seam's events by webhook are verified over the raw body before anything is read, then handed on as ids alone.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus

import structlog
from starlette.requests import Request
from starlette.responses import Response

from bot.bootstrap.bursts import OncePerBurst
from bot.domain.errors import SystemTrouble
from bot.engine.crons import Cron
from bot.seam.events import to_event
from bot.seam.webhooks import InvalidWebhook, UnusableEvent, verify
from bot.services.access import Wake
from bot.services.doors.hearing import Hearing
from bot.services.drift.deciding import Deciding
from bot.services.drift.reconciling import Reconciling
from bot.services.drift.strays import Strays
from bot.services.notices.by_the_clock import DONE
from bot.services.ports import AccessControl, Clock
from bot.services.store import Store
from bot.services.systems.catching_up import CatchingUp
from bot.services.systems.disconnections import Disconnections
from bot.services.systems.webhooks import Webhooks
from bot.web.guard import Endpoint, raw_endpoint, refused, single_headers

Spawn = Callable[[Coroutine[object, object, None]], None]

log = structlog.get_logger(__name__)

COMPARE_EVERY = timedelta(minutes=15)
FOLLOW_EVERY = timedelta(minutes=1)
"""Ends that Seam has not confirmed, and buildings that could not be compared."""
EVENTS_EVERY = timedelta(minutes=2)
MARKS = ("cron:events", "cron:follow", "cron:compare", DONE)
"""Of what is done so often that its marks would pile up."""


class SeamSide:
    """Everything that begins with Seam, and not with a person or a grant."""

    def __init__(self, store: Store, clock: Clock, access: AccessControl, admins: frozenset[str], wake: Wake) -> None:
        self._store = store
        self._clock = clock
        self._access = access
        self._wake = wake
        self.heard_at: datetime | None = None
        """When Seam last sent a webhook of ours."""
        self._changed = asyncio.Event()
        self._reconciling = Reconciling(store, clock, access, admins, wake)
        self._strays = Strays(store, clock, access)
        self._disconnections = Disconnections(store, clock, admins)
        self.deciding = Deciding(store, clock, admins, self._reconciling, self._strays, wake)

    def listen(self, team_id: str, refresh: Callable[[], Awaitable[None]], spawn: Spawn) -> None:
        """Whose events these are, and what is done when a building has changed.

        What a webhook asks for runs beside it; what a cron asks for runs within it, so that the engine's stop waits.
        """
        self._team_id = team_id
        self._refresh = refresh
        hear = Hearing(team_id).hear
        self._webhooks = Webhooks(self._store, self._clock, self._wake, OncePerBurst(refresh, spawn), hear)
        missed = Webhooks(self._store, self._clock, self._wake, self._changed.set, hear)
        self._catching_up = CatchingUp(self._store, self._clock, self._access.events, missed, MARKS)

    def crons(self) -> list[Cron]:
        """What is done by the clock."""
        return [
            Cron("events", EVENTS_EVERY, self._catch_up),
            Cron("compare", COMPARE_EVERY, lambda: self._reconciling.run(self._team_id)),
            Cron("follow", FOLLOW_EVERY, self._follow),
        ]

    async def refreshed(self, team_id: str) -> None:
        """The buildings were read anew."""
        await self._disconnections.look(team_id)

    def endpoint(self, secrets: Sequence[str]) -> Endpoint | None:
        """None without a secret: Seam's list of events is read instead."""
        if not secrets:
            return None

        async def receive(request: Request, body: bytes) -> Response:
            try:
                told = verify(body, single_headers(request), secrets, self._clock.now())
                if not await self._access.events.is_ours(told.workspace_id):
                    log.warning("event_of_another_workspace")
                    return refused()
            except UnusableEvent:
                return Response(status_code=HTTPStatus.NO_CONTENT)
            except InvalidWebhook:
                return refused()
            except SystemTrouble as trouble:
                log.warning("event_not_taken", problem=trouble.problem)
                return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE)
            self.heard_at = self._clock.now()
            await self._webhooks.receive(to_event(told))
            return Response(status_code=HTTPStatus.NO_CONTENT)

        return raw_endpoint(receive)

    async def _catch_up(self) -> None:
        """What webhooks have missed; all there is where there is none."""
        try:
            await self._catching_up.run(self._team_id)
        except SystemTrouble as trouble:
            log.warning("events_not_read", problem=trouble.problem)
        if self._changed.is_set():
            self._changed.clear()
            await self._refresh()

    async def _follow(self) -> None:
        await self._strays.run(self._team_id)
        await self._reconciling.run(self._team_id, only_failed=True)
