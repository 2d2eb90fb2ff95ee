"""Keep and End of a weekly review take effect at the click; the review itself then says who did what."""

from collections.abc import Mapping, MutableMapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.slack.acting import Acting, Payload
from bot.slack.after_ack import after_ack
from bot.slack.blocks.ids import ActionId
from bot.slack.desk import Desk


class ReviewClicks:
    """The buttons of a review's rows."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def register(self, app: AsyncApp) -> None:
        app.action(ActionId.REVIEW_KEEP)(self.on_keep)
        app.action(ActionId.REVIEW_END)(self.on_end)

    async def on_keep(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        await self._desk.services.reviewing.keep(await self._desk.person(Acting.of(body)), action["value"])
        await ack()

    async def on_end(
        self, ack: AsyncAck, body: Payload, action: Mapping[str, Any], context: MutableMapping[str, Any]
    ) -> None:
        person = await self._desk.person(Acting.of(body))
        grant = (await self._desk.services.reviewing.end(person, action["value"])).grant
        after_ack(context, partial(self._desk.services.showing.refresh, grant.team_id, grant.id))
        await ack()
