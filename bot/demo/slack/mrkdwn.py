"""mrkdwn as the person sees it: marks gone, `<!date>` in the reader's own zone, `&lt;` a bare `<` again."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo

_LINK = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")
_DATE = re.compile(r"!date\^(\d+)\^([^^]*)(?:\^.*)?")
_MARKS = re.compile(r"(?<!\w)([*_~])(\S(?:[^\n]*?\S)?)\1(?!\w)")
_CODE = re.compile(r"(```|`)(.+?)\1", re.DOTALL)


def readable(text: str, tz: tzinfo = UTC, names: Mapping[str, str] | None = None) -> str:
    """`names` gives people and channels their names by id."""
    known = names or {}
    parts, last = [], 0
    for code in _CODE.finditer(text):
        parts += [_prose(text[last : code.start()], tz, known), _links(code[2], tz, known)]
        last = code.end()
    return _unescaped("".join([*parts, _prose(text[last:], tz, known)]))


def _prose(text: str, tz: tzinfo, names: Mapping[str, str]) -> str:
    previous = None
    while previous != text:
        previous, text = text, _MARKS.sub(r"\2", text)
    return _links(text, tz, names)


def _links(text: str, tz: tzinfo, names: Mapping[str, str]) -> str:
    return _LINK.sub(lambda match: _link(match[1], match[2], tz, names), text)


def _link(target: str, label: str | None, tz: tzinfo, names: Mapping[str, str]) -> str:
    if date := _DATE.fullmatch(target):
        return _date(int(date[1]), date[2], tz)
    if target[0] in "@#":
        return target[0] + (label or names.get(target[1:], target[1:]))
    if target.startswith("!subteam^"):
        return label or "@" + names.get(target.removeprefix("!subteam^"), "group")
    if target[0] == "!":
        return "@" + target[1:]
    address = target.removeprefix("mailto:").removeprefix("tel:")
    return f"{label} ({address})" if label and label != address else address


def _date(seconds: int, form: str, tz: tzinfo) -> str:
    at = datetime.fromtimestamp(seconds, UTC).astimezone(tz)
    month, weekday = at.strftime("%B"), at.strftime("%A")
    time = at.strftime("%I:%M %p").lstrip("0")
    tokens = {
        "date_num": at.strftime("%Y-%m-%d"),
        "date_slash": at.strftime("%m/%d/%Y"),
        "date": f"{month} {at.day}, {at.year}",
        "date_short": f"{month[:3]} {at.day}, {at.year}",
        "date_long": f"{weekday}, {month} {at.day}, {at.year}",
        "time": time,
        "time_secs": at.strftime("%I:%M:%S %p").lstrip("0"),
        "day_divider_pretty": f"{weekday}, {month} {at.day}",
    }
    tokens |= {f"{key}_pretty": tokens[key] for key in ("date", "date_short", "date_long")}
    return re.sub(r"\{(\w+)\}", lambda match: tokens.get(match[1], match[0]), form)


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
