"""Every sentence of the page is there in every language, with the same places to fill."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from bot.web.guest.drawing import TEMPLATES
from bot.web.guest.languages import FIRST, FOLDER, LANGUAGES, choose_language, clock_words, span_words

METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2.ext:babel_extract")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}
OPTIONS = {"**/templates/**.html": {"newstyle_gettext": "true", "trimmed": "false", "silent": "false"}}


def said() -> Iterator[str]:
    """What the sources say, in English; both forms of what is counted."""
    for _file, _line, message, *_ in extract_from_dir(
        str(TEMPLATES.parent), METHODS, OPTIONS, keywords=KEYWORDS, callback=None
    ):
        yield from [message] if isinstance(message, str) else [one for one in message if isinstance(one, str)]


def several(forms: Any) -> tuple[str, ...]:
    """Of what is counted there is one for each number, of the rest one."""
    return tuple(forms) if isinstance(forms, tuple | list) else (forms,)


def places(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", text))


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {FIRST}))
def test_a_catalogue_says_all_that_is_said_and_nothing_else(language: str) -> None:
    with (FOLDER / f"{language}.po").open("rb") as written:
        catalogue = read_po(written, locale=language)
    told: dict[str, str] = {}
    for message in catalogue:
        if message.id:
            told |= dict(zip(several(message.id), several(message.string), strict=True))
    assert all(told.values())

    assert set(told) == set(said())
    assert {english for english, other in told.items() if places(english) != places(other)} == set()


@pytest.mark.parametrize(
    ("wanted", "accepted", "language"),
    [
        (None, None, "en"),
        (None, "es", "es"),
        (None, "fr-CA, es-419;q=0.8, en;q=0.7", "es"),
        (None, "en;q=0.5, ES;q=0.51", "es"),
        (None, "es;q=0, fr", "en"),
        (None, "de, *", "en"),
        ("es", "en", "es"),
        ("xx", "es", "es"),
        ("../es", None, "en"),
    ],
)
def test_the_click_counts_then_the_browser(wanted: str | None, accepted: str | None, language: str) -> None:
    assert choose_language(wanted, accepted) == language


@given(st.text() | st.from_regex(r"(es|en|\*)(;q=[0-9.]{0,6})?(,.*)?", fullmatch=True))
def test_any_header_has_a_language(header: str) -> None:
    assert choose_language(header, header) in LANGUAGES


def test_of_two_equal_readings_of_a_clock_each_is_named() -> None:
    first, hour = datetime(2026, 11, 1, 5, 30, tzinfo=UTC), timedelta(hours=1)
    new_york = ZoneInfo("America/New_York")

    english = [clock_words(at, new_york, "en") for at in (first, first + hour)]
    spanish = [clock_words(at, new_york, "es") for at in (first, first + hour)]

    assert english == ["1:30\u202fAM EDT", "1:30\u202fAM EST"]
    assert spanish == ["1:30 GMT-04:00", "1:30 GMT-05:00"]


@pytest.mark.parametrize(
    ("seconds", "words"), [(-5, "0 min"), (59, "0 min"), (7199, "1 h 59 min"), (90000, "1 d 1 h"), (3600, "1 h 0 min")]
)
def test_a_span_never_says_more_than_there_is(seconds: int, words: str) -> None:
    assert span_words(timedelta(seconds=seconds)) == words
