"""What a series has to say beside its card: lines in the thread, and to people whose guest has no PIN."""

from collections.abc import Mapping
from datetime import date, datetime

from pydantic import JsonValue

from bot.domain.problems import sentence
from bot.domain.recurrence import visit_on
from bot.domain.series import SeriesRecord
from bot.slack.blocks import buttons
from bot.slack.blocks.message import Message, shown, simple
from bot.slack.blocks.series.series_card import end_button, visits_button
from bot.slack.blocks.series.series_words import day_words, visit_words
from bot.slack.blocks.text import escape, literal

_NAME = 100
_MOST_DAYS = 10
_LINES = {
    "visit_skipped": "{who} skipped the visit of {day}.",
    "visit_unskipped": "{who} took skipping {day} back: the visit is made as any other.",
    "visit_missed": "No visit on {day}: its time passed before it could be made.",
    "series_ended": "{who} ended the series: no more visits are made.",
    "series_over": "The last visit is over, and with it the series.",
}
_NOT_APPROVED = "The series was not approved: no visit is made."
_UNKNOWN = "{who} changed the series; its card says how it stands."


def series_note(data: Mapping[str, JsonValue]) -> Message:
    """The line for something that happened, as the services stored it."""
    what, actor, day = str(data.get("what")), data.get("actor"), data.get("day")
    line = _NOT_APPROVED if "because" in data else _LINES.get(what, _UNKNOWN)
    words = escape(day_words(date.fromisoformat(str(day)))) if day else "one day"
    return simple(line.format(who=f"<@{actor}>" if actor else "Keydesk", day=words))


def series_news(record: SeriesRecord, data: Mapping[str, JsonValue], now: datetime) -> Message:
    """A visit that cannot be made, or visits that were not: what it means, and what can be done."""
    whose = f"*{shown(record.series.guest.name, _NAME)}* at {shown(record.building.name, _NAME)}"
    row = buttons.actions(visits_button(record.series), end_button(record.series)) if record.series.is_open else []
    days = data.get("days")
    if isinstance(days, list):
        missed = ", ".join(escape(day_words(date.fromisoformat(str(day)))) for day in days[:_MOST_DAYS])
        more = f" and {len(days) - _MOST_DAYS} more" if len(days) > _MOST_DAYS else ""
        text = (
            f"No visit of {whose} on {missed}{more}: its time passed while Keydesk was not running. "
            "The guest may have stood before a closed door. Later visits are made as planned."
        )
        return simple(text, *row)
    visit = visit_on(record.series.rule, date.fromisoformat(str(data["day"])), record.building.zone)
    when = escape(visit_words(visit, record.building.zone)) if visit is not None else "soon"
    again = " Keydesk tries again every hour until the visit is over." if visit and visit.window.ends_at > now else ""
    text = f"The visit of {whose}, {when}, is not made: {literal(sentence(str(data['what'])))}{again}"
    return simple(text, *row)
