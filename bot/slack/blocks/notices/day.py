"""The daily digest. Each line says how its access stands when the message is drawn, so it may be read at any hour."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import accumulate

from slack_sdk.models.blocks import Block, SectionBlock

from bot.domain.building import Building
from bot.domain.grant import GrantRecord
from bot.services.notices.days import Day, Named
from bot.slack.blocks.card.card import state_line
from bot.slack.blocks.card.missing_words import building_words
from bot.slack.blocks.message import Message, lasting_instant, names, packed, shown, simple, small
from bot.slack.blocks.text import mrkdwn
from bot.slack.blocks.times import clock, date_words, place

_NAME = 60
_MOST_DOORS = 2
_MOST_OF_PART = 3500
"""Characters: a message takes some 13,000."""
_LONG_AGO = timedelta(days=3)
_ELSEWHERE = "`/guest list` and Keydesk's Home tab show all."


def day_digest(building: Building, day: Day, records: Mapping[str, GrantRecord], now: datetime) -> Message:
    """Who comes today, whose access ends, and what needs somebody."""

    def coming(record: GrantRecord) -> str:
        return f"{_from_to(record, building, day)}. {_stands(record, now)}"

    def ending(record: GrantRecord) -> str:
        end = f"ends {lasting_instant(record.grant.window.ends_at, building.zone)}"
        return end if record.grant.state.is_open else state_line(record, now)

    parts = [("Coming today", day.arriving, coming), ("Ending today", day.ending, ending)]
    wrong = _part("Needs somebody", day.wrong, records, lambda record: _stands(record, now))
    told = [block for title, named, say in parts for block in _part(title, named, records, say)]
    return simple(_head(building, day), *told, *wrong)


def _stands(record: GrantRecord, now: datetime) -> str:
    lost = building_words(record) if record.grant.state.is_open else None
    return f"{state_line(record, now)} {lost}" if lost else state_line(record, now)


def _from_to(record: GrantRecord, building: Building, day: Day) -> str:
    """The day of the digest goes without saying."""
    window, zone = record.grant.window, building.zone
    is_same_day = window.ends_at.astimezone(zone).date() == day.day
    end = clock(window.ends_at, zone) if is_same_day else lasting_instant(window.ends_at, zone)
    return f"{clock(window.starts_at, zone)} to {end}"


def _head(building: Building, day: Day) -> str:
    counts = [(day.arriving.total, "coming"), (day.ending.total, "ending"), (day.wrong.total, "to look after")]
    said = ", ".join(f"{count} {words}" for count, words in counts if count)
    when = date_words(day.day, day.day - _LONG_AGO)
    return f"*{shown(building.name, _NAME)}, {when}*: {said}. Times are those of {place(building.zone)}."


def _part(
    title: str, named: Named, records: Mapping[str, GrantRecord], say: Callable[[GrantRecord], str]
) -> list[Block]:
    there = [records[grant_id] for grant_id in named.ids if grant_id in records]
    if not there:
        return []
    lines = [f"• *{shown(record.grant.guest.name, _NAME)}*, {_doors(record)}: {say(record)}" for record in there]
    told = _that_fit(lines)
    more = max(named.total, len(there)) - len(told)
    left_out = [small(f"And {more} more: {_ELSEWHERE}")] if more > 0 else []
    return [SectionBlock(text=mrkdwn(f"*{title}*")), *packed(told), *left_out]


def _that_fit(lines: Sequence[str]) -> list[str]:
    lengths = accumulate(len(line) for line in lines)
    return [line for line, length in zip(lines, lengths, strict=True) if length <= _MOST_OF_PART]


def _doors(record: GrantRecord) -> str:
    return names([door.name for door in record.doors], _MOST_DOORS)
