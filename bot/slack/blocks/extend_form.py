"""Extend and Change end are one form; the maximum counts from the grant's start, however often it was extended."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from pydantic import Field as Given
from slack_sdk.models.blocks import Block, SectionBlock
from slack_sdk.models.views import View

from bot.domain.approvers import Approvers
from bot.domain.building import Building
from bot.domain.errors import AmbiguousTime, BadField, TimeInGap
from bot.domain.grant import GrantRecord
from bot.domain.policy import approval_for, policy_of
from bot.domain.problems import sentence
from bot.domain.request import check_end
from bot.domain.roles import Role
from bot.domain.value import Value
from bot.domain.window import Fold, Length, end_for, local_instant
from bot.services.judging import judge_more
from bot.slack.acting import Payload
from bot.slack.blocks.card import pending_end
from bot.slack.blocks.door_words import visit_note
from bot.slack.blocks.grant_form_fields import fold_input, moment_inputs, option, select_input
from bot.slack.blocks.grant_form_state import readings
from bot.slack.blocks.ids import Field, ViewId
from bot.slack.blocks.message import shown, small
from bot.slack.blocks.request_words import approval_words
from bot.slack.blocks.text import escape, mrkdwn, plain
from bot.slack.blocks.times import change, in_sentence, length_words, place, worded
from bot.slack.blocks.view_state import metadata, picked_date, picked_time, selected, shown_blocks


class NewEnd(StrEnum):
    """The quick choices; hours and days are added to the present end."""

    ONE_HOUR = "1h"
    TWO_HOURS = "2h"
    FOUR_HOURS = "4h"
    TODAY = "today"
    ONE_DAY = "1d"
    CUSTOM = "custom"


_SPANS = {
    NewEnd.ONE_HOUR: timedelta(hours=1),
    NewEnd.TWO_HOURS: timedelta(hours=2),
    NewEnd.FOUR_HOURS: timedelta(hours=4),
    NewEnd.ONE_DAY: timedelta(days=1),
}
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


class ExtendForm(Value):
    """What was chosen so far; date and time are readings in the building's zone."""

    grant_id: str
    is_change: bool = False
    """Opened by Change end: it starts at the custom date and time, and may well be earlier."""
    choice: NewEnd = NewEnd.ONE_HOUR
    day: date | None = None
    clock: time | None = None
    fold: Fold | None = None
    seen_end: str | None = None
    """The end that the person had before their eyes, as `end_mark` writes it; None in a view of an older version."""
    blocks: Mapping[str, str] = Given(default_factory=dict)
    """The `block_id` of each field that the view had; Slack shows an error at one of these or not at all."""


def first_form(record: GrantRecord, now: datetime, *, is_change: bool = False) -> ExtendForm:
    """The form as it opens: the first choice that is possible."""
    choice = NewEnd.CUSTOM if is_change else _choices(record, now)[0]
    return ExtendForm(grant_id=record.grant.id, is_change=is_change, choice=choice)


def end_mark(record: GrantRecord) -> str:
    """The end that is asked for, else the one that holds: the same as long as nobody has moved it."""
    return (record.grant.requested_ends_at or record.grant.window.ends_at).isoformat()


def has_moved(form: ExtendForm, record: GrantRecord) -> bool:
    """Whether somebody else has changed the end since this form was drawn."""
    return form.seen_end not in {None, end_mark(record)}


def extend_view(
    form: ExtendForm,
    record: GrantRecord,
    now: datetime,
    roles: frozenset[Role] = frozenset(),
    first: Sequence[Approvers] = (),
) -> View:
    """The modal, with the old and the new end before anything is sent, for somebody with these roles."""
    moved = [_moved(record, now)] if has_moved(form, record) else []
    form = _settle(form, record, now)
    grant = record.grant
    options = [option(choice, _TEXTS[choice]) for choice in _choices(record, now)]
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


def new_end(form: ExtendForm, record: GrantRecord, now: datetime) -> datetime:
    """The instant that the form asks for.

    Raises:
        BadField: no date or time, a reading in a gap or an ambiguous one, or an end that is not possible.
    """
    wanted = _asked(form, record, now)
    window = record.grant.window
    for bad in check_end(window, wanted, now):
        raise bad
    if wanted > window.ends_at:
        longer = window.model_copy(update={"ends_at": wanted})
        for bad in judge_more(record, (), window=longer).bad:
            raise bad
    return wanted


def extend_errors(bad: Iterable[BadField], form: ExtendForm, record: GrantRecord, now: datetime) -> dict[str, str]:
    """A sentence by `block_id`, for the ack of a submission."""
    errors: dict[str, str] = {}
    for field in bad:
        places = (form.blocks.get(field.field), form.blocks.get(Field.END_TIME), form.blocks.get(Field.LENGTH))
        block = next((place for place in places if place), Field.LENGTH.value)
        errors.setdefault(block, worded(field, record.building.zone, now))
    return errors


def _asked(form: ExtendForm, record: GrantRecord, now: datetime) -> datetime:
    zone = record.building.zone
    if form.choice in _SPANS:
        return max(record.grant.window.ends_at, now) + _SPANS[form.choice]
    if form.choice is NewEnd.TODAY:
        return end_for(Length.TODAY, now, zone)
    if form.day is None:
        raise BadField(Field.END_DATE, "date_missing")
    if form.clock is None:
        raise BadField(Field.END_TIME, "time_missing")
    try:
        return local_instant(form.day, form.clock, zone, form.fold)
    except (TimeInGap, AmbiguousTime) as bad:
        raise BadField(Field.END_TIME, bad.problem, **bad.data) from bad


def _choices(record: GrantRecord, now: datetime) -> list[NewEnd]:
    """Only what is possible and later than the present end; another date and time can always be tried."""
    return [choice for choice in NewEnd if choice is NewEnd.CUSTOM or _extends(choice, record, now)]


def _extends(choice: NewEnd, record: GrantRecord, now: datetime) -> bool:
    try:
        wanted = new_end(ExtendForm(grant_id=record.grant.id, choice=choice), record, now)
    except BadField:
        return False
    return wanted > record.grant.window.ends_at


def _settle(form: ExtendForm, record: GrantRecord, now: datetime) -> ExtendForm:
    """The form as the view shows it: a choice that is still offered, the custom end filled in."""
    offered = _choices(record, now)
    choice = form.choice if form.choice in offered else offered[0]
    if choice is not NewEnd.CUSTOM:
        return form.model_copy(update={"choice": choice, "day": None, "clock": None, "fold": None})
    usual = max(record.grant.window.ends_at, now).astimezone(record.building.zone)
    day, clock = form.day or usual.date(), form.clock or usual.time().replace(second=0, microsecond=0)
    fold = (form.fold or Fold.EARLIER) if readings(day, clock, record.building.zone) else None
    return form.model_copy(update={"choice": choice, "day": day, "clock": clock, "fold": fold})


def _custom(form: ExtendForm, building: Building) -> list[Block]:
    if form.choice is not NewEnd.CUSTOM:
        return []
    labels = ("End date", "End time, at the building")
    blocks: list[Block] = [*moment_inputs((Field.END_DATE, Field.END_TIME), labels, form.day, form.clock)]
    if both := readings(form.day, form.clock, building.zone):
        blocks.append(fold_input(Field.END_FOLD, "End", both, building.zone, form.fold or Fold.EARLIER))
    return blocks
