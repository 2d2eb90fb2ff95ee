"""`/guest audit`: for managers, of their buildings, and for admins. Each choice asks the services anew."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View

from bot.slack.acting import Acting, Payload
from bot.slack.blocks.ids import ActionId
from bot.slack.blocks.trail.audit_view import REDRAWS, AuditForm, audit_view, read_audit, story_view
from bot.slack.desk import Desk
from bot.slack.redraws import Redraws


class Audit:
    """The trail, and the history of one grant on top of it."""

    def __init__(self, desk: Desk, redraws: Redraws) -> None:
        self._desk = desk
        self._redraws = redraws

    def register(self, app: AsyncApp) -> None:
        for action in REDRAWS:
            app.action(action)(self.on_choice)
        app.action(ActionId.AUDIT_STORY)(self.on_story)

    async def on_command(self, ack: AsyncAck, acting: Acting, _text: str) -> None:
        self._desk.open(acting, partial(self._first, acting))
        await ack()

    async def on_choice(self, ack: AsyncAck, body: Payload) -> None:
        self._redraws.later(body, partial(self._chosen, body))
        await ack()

    async def on_story(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        acting = Acting.of(body)
        self._desk.open(acting, partial(self._story, acting, action["value"]))
        await ack()

    async def _first(self, acting: Acting) -> View:
        return await self._draw(acting, AuditForm())

    async def _chosen(self, body: Payload, acting: Acting) -> View:
        person = await self._desk.person(acting)
        return await self._draw(acting, read_audit(body["view"], body["actions"][0], person.zone))

    async def _draw(self, acting: Acting, form: AuditForm) -> View:
        person = await self._desk.person(acting)
        return audit_view(form, await self._desk.services.auditing.look(person, form.wanted, form.before))

    async def _story(self, acting: Acting, grant_id: str) -> View:
        return story_view(await self._desk.services.auditing.story(await self._desk.person(acting), grant_id))
