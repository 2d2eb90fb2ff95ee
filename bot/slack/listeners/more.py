"""The More menu of a card: each entry is decided anew at the click, because a card may be days old."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View

from bot.domain.errors import WrongState
from bot.domain.grant import GrantRecord
from bot.domain.people import Person
from bot.domain.request import BadFields
from bot.domain.roles import Verb
from bot.slack.acting import Acting, Payload
from bot.slack.blocks.buttons import read_more
from bot.slack.blocks.forms.add_doors_form import add_doors_errors, add_doors_view, free_doors, read_add_doors
from bot.slack.blocks.forms.grant_form_fields import door_options
from bot.slack.blocks.forms.new_pin_form import NEW_PIN_FORM, new_pin_view, read_new_pin, renewable
from bot.slack.blocks.ids import ActionId, Field, ViewId
from bot.slack.desk import Desk
from bot.slack.listeners.extend import Extend
from bot.slack.listeners.give_access import GiveAccess


class More:
    """Add doors, New PIN, Change end, Give again."""

    def __init__(self, desk: Desk, give: GiveAccess, extend: Extend) -> None:
        self._desk = desk
        self._entries: Mapping[ActionId, Callable[[Acting, str], None]] = {
            ActionId.ADD_DOORS: self._open_add_doors,
            ActionId.NEW_PIN: self._open_new_pin,
            ActionId.CHANGE_END: partial(extend.open, is_change=True),
            ActionId.AGAIN: give.again,
        }

    def register(self, app: AsyncApp) -> None:
        app.action(ActionId.MORE)(self.on_choice)
        app.action(ActionId.ADD_DOORS)(self.on_button)
        app.action(ActionId.NEW_PIN)(self.on_button)
        app.options(Field.DOORS, matchers=[_in_add_doors])(self.on_search)
        app.view_submission(ViewId.ADD_DOORS_FORM)(self.on_add_doors)
        app.view_submission(NEW_PIN_FORM)(self.on_new_pin)

    async def on_choice(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        chosen = read_more(action["selected_option"]["value"])
        if chosen is not None:
            entry, grant_id = chosen
            self._entries[entry](Acting.of(body), grant_id)
        await ack()

    async def on_button(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        """The same entry where it stands as a button of its own."""
        self._entries[ActionId(action["action_id"])](Acting.of(body), action["value"])
        await ack()

    async def on_search(self, ack: AsyncAck, body: Payload) -> None:
        """Doors by name that the grant does not have yet."""
        person, grant_id = await self._desk.person(Acting.of(body)), read_add_doors(body["view"]).grant_id
        record = await self._desk.services.access.record(person, grant_id, Verb.ISSUE)
        entrances = await self._desk.services.giving.entrances(person, record.building.id)
        await ack(options=door_options(free_doors(record, entrances), str(body.get("value") or "")))

    async def on_add_doors(self, ack: AsyncAck, body: Payload, view: Payload) -> None:
        person, form = await self._desk.person(Acting.of(body)), read_add_doors(view)
        access = self._desk.services.access
        try:
            asked = await access.add_doors(person, form.grant_id, form.entrance_ids)
        except BadFields as bad:
            record = await access.record(person, form.grant_id, Verb.ISSUE)
            self._desk.refused_by_policy(Acting.of(body), bad.fields, record.building.id, form.grant_id)
            errors = add_doors_errors(bad.fields, form, record, self._desk.clock.now())
            await ack(response_action="errors", errors=errors)
        else:
            await ack(**self._desk.sent(person, asked))

    async def on_new_pin(self, ack: AsyncAck, body: Payload, view: Payload) -> None:
        grant_id, credential_id = read_new_pin(view)
        await self._desk.services.access.new_pin(await self._desk.person(Acting.of(body)), grant_id, credential_id)
        await ack()

    def _open_add_doors(self, acting: Acting, grant_id: str) -> None:
        self._desk.open(acting, partial(self._draw_add_doors, acting, grant_id))

    def _open_new_pin(self, acting: Acting, grant_id: str) -> None:
        self._desk.open(acting, partial(self._draw_new_pin, acting, grant_id))

    async def _draw_add_doors(self, acting: Acting, grant_id: str) -> View:
        person, record = await self._open_record(acting, grant_id)
        entrances = await self._desk.services.giving.entrances(person, record.building.id)
        access, now = self._desk.services.access, self._desk.clock.now()
        roles, first = access.roles(person, record), access.approvers(person, record)
        return add_doors_view(record, entrances, now, roles, first)

    async def _draw_new_pin(self, acting: Acting, grant_id: str) -> View:
        _person, record = await self._open_record(acting, grant_id)
        if not renewable(record):
            raise WrongState("no_pin_yet")
        return new_pin_view(record, self._desk.clock.now())

    async def _open_record(self, acting: Acting, grant_id: str) -> tuple[Person, GrantRecord]:
        person = await self._desk.person(acting)
        record = await self._desk.services.access.record(person, grant_id, Verb.ISSUE)
        if not record.grant.state.is_open:
            raise WrongState("already_ended" if record.grant.state.is_over else "already_ending")
        return person, record


async def _in_add_doors(body: Payload) -> bool:
    """Other forms have fields of the same names."""
    return bool((body.get("view") or {}).get("callback_id") == ViewId.ADD_DOORS_FORM)
