"""Extend and Change end. The old end is shown until every door has confirmed, so the form only asks for a new one."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View

from bot.domain.errors import BadField
from bot.domain.grant import GrantRecord
from bot.domain.people import Person
from bot.domain.request import BadFields
from bot.domain.roles import Verb
from bot.slack.acting import Acting, Payload
from bot.slack.blocks.forms.extend_form import REDRAWS, extend_errors, extend_view, read_extend
from bot.slack.blocks.forms.extend_form_state import ExtendForm, first_form, has_moved, new_end
from bot.slack.blocks.ids import ActionId, ViewId
from bot.slack.desk import Desk
from bot.slack.listeners.give_access import GiveAccess
from bot.slack.redraws import Redraws


class Extend:
    """Moves a grant's end; what is over is given again instead."""

    def __init__(self, desk: Desk, redraws: Redraws, give: GiveAccess) -> None:
        self._desk = desk
        self._redraws = redraws
        self._give = give

    def register(self, app: AsyncApp) -> None:
        app.action(ActionId.EXTEND)(self.on_click)
        for field in sorted(REDRAWS):
            app.action(field, matchers=[_in_extend_form])(self.on_choice)
        app.view_submission(ViewId.EXTEND_FORM)(self.on_submit)

    async def on_click(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        self.open(Acting.of(body), action["value"])
        await ack()

    def open(self, acting: Acting, grant_id: str, *, is_change: bool = False) -> None:
        """Open the form for one grant."""
        self._desk.open(acting, partial(self._first, acting, grant_id, is_change=is_change))

    async def on_choice(self, ack: AsyncAck, body: Payload) -> None:
        self._redraws.later(body, partial(self._draw, read_extend(body["view"])))
        await ack()

    async def on_submit(self, ack: AsyncAck, body: Payload, view: Payload) -> None:
        person, form = await self._desk.person(Acting.of(body)), read_extend(view)
        record = await self._record(person, form.grant_id)
        now = self._desk.clock.now()
        if has_moved(form, record):
            await ack(response_action="update", view=self._view(person, form, record))
            return
        try:
            asked = await self._desk.services.access.extend(person, form.grant_id, new_end(form, record, now))
        except (BadField, BadFields) as bad:
            fields = bad.fields if isinstance(bad, BadFields) else (bad,)
            self._desk.refused_by_policy(Acting.of(body), fields, record.building.id, form.grant_id)
            await ack(response_action="errors", errors=extend_errors(fields, form, record, now))
        else:
            await ack(**self._desk.sent(person, asked))

    async def _first(self, acting: Acting, grant_id: str, *, is_change: bool) -> View:
        person = await self._desk.person(acting)
        record = await self._record(person, grant_id)
        if not record.grant.state.is_open:
            return await self._give.draw_again(acting, grant_id)
        return self._view(person, first_form(record, self._desk.clock.now(), is_change=is_change), record)

    async def _draw(self, form: ExtendForm, acting: Acting) -> View:
        person = await self._desk.person(acting)
        return self._view(person, form, await self._record(person, form.grant_id))

    def _view(self, person: Person, form: ExtendForm, record: GrantRecord) -> View:
        access, now = self._desk.services.access, self._desk.clock.now()
        return extend_view(form, record, now, access.roles(person, record), access.approvers(person, record))

    async def _record(self, person: Person, grant_id: str) -> GrantRecord:
        return await self._desk.services.access.record(person, grant_id, Verb.EXTEND)


async def _in_extend_form(body: Payload) -> bool:
    """Other forms have fields of the same names."""
    return bool((body.get("view") or {}).get("callback_id") == ViewId.EXTEND_FORM)
