"""What somebody types after `/guest list` is a list, a building or both; else they are told what can be typed."""

import pytest

from bot.services.lists.kinds import Kind
from bot.slack.blocks.lists.list_view import MINE, ListForm
from bot.slack.blocks.lists.list_words import first_list
from tests.slack.blocks.forms import building

HOUSES = [
    building(id_, name=name)
    for id_, name in (("b1", "Harbor House"), ("b2", "House 2"), ("b3", "House 3"), ("b4", "Active Court"))
]


@pytest.mark.parametrize(
    ("typed", "kind", "at"),
    [
        ("", Kind.TODAY, None),
        ("mine", MINE, None),
        ("arriving", Kind.TODAY, None),
        ("problems", Kind.PROBLEM, None),
        ("Harbr", Kind.OPEN, "b1"),
        ("building harbor", Kind.OPEN, "b1"),
        ("active Harbor House", Kind.ACTIVE, "b1"),
        ("house 2 active", Kind.ACTIVE, "b2"),
        ("Active Court", Kind.OPEN, "b4"),
    ],
)
def test_what_is_understood(typed: str, kind: str, at: str | None) -> None:
    assert first_list(typed, HOUSES) == (ListForm(shown=kind, building_id=at), "")


@pytest.mark.parametrize(
    ("typed", "kind", "said"),
    [
        ("house", Kind.OPEN, "house fits Harbor House, House 2, House 3"),
        ("ending house", Kind.ENDING, "house fits Harbor House, House 2, House 3"),
        ("building", Kind.TODAY, "You can type `today`"),
        ("nowhere", Kind.TODAY, "No building of yours is called nowhere. You can type `today`"),
    ],
)
def test_what_is_not_is_answered(typed: str, kind: str, said: str) -> None:
    form, told = first_list(typed, HOUSES)

    assert form == ListForm(shown=kind)
    assert told.startswith(said)
