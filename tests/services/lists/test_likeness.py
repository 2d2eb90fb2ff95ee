"""Slips of the finger are forgiven, other names are not taken for the one that was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.lists.likeness import closest, ranked, words_of

NAMES = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=12)


@given(NAMES, st.data())
def test_one_slip_in_a_word_is_forgiven(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 2))
    swapped = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    missing = name[:at] + name[at + 1 :]

    assert "key" in ranked(swapped, {"key": [name]})
    assert "key" in ranked(missing, {"key": [name]})


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_is_taken(typed: str, kept: str) -> None:
    points = ranked(typed, {"key": [kept]})

    assert set(points.values()) <= set(range(1, 101))
    assert ranked(kept, {"key": [kept]}) == ({"key": 100} if words_of(kept) else {})


@pytest.mark.parametrize(("typed", "name"), [("ann", "Ian"), ("sam", "Pam"), ("lisa stone", "Lisa Reyes"), ("o", "Bo")])
def test_another_name_is_not_found(typed: str, name: str) -> None:
    assert ranked(typed, {"key": [name]}) == {}


def test_the_closest_name() -> None:
    houses = {"b1": "Harbor House", "b2": "Maple Court", "b3": "House of Elms"}

    assert closest("maple", houses) == ("b2",)
    assert closest("Habor Hose", houses) == ("b1",)
    assert closest("house", houses) == ("b1", "b3"), "what fits two is neither"
    assert closest("castle", houses) == ()
