"""The board fits into one view, whatever there is, and never hides how much it leaves out."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block, SectionBlock

from bot.demo.slack.blockkit import check_view
from bot.domain.roles import Role
from bot.services.systems.buildings import Seen
from bot.slack.blocks.home.board_state import BoardState, next_board, read_board
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


def named(count: int, skip: int, rows: int = MOST_ROWS) -> Section:
    return Section("Active", tuple(row(f"row {skip + n}") for n in range(rows)), count, name="active", skip=skip)


def test_a_section_with_a_name_is_turned_page_by_page() -> None:
    first, middle, last = said(named(9, 0)), said(named(3, 5)), said(named(0, 10, 2))

    assert "*Active* · 1 to 5 of 14" in first
    assert ("9 more" in first, "'active:5'" in first, "Earlier" in first) == (True, True, False)
    assert "*Active* · 6 to 10 of 13" in middle
    assert ("'active:0'" in middle, "'active:10'" in middle) == (True, True)
    assert ("11 to 12 of 12" in last, "more" in last.partition("*Commands*")[0]) == (True, False)


def test_what_does_not_fit_is_on_the_next_page() -> None:
    """Two wide sections share the room; the page after begins where this one was cut."""
    wide = [Section(f"Part {n}", tuple(row("x", 12) for _ in range(6)), name=f"part{n}") for n in range(2)]

    text = str(home_view(wide).to_dict())

    assert "'part0:3'" in text
    assert "1 to 3 of 6" in text


def test_what_was_chosen_outlives_a_restart_in_the_view_itself() -> None:
    here, there = building("b1"), building("b2")
    state = BoardState(building_id="b2", skips={"active": 6})

    view = home_view([], state, [here, there]).to_dict()

    assert read_board(view) == state
    assert next_board(view, {"action_id": "home_after", "value": "ending:12"}).skips == {"active": 6, "ending": 12}
    chosen = {"action_id": "home_building", "selected_option": {"value": "b1"}}
    assert next_board(view, chosen) == BoardState(building_id="b1")
    every = {"action_id": "home_building", "selected_option": {"value": "every"}}
    assert next_board(view, every) == BoardState()
    assert next_board(view, {"action_id": "end", "value": "g1"}) == state


@pytest.mark.parametrize("kept", ["", "not JSON", "[]", '{"skips": {"active": "many"}}'])
def test_a_view_of_another_time_begins_anew(kept: str) -> None:
    assert read_board({"private_metadata": kept}) == BoardState()


def test_a_thousand_buildings_can_be_chosen_from() -> None:
    houses = [building(f"b{n}", name=NASTY) for n in range(1000)]

    view = home_view([], BoardState(building_id="b999"), houses).to_dict()

    assert not check_view(view, "home")
    assert "'b999'" in str(view)


def test_a_section_shows_its_first_rows() -> None:
    text = said(Section("Doors", tuple(row(f"line {n}") for n in range(MOST_ROWS + 3)), elsewhere="`/guest tasks`."))

    assert "line 0" in text
    assert f"line {MOST_ROWS}" not in text
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
