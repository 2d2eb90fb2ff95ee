"""Open, from the board, a list or a search: one grant at a closer look, drawn anew when something in it was pressed."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View

from bot.slack.acting import Acting, Payload
from bot.slack.after_ack import after_ack
from bot.slack.blocks.ids import ActionId, ViewId
from bot.slack.blocks.lists.grant_view import grant_detail_view, read_grant
from bot.slack.desk import Desk
from bot.slack.redraws import Redraws

CHANGES = frozenset({ActionId.END, ActionId.RETRY_DOORS, ActionId.USE_BACKUP, ActionId.WITHDRAW})
"""Buttons of which what they did is seen in the modal where they were pressed."""


class GrantDetail:
    """The detail view of a grant."""

    def __init__(self, desk: Desk, redraws: Redraws) -> None:
        self._desk = desk
        self._redraws = redraws

    def register(self, app: AsyncApp) -> None:
        app.middleware(self.after_click)
        app.action(ActionId.GRANT_OPEN)(self.on_open)
        app.action(ActionId.GRANT_REFRESH)(self.on_refresh)

    async def on_open(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        acting = Acting.of(body)
        self._desk.open(acting, partial(self._draw, action["value"], acting))
        await ack()

    async def on_refresh(self, ack: AsyncAck, body: Payload) -> None:
        self._redraws.later(body, partial(self._draw, read_grant(body["view"])))
        await ack()

    async def after_click(
        self, body: Payload, context: MutableMapping[str, Any], next_: Callable[[], Awaitable[None]]
    ) -> None:
        """Bolt's middleware: what End and Retry have done is seen here at once, and what becomes of it by and by."""
        await next_()
        if is_change(body, ViewId.GRANT):
            draw = partial(self._draw, read_grant(body["view"]))
            after_ack(context, partial(show_change, self._desk, self._redraws, body, draw))

    async def _draw(self, grant_id: str, acting: Acting) -> View:
        detail = await self._desk.services.lists.detail(await self._desk.person(acting), grant_id)
        return grant_detail_view(detail, self._desk.clock.now())


async def show_change(desk: Desk, redraws: Redraws, body: Payload, draw: Callable[[Acting], Awaitable[View]]) -> None:
    """Draw the modal anew in which a grant was changed, now and whenever the engine has done something."""
    redraws.later(body, draw)
    desk.live.follow(body["view"]["id"], partial(draw, Acting.of(body)))


def is_change(body: Payload, *views: ViewId) -> bool:
    """Whether a grant was changed with a button of one of these modals."""
    pressed = [action.get("action_id") for action in body.get("actions") or ()]
    return (body.get("view") or {}).get("callback_id") in views and not CHANGES.isdisjoint(pressed)
