"""What is taken out of a message is plain in it; a doubt leaves the field empty."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.slack.blockkit import check_view
from bot.domain.window import Length
from bot.slack.blocks.forms.grant_form import grant_view
from bot.slack.blocks.forms.grant_form_state import GrantForm, Start
from bot.slack.blocks.forms.prefill import Prefill, from_text
from tests.slack.blocks.forms import NOW, context, site

NEW_YORK = ZoneInfo("America/New_York")
TODAY = date(2026, 11, 20)


def found(text: str, region: str = "US") -> Prefill:
    return from_text(text, region, NOW, NEW_YORK)


def test_a_whole_message() -> None:
    text = (
        "Hi team, please let in our plumber.\n"
        "*Guest:* Jane O'Hara-Smith\n"
        "<mailto:jane@example.com|jane@example.com>, <tel:+12125550100|+1 212-555-0100>\n"
        "from 2026-11-23 until 2026-11-25, unit 4B"
    )

    assert found(text) == Prefill(
        name="Jane O'Hara-Smith",
        email="jane@example.com",
        phone="+12125550100",
        dates=(date(2026, 11, 23), date(2026, 11, 25)),
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("guest: jane doe, tomorrow", "jane doe"),
        ("Name = 王小明", "王小明"),
        ("Visitor: Zoë van der Berg (cleaner)", "Zoë van der Berg"),
        ("Guest name: Jane Doe <mailto:j@example.com|j@example.com>", "Jane Doe"),
        ("Can you make a PIN for Jane Doe on Friday?", "Jane Doe"),
        ("please let Mr. John Smith in", "John Smith"),
        ("Jane Doe <mailto:j@example.com|j@example.com> needs the lobby", "Jane Doe"),
        ("Jane Doe (j@example.com)", "Jane Doe"),
        ("Guest: R&amp;D &lt;Team&gt;", "R&D"),
        ("a PIN for Monday Morning", ""),
        ("access for Building A", ""),
        ("PIN for Jane", ""),
        ("Ask <@U123> about <https://example.com|Jane Doe>", ""),
        ("Thanks!", ""),
        ("", ""),
    ],
)
def test_names(text: str, name: str) -> None:
    assert found(text).name == name


@pytest.mark.parametrize(
    ("text", "region", "dates"),
    [
        ("on 2026-12-01", "US", (date(2026, 12, 1),)),
        ("on 12/1/2026", "US", (date(2026, 12, 1),)),
        ("on 1/12/2026", "GB", (date(2026, 12, 1),)),
        ("am 1.12.2026", "DE", (date(2026, 12, 1),)),
        ("Dec 1st to 3 December 2026", "US", (date(2026, 12, 1), date(2026, 12, 3))),
        ("3 Jan", "US", (date(2027, 1, 3),)),
        ("today or tomorrow", "US", (TODAY, date(2026, 11, 21))),
        ("last seen 2026-11-19", "US", ()),
        ("open 24/7, ratio 1/2, 2026-13-45", "US", ()),
        ("31 Nov", "US", ()),
    ],
)
def test_dates(text: str, region: str, dates: tuple[date, ...]) -> None:
    assert found(text, region).dates == dates


@pytest.mark.parametrize(
    ("text", "email", "phone"),
    [
        ("call (212) 555-0100", "", "+12125550100"),
        ("call 020 7946 0958", "", ""),
        ("a@example.com or b@example.com", "", ""),
        ("A@Example.com, A@example.com.", "A@example.com", ""),
        ("+1 212 555 0100 or +1 212 555 0101", "", ""),
        ("order 2026-11-23 2026-11-25", "", ""),
    ],
)
def test_contacts_are_taken_only_where_there_is_one(text: str, email: str, phone: str) -> None:
    assert (found(text).email, found(text).phone) == (email, phone)


def test_only_the_beginning_of_a_long_message_is_read() -> None:
    assert found("x" * 2900 + " a@example.com " + "y" * 40_000 + " b@example.com").email == "a@example.com"


@pytest.mark.parametrize(
    "text",
    [
        "Guest: Jane Doe +1 212 555 0100",
        "Guest: Jane Doe (jane@example.com) 212-555-0100",
        "Visitor name: Jane Doe 2125550100",
        "Name: Jane Doe <tel:+12125550100|(212) 555-0100>",
    ],
)
def test_contacts_in_a_message_are_no_part_of_the_name(text: str) -> None:
    assert found(text).name == "Jane Doe"


class TestFill:
    def test_dates_become_start_and_end(self) -> None:
        form = Prefill(dates=(date(2026, 11, 23), date(2026, 11, 25))).fill(GrantForm(), TODAY)

        assert (form.start, form.start_date) == (Start.LATER, date(2026, 11, 23))
        assert (form.length, form.end_date) == (Length.CUSTOM, date(2026, 11, 25))

    def test_today_is_now(self) -> None:
        assert Prefill(dates=(TODAY,)).fill(GrantForm(), TODAY) == GrantForm()

    def test_what_was_typed_wins(self) -> None:
        form = Prefill(name="Jane Doe", email="j@example.com").fill(GrantForm(name="John"), TODAY)

        assert (form.name, form.email) == ("John", "j@example.com")


@given(st.text(), st.sampled_from(["US", "GB", "DE"]))
def test_any_message_gives_a_form_that_slack_takes(text: str, region: str) -> None:
    form = found(text, region).fill(GrantForm(), TODAY)

    assert check_view(grant_view(form, context(site(2))).to_dict(), "modal") == []


@given(
    st.lists(
        st.sampled_from(["<", ">", "|", "mailto:", "tel:", "Jane ", "Guest: ", "a@b.example", "\n", "1/", "Nov 3 "])
    )
)
def test_broken_markup_is_no_trap(parts: list[str]) -> None:
    prefill = from_text("".join(parts), "US", datetime(2026, 11, 20, tzinfo=UTC), NEW_YORK)

    assert not {"<", ">", "\n"} & set(prefill.email + prefill.phone)
    assert prefill.dates == tuple(sorted(set(prefill.dates)))
