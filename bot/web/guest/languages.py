"""English stands in the templates; another language is one catalogue in `locale/`, read at the start, never compiled.

What a browser sends as its languages is anything at all: what cannot be read counts as not said.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_gmt, get_timezone_name
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

LANGUAGES = {"en": "English", "es": "Español"}
"""Each in its own words."""
FIRST = "en"
FOLDER = Path(__file__).parent / "locale"
_LONGEST_HEADER = 200
_RANGE = re.compile(r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9-]+)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?", re.ASCII)


def choose_language(wanted: str | None, accepted: str | None) -> str:
    """The one that was clicked, else the one that the browser likes best, else the first."""
    if wanted in LANGUAGES:
        return str(wanted)
    return next(_accepted(accepted or ""), FIRST)


def _accepted(header: str) -> Iterator[str]:
    """Ours of an Accept-Language header, the best first (RFC 9110, 12.5.4)."""
    found = [_RANGE.fullmatch(part) for part in header[:_LONGEST_HEADER].split(",")]
    weighed = [(float(one[2] or 1), one[1].lower()) for one in found if one]
    for weight, language in sorted(weighed, key=lambda one: -one[0]):
        if weight > 0 and language in LANGUAGES:
            yield language


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of a language; the first one needs none."""
    if language == FIRST:
        return NullTranslations()
    compiled = BytesIO()
    with (FOLDER / f"{language}.po").open("rb") as written:
        write_mo(compiled, read_po(written, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def day_words(at: datetime, zone: ZoneInfo, language: str) -> str:
    """The day on the zone's calendar: "Friday, November 20, 2026"."""
    return format_date(at.astimezone(zone).date(), "full", locale=language)


def clock_words(at: datetime, zone: ZoneInfo, language: str) -> str:
    """The time with the zone, as a clock shows some times twice and the guest may be elsewhere: "2:00 PM EST"."""
    local = at.astimezone(zone)
    name = get_timezone_name(local, "short", locale=language)
    known = name if name.isalpha() else get_timezone_gmt(local, "long", locale=language)
    return f"{format_time(local, 'short', tzinfo=zone, locale=language)} {known}"


def zone_words(at: datetime, zone: ZoneInfo, language: str) -> str:
    """The zone by its name: "Eastern Standard Time"."""
    return get_timezone_name(at.astimezone(zone), "long", locale=language)


def span_words(span: timedelta) -> str:
    """In units that read the same in every language, the rest dropped: "2 d 3 h", "1 h 59 min", "12 min"."""
    minutes = int(max(span, timedelta()) / timedelta(minutes=1))
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
