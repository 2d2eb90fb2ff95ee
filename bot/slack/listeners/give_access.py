"""From `/guest` to the grant. A submit is kept in one transaction before the ack; the modal is updated after it."""

from collections.abc import Mapping, MutableMapping
from datetime import timedelta
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.views import View

from bot.domain.grant import GrantRecord
from bot.domain.people import Person
from bot.domain.request import BadFields
from bot.domain.roles import Verb
from bot.slack.acting import Acting, Payload
from bot.slack.after_ack import after_ack
from bot.slack.blocks.approvals.request_views import awaiting_view
from bot.slack.blocks.card.notices import open_form_fallback
from bot.slack.blocks.card.result import grant_view_for
from bot.slack.blocks.forms import prefill
from bot.slack.blocks.forms.again import same_again
from bot.slack.blocks.forms.grant_form import grant_view
from bot.slack.blocks.forms.grant_form_read import field_errors, read_form, to_draft
from bot.slack.blocks.forms.grant_form_state import FormContext, GrantForm, guest_mark
from bot.slack.blocks.ids import ActionId, ShortcutId, ViewId
from bot.slack.blocks.message import Message
from bot.slack.blocks.typed.reading import read_typed
from bot.slack.desk import Desk
from bot.slack.forms import Forms

MOST_UNOPENED = 500


