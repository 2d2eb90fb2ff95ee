"""A building's news, as one message: who opened which door where the lock says so, and never with which digits."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.building import Building
from bot.domain.command import Command
from bot.domain.device_problems import ERRORS
from bot.domain.feed import LATE, FeedKind, Happening
from bot.domain.grant import GrantRecord
from bot.domain.value import Value
from bot.slack.blocks.doors.command_view import outcome_words
from bot.slack.blocks.message import Message, lasting_instant, packed, shown
from bot.slack.blocks.text import literal, plural
from bot.slack.blocks.times import clock, place

MOST_LINES = 20
_HOW = {
    "manual": "by hand",
    "automatic": "by itself",
    "remote": "remotely, not through Keydesk",
    "card": "with a card",
    "keycode": "with a code",
}
_WHY = {
    "unknown_code": "a code that the lock does not know",
    "expired_code": "a code whose time is over",
    "blocklisted_code": "a code that is blocked",
    "too_many_attempts": "too many wrong codes",
    "blocked_by_privacy_mode": "privacy mode is on",
    "credential_error": "the credential could not be read",
}
"""Seam's `reason_code` of access that was denied."""


class News(Value):
    """All that a message of the feed is drawn from."""

    building: Building
    told: tuple[Happening, ...]
    doors: Mapping[str, str]
    """Names by entrance id; of a lock that is gone there may be none."""
    records: Mapping[str, GrantRecord]
    commands: Mapping[str, Command]
    now: datetime


def feed_message(news: News) -> Message:
    """One line where one thing happened, else a summary: the same at the same door, counted."""
    groups: dict[tuple[str, str, str], list[Happening]] = {}
    for one in news.told:
        groups.setdefault((one.entrance_id, one.kind, _detail(one, news)), []).append(one)
    lines = [f"• {_line(same, news)}" for same in groups.values()]
    hidden = len(lines) - MOST_LINES
    shown_lines = [*lines[:MOST_LINES], *([f"• and {hidden} more"] if hidden > 0 else [])]
    if len(lines) == 1:
        text = f"*{shown(news.building.name)}*, {lines[0].removeprefix('• ')}"
        return Message(_bare(text), tuple(packed([text])))
    head = f"*{shown(news.building.name)}*: {plural(len(news.told), 'thing')} happened at its doors"
    return Message(_bare(head), tuple(packed([head, *shown_lines])))


def _bare(markup: str) -> str:
    """What a notification shows."""
    return markup.replace("*", "")


def _line(same: Sequence[Happening], news: News) -> str:
    """When first, because what follows may be several sentences."""
    first, last = same[0], same[-1]
    often = f" to {clock(last.at, news.building.zone)}, {len(same)} times" if len(same) > 1 else ""
    return f"{_when(first, news)}{often}: {_said(first, news)}"


def _said(one: Happening, news: News) -> str:
    door = f"*{shown(news.doors.get(one.entrance_id, 'A lock that is no longer there'), 80)}*"
    match one.kind:
        case FeedKind.COMMANDED:
            return _commanded(one, news, door)
        case FeedKind.UNLOCKED | FeedKind.LOCKED:
            return f"{door} was {one.kind}{_detail(one, news)}"
        case FeedKind.DENIED:
            return f":warning: {door} let somebody not in:{_detail(one, news) or ' it does not say why'}"
        case FeedKind.OUTSIDE:
            return f":warning: {door} was unlocked outside the agreed time{_detail(one, news)}"
        case FeedKind.NOT_USED:
            return (
                f":warning: {_whose(one, news)} has not been used within an hour of its start, as far as the locks tell"
            )
    return _of_device(one, door)


def _of_device(one: Happening, door: str) -> str:
    battery = f" ({one.battery:.0%})" if one.battery is not None else ""
    why = f". {literal(ERRORS[one.why])}" if one.why and one.why in ERRORS else ""
    words = {
        FeedKind.OFFLINE: f":warning: {door} is offline{why}",
        FeedKind.ONLINE: f"{door} is online",
        FeedKind.FLAKY: f"{door} has a connection that comes and goes",
        FeedKind.STEADY: f"{door} has a steady connection again",
        FeedKind.LOW_BATTERY: f":warning: {door} has a low battery{battery}. Change it",
        FeedKind.TAMPERED: f":warning: {door} reports that somebody tampered with it. Look at it",
        FeedKind.REMOVED: f":warning: {door} was taken off its account: codes for it end, and no new ones can be given",
    }
    return words.get(one.kind, door)


def _commanded(one: Happening, news: News, door: str) -> str:
    command = news.commands.get(one.command_id or "")
    if command is None:
        return f"{door} was asked to move"
    who = f"<@{command.by}>" if command.by else _guest(one, news) or "A guest"
    why = f' "{shown(command.reason, 120)}"' if command.reason else ""
    name = news.doors.get(one.entrance_id, "the lock")
    return f"{who} asked {door} to {command.action}.{why} {outcome_words(command, name)}"


def _detail(one: Happening, news: News) -> str:
    """How, and by whom as far as the lock says."""
    if one.kind is FeedKind.COMMANDED:
        return one.id  # Each is told by itself.
    if one.grant_id in news.records:
        return f" with {_whose(one, news)}"
    if one.kind is FeedKind.DENIED:
        return f" {_WHY[one.why]}" if one.why in _WHY else ""
    return f" {_HOW[one.how]}" if one.how in _HOW else ""


def _whose(one: Happening, news: News) -> str:
    record = news.records.get(one.grant_id or "")
    if record is None:
        return "a guest's code"
    given = f", given by <@{record.grant.requester}>"
    return f"the code of {_guest(one, news)}{given}"


def _guest(one: Happening, news: News) -> str:
    record = news.records.get(one.grant_id or "")
    return shown(record.grant.guest.name, 80) if record is not None else ""


def _when(one: Happening, news: News) -> str:
    """With the day where it is told late: events may be hours under way."""
    zone = news.building.zone
    if one.tell_at - one.at <= LATE:
        return clock(one.at, zone)
    return f"Told late, {lasting_instant(one.at, zone)}, {place(zone)}"
