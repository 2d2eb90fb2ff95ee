"""E-mail to guest, on a card or beside the message: the click asks, what becomes of it stands on the card."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.slack.acting import Acting, Payload
from bot.slack.blocks.card.result import show_pin_view
from bot.slack.blocks.ids import ActionId, ViewId
from bot.slack.desk import Desk


class MailGuest:
    """Sends the message for the guest."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def register(self, app: AsyncApp) -> None:
        app.action(ActionId.MAIL_GUEST)(self.on_click)

    async def on_click(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        acting = Acting.of(body)
        self._desk.later(acting, self._send(acting, body.get("view") or {}, action["value"]))
        await ack()

    async def _send(self, acting: Acting, view: Payload, grant_id: str) -> None:
        person, services = await self._desk.person(acting), self._desk.services
        record = await services.mailing.ask(person, grant_id)
        if view.get("callback_id") == ViewId.SHOW_PIN:
            revealed = await services.access.reveal(person, grant_id)
            link = await services.passes.links.of(revealed.record)
            drawn = show_pin_view(revealed.record, revealed.pins, self._desk.clock.now(), link)
            await self._desk.put(view["id"], drawn)
            return
        await services.showing.refresh(record.grant.team_id, grant_id)
