"""The history in the card's thread: who did what."""

from typing import Any

import pytest

from bot.domain.building import Hub
from bot.domain.grant import CredentialState
from bot.slack.blocks.notes import extended, note
from tests.slack.blocks.grants import WINDOW, credential, later, record, words

HUB = record(hub=Hub.YES)


@pytest.mark.parametrize(
    ("what", "actor", "data", "line"),
    [
        ("issued", None, {"doors": 2}, "Access to 2 doors is issued."),
        ("revealed", "U2", {}, "PIN shown to <@U2>."),
        ("ending", "U2", {}, "<@U2> ended access. Seam has not confirmed it yet."),
        ("end_confirmed", None, {}, "The end of access is confirmed by Seam."),
        ("retried", "U2", {"doors": 1}, "<@U2> retries 1 door."),
        ("new_pin", "U2", {"door": "A&B"}, "<@U2> asked for a new PIN for A&amp;B. The old PIN is ended first."),
        ("doors_added", "U2", {"doors": ["Gym", "{who} <!here>"]}, "<@U2> added Gym, {who} &lt;!here&gt;."),
        ("failed", None, {}, "Nothing could be issued; what was begun is removed."),
        ("from_a_newer_version", "U2", {}, "<@U2> changed this access; its card says how it stands."),
    ],
)
def test_a_line_names_who_did_what(what: str, actor: str | None, data: dict[str, Any], line: str) -> None:
    assert words(note(HUB, what, actor, data)) == line


def test_where_a_door_may_not_know_yet_the_line_says_so() -> None:
    for what in ("issued", "end_confirmed"):
        assert "Latch Manager App" in words(note(record(hub=Hub.NO), what, None, {"doors": 1}))


def test_a_new_end_is_told_from_old_to_new_as_accepted() -> None:
    data: dict[str, Any] = {"old": later(2).isoformat(), "new": later(4).isoformat(), "moved": 1, "refused": 0}

    shown = words(note(HUB, "extended", None, data))

    assert shown == "New end accepted by Seam: Fri 20 Nov 16:00 → 18:00, New York."


def test_doors_that_refused_the_new_end_are_told_one_by_one() -> None:
    refused = credential(2, problem="extend_refused")
    grant = record([credential(1, ends_at=later(4)), refused])

    shown = words(extended(grant, WINDOW.ends_at, later(4), moved=1, refused=1))

    assert "New end accepted by Seam for 1 of 2 doors" in shown
    assert "• *Door 2* ends Fri 20 Nov 16:00: Seam refused the new end for this door" in shown
    assert "• *Door 1* ends Fri 20 Nov 18:00." in shown


def test_a_door_that_refused_to_end_sooner_does_not_hide_those_that_did() -> None:
    grant = record([credential(1, ends_at=later(1)), credential(2, problem="extend_refused")])

    shown = words(extended(grant, WINDOW.ends_at, WINDOW.ends_at, moved=1, refused=1))

    assert "stays" not in shown
    assert "• *Door 1* ends Fri 20 Nov 15:00." in shown
    assert "• *Door 2* ends Fri 20 Nov 16:00: Seam refused" in shown


def test_where_every_door_refused_no_new_end_is_claimed() -> None:
    grant = record([credential(n, problem="extend_refused") for n in range(20)])

    shown = words(extended(grant, WINDOW.ends_at, WINDOW.ends_at, moved=0, refused=20))

    assert "The end stays Fri 20 Nov 16:00, New York: Seam accepted no other." in shown
    assert "• and 10 more" in shown


def test_a_replaced_credential_is_not_told() -> None:
    old = credential(1, CredentialState.REVOKED, problem="extend_refused")
    grant = record([old, credential(2, replaces="c1")])

    assert "Door 1" not in words(extended(grant, WINDOW.ends_at, later(4), moved=1, refused=0))