class GiveAccess:
    """Opens the grant form, takes its submission, and follows the view that shows the result."""

    def __init__(self, desk: Desk, forms: Forms) -> None:
        self._desk = desk
        self._forms = forms
        self._unopened: dict[str, GrantForm] = {}
        """What was typed into a form that Slack did not open, by person; its button carries nothing."""

    def register(self, app: AsyncApp) -> None:
        app.shortcut({"type": "shortcut", "callback_id": ShortcutId.GIVE_ACCESS})(self.on_shortcut)
        app.shortcut({"type": "message_action", "callback_id": ShortcutId.GIVE_ACCESS_FROM_MESSAGE})(self.on_message)
        app.action(ActionId.OPEN_FORM)(self.on_open_button)
        app.action(ActionId.AGAIN)(self.on_again)
        app.view_submission(ViewId.GRANT_FORM)(self.on_submit)
        app.view_submission(ViewId.GRANT_PROGRESS)(self.on_done)
        app.view_closed(ViewId.GRANT_PROGRESS)(self.on_done)

    async def on_command(self, ack: AsyncAck, acting: Acting, text: str) -> None:
        """`/guest` with anything that is no verb: whom, where, how and when, in any order."""
        self._open_typed(acting, text)
        await ack()

    async def on_shortcut(self, ack: AsyncAck, body: Payload) -> None:
        self._open_typed(Acting.of(body), "")
        await ack()

    async def on_message(self, ack: AsyncAck, body: Payload) -> None:
        acting = Acting.of(body)
        text = str((body.get("message") or {}).get("text") or "")
        self._desk.open(acting, partial(self._draw_from_text, acting, text), _fallback)
        await ack()

    async def on_open_button(self, ack: AsyncAck, body: Payload) -> None:
        acting = Acting.of(body)
        if (unopened := self._unopened.pop(acting.user_id, None)) is not None:
            self.open(acting, unopened)
        else:
            self._open_typed(acting, "")
        await ack()

    async def on_again(self, ack: AsyncAck, body: Payload, action: Mapping[str, Any]) -> None:
        self.again(Acting.of(body), action["value"])
        await ack()

    def open(self, acting: Acting, form: GrantForm) -> None:
        """Open the form with what is known already."""
        self._desk.open(acting, partial(self._draw, acting, form), _fallback)

    def again(self, acting: Acting, grant_id: str) -> None:
        """Open the form for the same guest, doors and method."""
        self._desk.open(acting, partial(self.draw_again, acting, grant_id), _fallback)

    def _open_typed(self, acting: Acting, text: str) -> None:
        self._desk.open(acting, partial(self._draw_typed, acting, text), _fallback)

    async def on_submit(self, ack: AsyncAck, body: Payload, view: Payload, context: MutableMapping[str, Any]) -> None:
        person = await self._desk.person(Acting.of(body))
        form, choices = await self._forms.context(person, read_form(view), warn=False)
        try:
            shown, record = await self._submitted(person, form, choices, view["id"])
        except BadFields as bad:
            self._desk.refused_by_policy(Acting.of(body), bad.fields, form.building_id)
            await ack(response_action="errors", errors=field_errors(bad.fields, form, choices))
            return
        await ack(response_action="update", view=shown)
        if record is not None:
            acked = self._desk.services.showing.acked
            after_ack(context, partial(acked, record.grant.team_id, record.grant.id, view["id"]))

    async def _submitted(
        self, person: Person, form: GrantForm, choices: FormContext, view_id: str
    ) -> tuple[View, GrantRecord | None]:
        """The grant and its progress; or no grant yet, and the form with a warning that it did not show."""
        draft = to_draft(form, choices, team_id=person.team_id, requester=person.user_id, submit_key=view_id)
        if unseen := await self._unseen_warning(person, form, choices):
            return unseen, None
        record = await self._desk.services.giving.submit(person, draft, view_id)
        if record.waiting is not None:
            return awaiting_view(record, choices.now, choices.site(form).approvers), record
        return grant_view_for(record, {}, choices.now, waiting=timedelta()), record

    async def _unseen_warning(self, person: Person, form: GrantForm, choices: FormContext) -> View | None:
        """The form once more, where the guest has access already and the form that was sent did not say so."""
        if form.warned_for == guest_mark(form, choices):
            return None
        form, choices = await self._forms.context(person, form)
        return grant_view(form, choices, held=True) if choices.warnings else None

    async def on_done(self, ack: AsyncAck, body: Payload, view: Payload, context: MutableMapping[str, Any]) -> None:
        """The result was put away: what it has not shown goes to the requester's DM."""
        await ack()
        acting, closed = Acting.of(body), self._desk.services.showing.closed
        after_ack(context, partial(closed, acting.team_id, view["private_metadata"], view["id"]))

    async def _draw(self, acting: Acting, form: GrantForm) -> View:
        while len(self._unopened) >= MOST_UNOPENED:
            self._unopened.pop(next(iter(self._unopened)))
        self._unopened[acting.user_id] = form
        return grant_view(*await self._forms.context(await self._desk.person(acting), form))

    async def _draw_typed(self, acting: Acting, text: str) -> View:
        """The form with what the text says, and for the rest as the person chose last."""
        person = await self._desk.person(acting)
        form, choices = await self._forms.context(person, GrantForm(channel=acting.channel), warn=False)
        last = await self._desk.services.giving.last(person)
        return await self._draw(acting, read_typed(text, form, choices, last))

    async def draw_again(self, acting: Acting, grant_id: str) -> View:
        """The form for the same guest, doors and method as a grant had; raises NoSuchGrant, NotAllowed."""
        person = await self._desk.person(acting)
        record = await self._desk.services.access.record(person, grant_id, Verb.REVEAL)
        form, choices = await self._forms.context(person, GrantForm(building_id=record.building.id))
        return await self._draw(acting, same_again(record, form, choices))

    async def _draw_from_text(self, acting: Acting, text: str) -> View:
        """Dates in a message are the building's, so the building is chosen first."""
        form, choices = await self._forms.context(await self._desk.person(acting), GrantForm(channel=acting.channel))
        zone = choices.site(form).building.zone
        found = prefill.from_text(text, self._desk.region, choices.now, zone)
        return await self._draw(acting, found.fill(form, choices.now.astimezone(zone).date()))


def _fallback() -> Message:
    return open_form_fallback("Slack did not open the form in time.")
