"""The buttons of a series: each is decided anew at the click, because its card may be weeks old."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View

from bot.domain.errors import Refused
from bot.domain.people import Person
from bot.domain.series import SeriesRecord
from bot.slack.acting import Acting, Payload
from bot.slack.blocks.ids import ActionId, ViewId
from bot.slack.blocks.series.visits_view import end_series_view, read_end_series, read_visit, visits_view
from bot.slack.desk import Desk
from bot.slack.redraws import Redraws

Act = Callable[[Person, str, date], Awaitable[SeriesRecord]]


class Series:
    """Next visits, Skip and Undo, End series."""

    def __init__(self, desk: Desk, redraws: Redraws) -> None:
        self._desk = desk
        self._redraws = redraws
        self._service = desk.services.series

    def register(self, app: AsyncApp) -> None:
        app.action(ActionId.SERIES_VISITS)(self.on_visits)
        app.action(ActionId.SERIES_END)(self.on_end)
        app.action(ActionId.VISIT_SKIP)(self.on_skip)
        app.action(ActionId.VISIT_UNSKIP)(self.on_unskip)
        app.view_submission(ViewId.SERIES_END_FORM)(self.on_ended)

    async def on_visits(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        acting = Acting.of(body)
        self._desk.open(acting, partial(self._draw_visits, action["value"], acting))
        await ack()

    async def on_end(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        acting = Acting.of(body)
        self._desk.open(acting, partial(self._draw_end, action["value"], acting))
        await ack()

    async def on_skip(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        await self._act(body, action["value"], self._service.skip)
        await ack()

    async def on_unskip(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        await self._act(body, action["value"], self._service.unskip)
        await ack()

    async def on_ended(self, ack: AsyncAck, body: Payload, view: Payload) -> None:
        series_id, with_running = read_end_series(view)
        await self._service.end(await self._desk.person(Acting.of(body)), series_id, with_running=with_running)
        await ack()

    async def _act(self, body: Payload, value: str, act: Act) -> None:
        """Whatever came of the click is seen in the list at once; a refusal is told beside it."""
        visit = read_visit(value)
        if visit is None:
            raise Refused("no_such_series")
        try:
            await act(await self._desk.person(Acting.of(body)), *visit)
        finally:
            self._redraws.later(body, partial(self._draw_visits, visit[0]))

    async def _draw_visits(self, series_id: str, acting: Acting) -> View:
        record = await self._service.look(await self._desk.person(acting), series_id)
        return visits_view(record, self._desk.clock.now())

    async def _draw_end(self, series_id: str, acting: Acting) -> View:
        record = await self._service.look(await self._desk.person(acting), series_id)
        return end_series_view(record, self._desk.clock.now())
