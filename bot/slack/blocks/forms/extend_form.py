"""Extend and Change end are one form; the maximum counts from the grant's start, however often it was extended."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, SectionBlock
from slack_sdk.models.views import View

from bot.domain.approvers import Approvers
from bot.domain.building import Building
from bot.domain.errors import BadField
from bot.domain.grant import GrantRecord
from bot.domain.policy import approval_for, policy_of
from bot.domain.problems import sentence
from bot.domain.roles import Role
from bot.domain.window import Fold
from bot.slack.acting import Payload
from bot.slack.blocks.approvals.request_words import approval_words
from bot.slack.blocks.card.card import pending_end
from bot.slack.blocks.card.door_words import visit_note
from bot.slack.blocks.forms.extend_form_state import ExtendForm, NewEnd, choices, end_mark, has_moved, new_end, settle
from bot.slack.blocks.forms.grant_form_fields import fold_input, moment_inputs, option, select_input
from bot.slack.blocks.forms.grant_form_state import readings
from bot.slack.blocks.ids import Field, ViewId
from bot.slack.blocks.message import shown, small
from bot.slack.blocks.text import escape, mrkdwn, plain
from bot.slack.blocks.times import change, in_sentence, length_words, place, worded
from bot.slack.blocks.view_state import metadata, picked_date, picked_time, selected, shown_blocks

_TEXTS = {
    NewEnd.ONE_HOUR: "+1 hour",
    NewEnd.TWO_HOURS: "+2 hours",
    NewEnd.FOUR_HOURS: "+4 hours",
    NewEnd.TODAY: "Today until 23:59",
    NewEnd.ONE_DAY: "+1 day",
    NewEnd.CUSTOM: "Other date and time",
}
REDRAWS = frozenset({Field.LENGTH, Field.END_DATE, Field.END_TIME, Field.END_FOLD})
"""The `action_id`s that arrive as block actions of this view and ask for the form to be drawn again."""


def extend_view(
    form: ExtendForm,
    record: GrantRecord,
    now: datetime,
    roles: frozenset[Role] = frozenset(),
    first: Sequence[Approvers] = (),
) -> View:
    """The modal, with the old and the new end before anything is sent, for somebody with these roles."""
    moved = [_moved(record, now)] if has_moved(form, record) else []
    form = settle(form, record, now)
    grant = record.grant
    options = [option(choice, _TEXTS[choice]) for choice in choices(record, now)]
    pending = [small(pending_end(record, grant.requested_ends_at))] if grant.requested_ends_at else []
    visit = visit_note(record)
    title = "Change end" if form.is_change else "Extend access"
    return View(
        type="modal",
        callback_id=ViewId.EXTEND_FORM,
        title=plain(title),
        submit=plain("Change end" if form.is_change else "Extend"),
        close=plain("Cancel"),
        private_metadata=json.dumps({"grant": grant.id, "change": form.is_change, "end": end_mark(record)}),
        blocks=[
            SectionBlock(text=mrkdwn(f"*{shown(grant.guest.name)}*, {shown(record.building.name)}")),
            *moved,
            *pending,
            select_input(Field.LENGTH, "New end", options, form.choice),
            *_custom(form, record.building),
            SectionBlock(block_id="new_end", text=mrkdwn(escape(live_line(form, record, now)))),
            *(_approval(record, roles, first) if _is_later(form, record, now) else []),
            *([small(visit)] if visit else []),
        ],
    )


def _moved(record: GrantRecord, now: datetime) -> Block:
    end = record.grant.requested_ends_at or record.grant.window.ends_at
    said = f"The end was changed meanwhile, to {in_sentence(end, record.building.zone, now)}. Nothing was sent."
    return SectionBlock(text=mrkdwn(f":warning: *Note:* {escape(said)} Check the new end below."))


def _is_later(form: ExtendForm, record: GrantRecord, now: datetime) -> bool:
    try:
        return new_end(form, record, now) > record.grant.window.ends_at
    except BadField:
        return False


def _approval(record: GrantRecord, roles: frozenset[Role], first: Sequence[Approvers]) -> list[Block]:
    """Whose yes a later end needs, and that it can wait for one at a time only."""
    why = approval_for(policy_of(record), roles)
    waits = [small(sentence("request_waits"))] if why and record.waiting else []
    return [small(approval_words(why, first)), *waits] if why else []


def live_line(form: ExtendForm, record: GrantRecord, now: datetime) -> str:
    """Old and new end in building time with the whole length, or what is wrong; plain text."""
    zone, window = record.building.zone, record.grant.window
    try:
        wanted = new_end(form, record, now)
    except BadField as bad:
        return worded(bad, zone, now)
    if wanted == window.ends_at and record.grant.requested_ends_at is None:
        return sentence("end_unchanged")
    longest = length_words(policy_of(record).max_length)
    whole = f"{length_words(wanted - window.starts_at)} in all, of at most {longest}"
    line = f"{change(window.ends_at, wanted, zone, now)}, {place(zone)} ({whole})."
    if wanted < window.ends_at:
        line += " Note: this is earlier than the present end, so the guest loses access sooner."
    return line


def read_extend(view: Payload) -> ExtendForm:
    """The form out of a view that Slack sent back (a submission or an action in it)."""
    kept = metadata(view)
    value = selected(view, Field.LENGTH)
    fold = selected(view, Field.END_FOLD)
    return ExtendForm(
        grant_id=str(kept.get("grant", "")),
        is_change=bool(kept.get("change")),
        seen_end=kept.get("end"),
        choice=next((choice for choice in NewEnd if choice == value), NewEnd.ONE_HOUR),
        day=picked_date(view, Field.END_DATE),
        clock=picked_time(view, Field.END_TIME),
        fold=next((one for one in Fold if one == fold), None),
        blocks=shown_blocks(view),
    )


def extend_errors(bad: Iterable[BadField], form: ExtendForm, record: GrantRecord, now: datetime) -> dict[str, str]:
    """A sentence by `block_id`, for the ack of a submission."""
    errors: dict[str, str] = {}
    for field in bad:
        places = (form.blocks.get(field.field), form.blocks.get(Field.END_TIME), form.blocks.get(Field.LENGTH))
        block = next((place for place in places if place), Field.LENGTH.value)
        errors.setdefault(block, worded(field, record.building.zone, now))
    return errors


def _custom(form: ExtendForm, building: Building) -> list[Block]:
    if form.choice is not NewEnd.CUSTOM:
        return []
    labels = ("End date", "End time, at the building")
    blocks: list[Block] = [*moment_inputs((Field.END_DATE, Field.END_TIME), labels, form.day, form.clock)]
    if both := readings(form.day, form.clock, building.zone):
        blocks.append(fold_input(Field.END_FOLD, "End", both, building.zone, form.fold or Fold.EARLIER))
    return blocks
