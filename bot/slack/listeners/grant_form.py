"""While the form is filled in. Slack keeps typed text only over an update, so a redraw never takes a field away."""

from functools import partial

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View

from bot.slack.acting import Acting, Payload
from bot.slack.blocks.forms.grant_form import REDRAWS, grant_view
from bot.slack.blocks.forms.grant_form_fields import door_options, read_doors_block_id
from bot.slack.blocks.forms.grant_form_read import read_form
from bot.slack.blocks.forms.grant_form_state import GrantForm
from bot.slack.blocks.forms.grant_form_template import with_template
from bot.slack.blocks.ids import Field, ViewId
from bot.slack.desk import Desk
from bot.slack.forms import Forms
from bot.slack.redraws import Redraws


class GrantFormFields:
    """Draws the form again after a choice, and finds doors by search."""

    def __init__(self, desk: Desk, forms: Forms, redraws: Redraws) -> None:
        self._desk = desk
        self._forms = forms
        self._redraws = redraws

    def register(self, app: AsyncApp) -> None:
        for field in sorted({*REDRAWS, Field.MORE_OPTIONS}):
            app.action(field, matchers=[_in_grant_form])(self.on_choice)
        app.options(Field.DOORS, matchers=[_in_grant_form])(self.on_search)

    async def on_choice(self, ack: AsyncAck, body: Payload) -> None:
        form, changed = read_form(body["view"]), body["actions"][0]["action_id"]
        if changed == Field.MORE_OPTIONS:
            form = form.model_copy(update={"more": True})
        draw = self._draw_filled if changed == Field.TEMPLATE else self._draw
        self._redraws.later(body, partial(draw, form))
        await ack()

    async def on_search(self, ack: AsyncAck, body: Payload) -> None:
        """Doors by name for the building and method that the block names; nothing for who may not give access there."""
        known = read_doors_block_id(str(body.get("block_id") or ""))
        person = await self._desk.person(Acting.of(body))
        doors = await self._desk.services.giving.entrances(person, known[0]) if known else ()
        able = [door for door in doors if known and door.can(known[1])]
        await ack(options=door_options(able, str(body.get("value") or "")))

    async def _draw_filled(self, form: GrantForm, acting: Acting) -> View:
        """The form as the chosen template fills it in."""
        return await self._draw(
            with_template(*await self._forms.context(await self._desk.person(acting), form)), acting
        )

    async def _draw(self, form: GrantForm, acting: Acting) -> View:
        return grant_view(*await self._forms.context(await self._desk.person(acting), form))


async def _in_grant_form(body: Payload) -> bool:
    """Other forms have fields of the same names."""
    return bool((body.get("view") or {}).get("callback_id") == ViewId.GRANT_FORM)
