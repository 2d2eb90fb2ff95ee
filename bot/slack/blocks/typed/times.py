"""Times that were read become fields of the form, readings of the building's clock; a doubt is the shorter access."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.window import Length
from bot.slack.blocks.forms.grant_form_lasting import lasting
from bot.slack.blocks.forms.grant_form_state import MORNING, GrantForm, Start
from bot.slack.blocks.times import date_words, length_words
from bot.slack.blocks.typed.moments import END_OF_DAY, Day
from bot.slack.blocks.typed.phrases import Times

_TOMORROW = timedelta(days=1)


def with_times(form: GrantForm, times: Times, zone: ZoneInfo, now: datetime) -> GrantForm:
    """The form with the window that was typed; what was not said stays as it is."""
    local = now.astimezone(zone).replace(tzinfo=None)
    return _with_end(_with_start(form, times, local), times, local, (zone, now))


def time_words(times: Times, form: GrantForm, today: date) -> list[str]:
    """Plain text: what was understood, as the settled form has it."""
    words = []
    if times.start_day or times.start:
        words.append(f"from {_reading(form.start_date, form.start_time, today)}")
    if times.span:
        words.append(f"for {length_words(times.span)}")
    elif times.is_weekend:
        words.append("the weekend, until Monday 06:00")
    elif form.length is Length.CUSTOM and (times.end or times.end_day):
        words.append(f"until {_reading(form.end_date, form.end_time, today)}")
    elif form.length is Length.TODAY:
        words.append("until 23:59")
    return words


def _reading(day: date | None, clock: time | None, today: date) -> str:
    if day is None or clock is None:
        return "now"
    words = date_words(day, today)
    return f"{words.lower() if words.startswith('To') else words} {clock:%H:%M}"


def _with_start(form: GrantForm, times: Times, local: datetime) -> GrantForm:
    if times.start_day is None and times.start is None:
        return form
    starts = _start_day(times, local)
    has_begun = starts == local.date() and (times.start is None or _is_running(times, local))
    if has_begun:
        return form.model_copy(update={"start": Start.NOW})
    return form.model_copy(update={"start": Start.LATER, "start_date": starts, "start_time": times.start})


def _start_day(times: Times, local: datetime) -> date:
    """A weekday that is today's means today for as long as that can be; without a day it is the next such reading."""
    by = None if _goes_past_midnight(times) else times.end or times.start
    if times.start_day is not None:
        return _today_or(times.start_day, by, local)
    if times.end_day is not None and times.start and times.end:
        return _today_or(times.end_day, by, local) if by else times.end_day.day - _TOMORROW
    is_past = by is not None and by <= local.time()
    return local.date() + _TOMORROW if is_past else local.date()


def _today_or(day: Day, by: time | None, local: datetime) -> date:
    is_todays = day.is_weekday and day.day.weekday() == local.weekday()
    return local.date() if is_todays and (by is None or by > local.time()) else day.day


def _goes_past_midnight(times: Times) -> bool:
    """Its end is on a later day than its start, as in "22-6" and "fri 9:00 to mon 8:00"."""
    if times.start_day is not None and times.end_day not in {None, times.start_day}:
        return True
    return times.start is not None and times.end is not None and times.end <= times.start


def _is_running(times: Times, local: datetime) -> bool:
    """Some of it is over: it begins now."""
    if times.start is None or times.start > local.time():
        return False
    return _goes_past_midnight(times) or (times.end is not None and local.time() < times.end)


def _with_end(form: GrantForm, times: Times, local: datetime, at: tuple[ZoneInfo, datetime]) -> GrantForm:
    if times.is_weekend:
        return form.model_copy(update={"length": Length.WEEKEND})
    if times.span:
        return lasting(form, times.span, *at)
    begins = form.start_date if form.start is Start.LATER and form.start_date else local.date()
    if times.end is None and times.end_day is None:
        is_today = times.start_day is not None and times.start is None and begins == local.date()
        return form.model_copy(update={"length": Length.TODAY}) if is_today else form
    clock = times.end or END_OF_DAY
    ends = _end_day(times.end_day, _first_after(form, begins, clock, local))
    return form.model_copy(update={"length": Length.CUSTOM, "end_date": ends, "end_time": clock})


def _end_day(day: Day | None, first: date) -> date:
    """A weekday is the first such day that can be the end."""
    if day is None:
        return first
    return first + timedelta(days=(day.day - first).days % 7) if day.is_weekday else day.day


def _first_after(form: GrantForm, begins: date, clock: time, local: datetime) -> date:
    """The day on which the clock shows this for the first time after the start."""
    starts = (form.start_time or MORNING) if form.start is Start.LATER else local.time()
    return begins if clock > starts else begins + _TOMORROW
