"""A guest's name can be anything; on the screen it is never markup and never invisible."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.blocks.text import clean, cut, escape, mrkdwn, pin_groups, plain, plural
from tests.hostile import HIDDEN, WORDS


def test_a_channel_mention_in_a_name_is_only_text() -> None:
    assert escape("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"


@given(st.text())
def test_escaping_leaves_no_markup_and_loses_nothing(text: str) -> None:
    escaped = escape(text)

    assert not set("<>") & set(escaped)
    assert escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Jane\n\tDoe ", "Jane Doe"),
        ("Jane\u202eeoD", "JaneeoD"),
        ("Ja\u200bne \u2066Doe\u2069", "Jane Doe"),
        ("\u200d\u200c", ""),
        ("\x00\x1b[31mJane", "[31mJane"),
        ("क\u200dष", "क\u200dष"),
        ("José Ñuñez 王小明", "José Ñuñez 王小明"),
        ("👩\u200d🔧", "👩\u200d🔧"),
    ],
)
def test_names_are_kept_as_typed_but_for_what_cannot_be_seen(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@given(st.text())
def test_cleaning_is_final_and_leaves_nothing_invisible(text: str) -> None:
    cleaned = clean(text)

    assert clean(cleaned) == cleaned
    assert all(c in "\u200c\u200d" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in cleaned)


@given(st.text(), st.integers(min_value=1, max_value=80))
def test_cut_text_fits_and_says_that_it_was_cut(text: str, limit: int) -> None:
    shown = cut(text, limit)

    assert len(shown) <= limit
    assert shown == text if len(text) <= limit else shown.endswith("…")


@pytest.mark.parametrize(
    ("pin", "aloud"),
    [("1234", "1234"), ("12345", "12345"), ("123456", "123 456"), ("1234567", "123 4567"), ("12345678", "1234 5678")],
)
def test_a_pin_is_grouped_for_reading_aloud(pin: str, aloud: str) -> None:
    assert pin_groups(pin) == aloud


@given(st.from_regex(r"[0-9]{1,14}", fullmatch=True))
def test_a_grouped_pin_has_the_same_digits(pin: str) -> None:
    groups = pin_groups(pin).split(" ")

    assert "".join(groups) == pin
    assert max(map(len, groups)) <= 5


def test_counts_are_said_with_their_noun() -> None:
    assert [plural(n, "door") for n in (0, 1, 2)] == ["0 doors", "1 door", "2 doors"]


@given(st.lists(WORDS, min_size=1).map("\n".join))
def test_no_text_object_holds_what_cannot_be_seen(text: str) -> None:
    assert not HIDDEN.search(plain(text).to_dict()["text"])
    assert not HIDDEN.search(mrkdwn(f"Guest {text}").to_dict()["text"])


def test_text_objects_refuse_guesses_and_are_never_empty() -> None:
    assert plain("").to_dict() == {"type": "plain_text", "text": "-", "emoji": False}
    assert mrkdwn("*x*").to_dict() == {"type": "mrkdwn", "text": "*x*", "verbatim": True}
