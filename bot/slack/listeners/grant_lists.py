"""`/guest list` and `/guest find`. Each page is asked for anew, with the rights that its reader has by then."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View

from bot.slack.acting import Acting, Payload
from bot.slack.after_ack import after_ack
from bot.slack.blocks.ids import ActionId, Field, ViewId
from bot.slack.blocks.lists.list_view import (
    PAGE,
    ListForm,
    find_view,
    list_view,
    next_list,
    opened_list,
    read_find,
    read_found,
    read_list,
)
from bot.slack.blocks.lists.list_words import first_list
from bot.slack.desk import Desk
from bot.slack.listeners.grant_detail import is_change, show_change
from bot.slack.redraws import Redraws


class ListGrants:
    """Lists to go through."""

    def __init__(self, desk: Desk, redraws: Redraws) -> None:
        self._desk = desk
        self._redraws = redraws

    def register(self, app: AsyncApp) -> None:
        app.middleware(self.after_click)
        app.action(ActionId.OPEN_LIST)(self.on_open)
        for action in (Field.LIST_KIND, Field.LIST_BUILDING):
            app.action(action)(self.on_choice)
        for turn in (ActionId.LIST_BEFORE, ActionId.LIST_AFTER):
            app.action(turn, matchers=[_in_list])(self.on_choice)

    async def on_command(self, ack: AsyncAck, acting: Acting, text: str) -> None:
        self._desk.open(acting, partial(self._first, acting, text))
        await ack()

    async def on_open(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        acting, form = Acting.of(body), opened_list(action)
        self._desk.open(acting, partial(self._draw, form, acting))
        await ack()

    async def on_choice(self, ack: AsyncAck, body: Payload) -> None:
        self._redraws.later(body, partial(self._draw, next_list(body["view"], body["actions"][0])))
        await ack()

    async def after_click(
        self, body: Payload, context: MutableMapping[str, Any], next_: Callable[[], Awaitable[None]]
    ) -> None:
        """Bolt's middleware: what a row's button did is seen in the list."""
        await next_()
        if is_change(body, ViewId.LIST):
            draw = partial(self._draw, read_list(body["view"]))
            after_ack(context, partial(show_change, self._desk, self._redraws, body, draw))

    async def _first(self, acting: Acting, text: str) -> View:
        buildings = await self._desk.services.lists.buildings(await self._desk.person(acting))
        form, said = first_list(text, buildings)
        return await self._draw(form, acting, said)

    async def _draw(self, form: ListForm, acting: Acting, said: str = "") -> View:
        person, lists = await self._desk.person(acting), self._desk.services.lists
        buildings = await lists.buildings(person)
        there = form.among(buildings)
        listed = await lists.pages(person, [there.ask()])
        return list_view(there, listed[0], buildings, said)


class FindGrants:
    """A search, and what it found."""

    def __init__(self, desk: Desk, redraws: Redraws) -> None:
        self._desk = desk
        self._redraws = redraws

    def register(self, app: AsyncApp) -> None:
        app.middleware(self.after_click)
        app.action(ActionId.OPEN_FIND)(self.on_open)
        app.view_submission(ViewId.FIND)(self.on_submit)
        for turn in (ActionId.LIST_BEFORE, ActionId.LIST_AFTER):
            app.action(turn, matchers=[_in_find])(self.on_turn)

    async def on_command(self, ack: AsyncAck, acting: Acting, text: str) -> None:
        self._desk.open(acting, partial(self._draw, text, 0, acting))
        await ack()

    async def on_open(self, ack: AsyncAck, body: Payload) -> None:
        acting = Acting.of(body)
        self._desk.open(acting, partial(self._draw, "", 0, acting))
        await ack()

    async def on_submit(self, ack: AsyncAck, body: Payload, view: Payload) -> None:
        await ack(response_action="update", view=await self._draw(read_find(view), 0, Acting.of(body)))

    async def on_turn(self, ack: AsyncAck, body: Payload) -> None:
        self._redraws.later(body, partial(self._draw, *read_found(body["view"], body["actions"][0])))
        await ack()

    async def after_click(
        self, body: Payload, context: MutableMapping[str, Any], next_: Callable[[], Awaitable[None]]
    ) -> None:
        """Bolt's middleware: what a row's button did is seen among what was found."""
        await next_()
        if is_change(body, ViewId.FIND):
            draw = partial(self._draw, *read_found(body["view"]))
            after_ack(context, partial(show_change, self._desk, self._redraws, body, draw))

    async def _draw(self, text: str, skip: int, acting: Acting) -> View:
        person = await self._desk.person(acting)
        return find_view(await self._desk.services.finding.find(person, text, PAGE, skip))


async def _in_list(body: Payload) -> bool:
    return bool((body.get("view") or {}).get("callback_id") == ViewId.LIST)


async def _in_find(body: Payload) -> bool:
    return bool((body.get("view") or {}).get("callback_id") == ViewId.FIND)
