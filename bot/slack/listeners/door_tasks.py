"""Claim, Done and Can't are the same wherever they stand: each click is decided anew from the stored task."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.models.views import View

from bot.domain.grant import GrantRecord
from bot.domain.people import Person
from bot.slack.acting import Acting, Payload
from bot.slack.after_ack import after_ack
from bot.slack.blocks.door_tasks.tasks_view import PAGE, cannot_view, read_cannot, read_skip, tasks_view
from bot.slack.blocks.ids import ActionId, ViewId
from bot.slack.desk import Desk
from bot.slack.errors import VIEW_GONE, slack_code
from bot.slack.redraws import Redraws

Act = Callable[[Person, str], Awaitable[GrantRecord]]


class DoorTaskClicks:
    """`/guest tasks`, and the buttons of every door task."""

    def __init__(self, desk: Desk, redraws: Redraws) -> None:
        self._desk = desk
        self._redraws = redraws

    def register(self, app: AsyncApp) -> None:
        app.action(ActionId.TASK_CLAIM)(self.on_claim)
        app.action(ActionId.TASK_DONE)(self.on_done)
        app.action(ActionId.TASK_CANNOT)(self.on_cannot)
        app.action(ActionId.TASKS_BEFORE)(self.on_before)
        app.action(ActionId.TASKS_AFTER)(self.on_after)
        app.view_submission(ViewId.TASK_CANNOT)(self.on_why)

    async def on_command(self, ack: AsyncAck, acting: Acting, _text: str) -> None:
        self._desk.open(acting, partial(self._page, 0, acting))
        await ack()

    async def on_claim(
        self, ack: AsyncAck, body: Payload, action: Mapping[str, Any], context: MutableMapping[str, Any]
    ) -> None:
        await self._act(body, action["value"], context, self._desk.services.tasks.claim)
        await ack()

    async def on_done(
        self, ack: AsyncAck, body: Payload, action: Mapping[str, Any], context: MutableMapping[str, Any]
    ) -> None:
        await self._act(body, action["value"], context, self._desk.services.tasks.done)
        await ack()

    async def on_cannot(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        acting = Acting.of(body)
        self._desk.open(acting, partial(self._ask_why, acting, action["value"]))
        await ack()

    async def on_why(self, ack: AsyncAck, body: Payload, view: Payload) -> None:
        acting, (task_id, why) = Acting.of(body), read_cannot(view)
        await self._desk.services.tasks.cannot(await self._desk.person(acting), task_id, why)
        if view.get("previous_view_id"):
            self._desk.later(acting, self._show_again(acting, view["previous_view_id"]))
        await ack()

    async def on_before(self, ack: AsyncAck, body: Payload) -> None:
        self._redraws.later(body, partial(self._page, max(read_skip(body["view"]) - PAGE, 0)))
        await ack()

    async def on_after(self, ack: AsyncAck, body: Payload) -> None:
        self._redraws.later(body, partial(self._page, read_skip(body["view"]) + PAGE))
        await ack()

    async def _act(self, body: Payload, task_id: str, context: MutableMapping[str, Any], act: Act) -> None:
        """In the list, whatever came of the click is seen at once; a refusal is told beside it.

        Whoever still looks at the result of giving the access sees it too.
        """
        try:
            grant = (await act(await self._desk.person(Acting.of(body)), task_id)).grant
            after_ack(context, partial(self._desk.services.showing.refresh, grant.team_id, grant.id))
        finally:
            if Acting.of(body).in_modal:
                self._redraws.later(body, partial(self._page, read_skip(body["view"])))

    async def _page(self, skip: int, acting: Acting) -> View:
        open_ = await self._desk.services.tasks.open_for(await self._desk.person(acting), PAGE, skip)
        if skip and not open_.seen:
            return await self._page(max(skip - PAGE, 0), acting)
        return tasks_view(open_, skip, self._desk.clock.now())

    async def _ask_why(self, acting: Acting, task_id: str) -> View:
        return cannot_view(await self._desk.services.tasks.look(await self._desk.person(acting), task_id))

    async def _show_again(self, acting: Acting, view_id: str) -> None:
        """The list below the form."""
        try:
            await self._desk.client.views_update(view_id=view_id, view=await self._page(0, acting))
        except SlackApiError as error:
            if slack_code(error) not in VIEW_GONE:
                raise
