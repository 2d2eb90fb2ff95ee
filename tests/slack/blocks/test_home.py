"""The board fits into one view, whatever there is, and never hides how much it leaves out."""

import re

from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block, SectionBlock

from bot.demo.slack.blockkit import check_view
from bot.domain.roles import Role
from bot.services.systems.buildings import Seen
from bot.slack.blocks.home.home import MOST_BLOCKS, MOST_ROWS, Section, closed_home_view, home_view
from bot.slack.blocks.home.home_buildings import buildings_section
from bot.slack.blocks.text import mrkdwn
from tests.slack.blocks.forms import building
from tests.slack.blocks.grants import NASTY


def row(words: str, blocks: int = 1) -> tuple[Block, ...]:
    return tuple(SectionBlock(text=mrkdwn(words)) for _ in range(blocks))


def said(section: Section) -> str:
    return str([block.to_dict() for block in home_view([section]).blocks or ()])


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(1, 4), st.integers(0, 5000)), max_size=12))
def test_many_sections_fit_and_each_says_what_it_hides(sizes: list[tuple[int, int, int]]) -> None:
    sections = [
        Section(f"Part {n}", tuple(row(f"row{n}:", each) for _ in range(rows)), unread, elsewhere="`/guest list`.")
        for n, (rows, each, unread) in enumerate(sizes)
    ]

    view = home_view(sections)

    assert len(view.blocks or ()) <= MOST_BLOCKS
    assert not check_view(view.to_dict(), "home")
    text = str(view.to_dict())
    hidden = sum(map(int, re.findall(r"And (\d+) more", text)))
    shown = sum(text.count(f"row{n}:") // each for n, (_, each, _) in enumerate(sizes))
    assert hidden + shown == sum(rows + unread for rows, _, unread in sizes)


def test_a_section_shows_its_first_rows() -> None:
    text = said(Section("Doors", tuple(row(f"row {n}") for n in range(MOST_ROWS + 3)), elsewhere="`/guest tasks`."))

    assert "row 0" in text
    assert f"row {MOST_ROWS}" not in text
    assert "And 3 more: `/guest tasks`." in text


def test_an_empty_section_says_so() -> None:
    assert "Nothing to do." in said(Section("Doors", empty="Nothing to do."))
    assert "Nothing to do." not in said(Section("Doors", (row("one"),), empty="Nothing to do."))


def test_a_closed_board_offers_nothing() -> None:
    view = closed_home_view("Keydesk is for full members.")

    assert [block.type for block in view.blocks or ()] == ["section"]


def test_buildings_in_trouble_come_first() -> None:
    fine, broken = building(name="Fine House"), building(name=NASTY, problem="acs_system_disconnected")
    seen = [Seen(building=one, roles=frozenset({Role.MANAGER, Role.ISSUER})) for one in (fine, broken)]

    section = buildings_section(seen)

    assert ":warning:" in str([block.to_dict() for block in section.rows[0]])
    assert "Fine House*: you are issuer, manager" in str([block.to_dict() for block in section.rows[1]])
    assert not check_view(home_view([section]).to_dict(), "home")
