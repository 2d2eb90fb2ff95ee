"""End, Retry and Use backup code take effect at the click: kept before the ack, so no acknowledged click is lost."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.grant import GrantRecord
from bot.domain.people import Person
from bot.domain.problems import sentence
from bot.slack.acting import Acting, Payload
from bot.slack.after_ack import after_ack
from bot.slack.blocks.ids import ActionId
from bot.slack.desk import Desk

Act = Callable[[Person, str], Awaitable[GrantRecord]]


class End:
    """Ends access, tries failed doors again, and takes a backup code. The button has asked for confirmation already."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def register(self, app: AsyncApp) -> None:
        app.action(ActionId.END)(self.on_end)
        app.action(ActionId.RETRY_DOORS)(self.on_retry)
        app.action(ActionId.USE_BACKUP)(self.on_backup)

    async def on_end(
        self, ack: AsyncAck, body: Payload, action: Mapping[str, Any], context: MutableMapping[str, Any]
    ) -> None:
        clicked_at = self._desk.clock.now()
        record = await self._act(body, action["value"], context, self._desk.services.access.end)
        if record.grant.ending_at is not None and record.grant.ending_at < clicked_at:
            acting = Acting.of(body)
            self._desk.later(acting, self._desk.say(acting, sentence("already_ending")))
        await ack()

    async def on_retry(
        self, ack: AsyncAck, body: Payload, action: Mapping[str, Any], context: MutableMapping[str, Any]
    ) -> None:
        await self._act(body, action["value"], context, self._desk.services.access.retry)
        await ack()

    async def on_backup(
        self, ack: AsyncAck, body: Payload, action: Mapping[str, Any], context: MutableMapping[str, Any]
    ) -> None:
        await self._act(body, action["value"], context, self._desk.services.access.use_backup)
        await ack()

    async def _act(self, body: Payload, grant_id: str, context: MutableMapping[str, Any], act: Act) -> GrantRecord:
        record = await act(await self._desk.person(Acting.of(body)), grant_id)
        after_ack(context, partial(self._desk.services.showing.refresh, record.grant.team_id, grant_id))
        return record
