"""What was chosen of a new end, as a value; the end that it means is decided here, before anything is sent."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from pydantic import Field as Given

from bot.domain.errors import AmbiguousTime, BadField, TimeInGap
from bot.domain.grant import GrantRecord
from bot.domain.request import check_end
from bot.domain.value import Value
from bot.domain.window import Fold, Length, end_for, local_instant
from bot.services.grants.judging import judge_window
from bot.slack.blocks.forms.grant_form_state import readings
from bot.slack.blocks.ids import Field


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
    choice = NewEnd.CUSTOM if is_change else choices(record, now)[0]
    return ExtendForm(grant_id=record.grant.id, is_change=is_change, choice=choice)


def end_mark(record: GrantRecord) -> str:
    """The end that is asked for, else the one that holds: the same as long as nobody has moved it."""
    return (record.grant.requested_ends_at or record.grant.window.ends_at).isoformat()


def has_moved(form: ExtendForm, record: GrantRecord) -> bool:
    """Whether somebody else has changed the end since this form was drawn."""
    return form.seen_end not in {None, end_mark(record)}


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
        for bad in judge_window(record, (), longer).bad:
            raise bad
    return wanted


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


def choices(record: GrantRecord, now: datetime) -> list[NewEnd]:
    """Only what is possible and later than the present end; another date and time can always be tried."""
    return [choice for choice in NewEnd if choice is NewEnd.CUSTOM or _extends(choice, record, now)]


def _extends(choice: NewEnd, record: GrantRecord, now: datetime) -> bool:
    try:
        wanted = new_end(ExtendForm(grant_id=record.grant.id, choice=choice), record, now)
    except BadField:
        return False
    return wanted > record.grant.window.ends_at


def settle(form: ExtendForm, record: GrantRecord, now: datetime) -> ExtendForm:
    """The form as the view shows it: a choice that is still offered, the custom end filled in."""
    offered = choices(record, now)
    choice = form.choice if form.choice in offered else offered[0]
    if choice is not NewEnd.CUSTOM:
        return form.model_copy(update={"choice": choice, "day": None, "clock": None, "fold": None})
    usual = max(record.grant.window.ends_at, now).astimezone(record.building.zone)
    day, clock = form.day or usual.date(), form.clock or usual.time().replace(second=0, microsecond=0)
    fold = (form.fold or Fold.EARLIER) if readings(day, clock, record.building.zone) else None
    return form.model_copy(update={"choice": choice, "day": day, "clock": clock, "fold": fold})
