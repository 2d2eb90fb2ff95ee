"""`/guest forget`: for managers at their buildings, and for admins. Done at the submit, told until all is settled."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View

from bot.domain.request import BadFields
from bot.slack.acting import Acting, Payload
from bot.slack.blocks.forms.forget_form import (
    forget_pick_view,
    forget_progress_view,
    forget_view,
    guest_options,
    read_forget,
    read_forget_pick,
    read_forgotten,
)
from bot.slack.blocks.ids import ActionId, Field, ViewId
from bot.slack.desk import Desk
from bot.slack.errors import user_message
from bot.slack.redraws import Redraws


class Forget:
    """Finds a guest, shows what would go, and follows it until it has gone."""

    def __init__(self, desk: Desk, redraws: Redraws) -> None:
        self._desk = desk
        self._redraws = redraws

    def register(self, app: AsyncApp) -> None:
        app.options(Field.GUEST)(self.on_search)
        app.view_submission(ViewId.FORGET_PICK)(self.on_pick)
        app.action(ActionId.FORGET_END)(self.on_end)
        app.action(ActionId.FORGET_CHECK)(self.on_check)
        app.view_submission(ViewId.FORGET_FORM)(self.on_forget)
        app.action(ActionId.FORGET_PROGRESS)(self.on_progress)

    async def on_command(self, ack: AsyncAck, acting: Acting, text: str) -> None:
        self._desk.open(acting, partial(self._first, acting, text))
        await ack()

    async def on_search(self, ack: AsyncAck, body: Payload) -> None:
        person = await self._desk.person(Acting.of(body))
        found = await self._desk.services.forgetting.search(person, str(body.get("value") or ""))
        await ack(options=guest_options(found))

    async def on_pick(self, ack: AsyncAck, body: Payload, view: Payload) -> None:
        await ack(response_action="update", view=await self._form(read_forget_pick(view), Acting.of(body)))

    async def on_end(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        person = await self._desk.person(Acting.of(body))
        await self._desk.services.access.end(person, action["value"])
        self._redraws.later(body, partial(self._form, read_forget(body["view"])[0]))
        await ack()

    async def on_check(self, ack: AsyncAck, body: Payload) -> None:
        self._redraws.later(body, partial(self._form, read_forget(body["view"])[0]))
        await ack()

    async def on_forget(self, ack: AsyncAck, body: Payload, view: Payload) -> None:
        acting, (grant_id, name) = Acting.of(body), read_forget(view)
        try:
            forgotten = await self._desk.services.forgetting.forget(await self._desk.person(acting), grant_id, name)
        except BadFields as bad:
            await ack(response_action="errors", errors={Field.TYPED_NAME: user_message(bad)})
        else:
            await ack(response_action="update", view=await self._progress(forgotten, acting))

    async def on_progress(self, ack: AsyncAck, body: Payload) -> None:
        self._redraws.later(body, partial(self._progress, read_forgotten(body["view"])))
        await ack()

    async def _first(self, acting: Acting, text: str) -> View:
        found = await self._desk.services.forgetting.search(await self._desk.person(acting), text)
        if text and len(found) == 1:
            return await self._form(found[0].grant_id, acting)
        return forget_pick_view("" if found else text)

    async def _form(self, grant_id: str, acting: Acting) -> View:
        return forget_view(await self._desk.services.forgetting.asked(await self._desk.person(acting), grant_id))

    async def _progress(self, grant_ids: tuple[str, ...], acting: Acting) -> View:
        person = await self._desk.person(acting)
        return forget_progress_view(await self._desk.services.forgetting.progress(person, grant_ids), grant_ids)
