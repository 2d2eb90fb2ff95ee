"""Each look at a PIN is recorded before it is shown, even where Slack then does not open the window."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View

from bot.slack.acting import Acting, Payload
from bot.slack.blocks.card.result import show_pin_view
from bot.slack.blocks.ids import ActionId, ViewId
from bot.slack.desk import Desk


class ShowPin:
    """Opens the PINs for one entitled person."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def register(self, app: AsyncApp) -> None:
        app.action(ActionId.SHOW_PIN)(self.on_click)
        app.view_submission(ViewId.SHOW_PIN)(_put_away)
        app.view_closed(ViewId.SHOW_PIN)(_put_away)

    async def on_click(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        acting = Acting.of(body)
        self._desk.open(acting, partial(self._draw, acting, action["value"]))
        await ack()

    async def _draw(self, acting: Acting, grant_id: str) -> View:
        revealed = await self._desk.services.access.reveal(await self._desk.person(acting), grant_id)
        link = await self._desk.services.passes.links.of(revealed.record)
        return show_pin_view(revealed.record, revealed.pins, self._desk.clock.now(), link)


async def _put_away(ack: AsyncAck) -> None:
    """Done, or closed: the view has shown all it had."""
    await ack()
