"""Approve, Decline and "I'm looking at it", from a request in a DM, from App Home and from `/guest approvals` alike.

A decision is kept before the ack, so an acknowledged click is never lost; all messages are drawn anew after it.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View

from bot.domain.errors import NotAllowed, Refused, WrongState
from bot.domain.grant import GrantRecord
from bot.domain.people import Person
from bot.domain.request import BadFields
from bot.slack.acting import Acting, Payload
from bot.slack.blocks.approvals.request_views import approvals_view, decline_view, read_decline
from bot.slack.blocks.ids import ActionId, Field, ViewId
from bot.slack.blocks.times import worded
from bot.slack.desk import Desk
from bot.slack.errors import user_message
from bot.slack.redraws import Redraws

Act = Callable[[Person, str], Awaitable[GrantRecord]]


class Approvals:
    """Decides requests, and lists those that wait for somebody."""

    def __init__(self, desk: Desk, redraws: Redraws) -> None:
        self._desk = desk
        self._redraws = redraws
        service = desk.services.approvals
        self._acts: Mapping[ActionId, Act] = {
            ActionId.CLAIM: service.claim,
            ActionId.RELEASE: service.release,
            ActionId.WITHDRAW: service.withdraw,
        }

    def register(self, app: AsyncApp) -> None:
        app.action(ActionId.APPROVE)(self.on_approve)
        app.action(ActionId.DECLINE)(self.on_decline)
        for action in self._acts:
            app.action(action)(self.on_act)
        app.view_submission(ViewId.DECLINE_FORM)(self.on_declined)

    async def on_command(self, ack: AsyncAck, acting: Acting, _text: str) -> None:
        self._desk.open(acting, partial(self._list, acting))
        await ack()

    async def on_approve(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        await self._approve(Acting.of(body), action["value"])
        self._redraw_list(body)
        await ack()

    async def on_decline(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        acting = Acting.of(body)
        self._desk.open(acting, partial(self._draw_decline, acting, action["value"]))
        await ack()

    async def on_act(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        """Claim, let go, withdraw: each at once."""
        await self._acts[ActionId(action["action_id"])](await self._desk.person(Acting.of(body)), action["value"])
        self._redraw_list(body)
        await ack()

    async def on_declined(self, ack: AsyncAck, body: Payload, view: Payload) -> None:
        acting, (request_id, reason) = Acting.of(body), read_decline(view)
        try:
            await self._desk.services.approvals.decline(await self._desk.person(acting), request_id, reason)
        except BadFields as bad:
            await ack(response_action="errors", errors={Field.DECLINE_REASON: user_message(bad)})
            return
        if view.get("previous_view_id"):
            self._desk.later(acting, self._show_list(acting, view["previous_view_id"]))
        await ack()

    async def _approve(self, acting: Acting, request_id: str) -> None:
        service, person = self._desk.services.approvals, await self._desk.person(acting)
        record = await service.look(person, request_id)
        try:
            await service.approve(person, await self._asker(record), request_id)
        except BadFields as bad:
            self._desk.refused_approval(acting, bad.fields, record)
            now, zone = self._desk.clock.now(), record.building.zone
            said = " ".join(worded(field, zone, now) for field in bad.fields)
            self._desk.later(acting, self._desk.say(acting, f"Not approved. {said}"))

    async def _asker(self, record: GrantRecord) -> Person:
        """Who asked, with their rights as of now: they may have lost them while their request waited."""
        asked_by = record.request.asked_by if record.request else ""
        try:
            return await self._desk.directory.person(self._desk.directory.team_id, asked_by)
        except NotAllowed as unknown:
            raise Refused("asker_lookup_failed", **unknown.data) from None

    async def _draw_decline(self, acting: Acting, request_id: str) -> View:
        record = await self._desk.services.approvals.look(await self._desk.person(acting), request_id)
        if record.waiting is None:
            raise WrongState("already_decided")
        return decline_view(record, record.waiting)

    async def _list(self, acting: Acting) -> View:
        person = await self._desk.person(acting)
        return approvals_view(await self._desk.services.approvals.waiting(person), person.user_id)

    def _redraw_list(self, body: Payload) -> None:
        if (body.get("view") or {}).get("callback_id") == ViewId.APPROVALS:
            self._redraws.later(body, self._list)

    async def _show_list(self, acting: Acting, view_id: str) -> None:
        """In the window below the form that was just sent."""
        await self._desk.put(view_id, await self._list(acting))
