"""The news of doors: who, where the lock tells; how often; and never a code."""

from datetime import timedelta

import pytest

from bot.domain.command import CommandState
from bot.domain.feed import FeedKind
from bot.slack.blocks.doors.feed_words import feed_message
from tests.slack.blocks.doors.screens import command, happening, news
from tests.slack.blocks.forms import NOW
from tests.slack.blocks.grants import accepted, record, words


def told(*what: object, **changes: object) -> str:
    message = feed_message(news(what).model_copy(update=changes))  # type: ignore[arg-type]
    accepted(message)
    return words(message)


def test_who_opened_it_is_told_where_the_lock_says_whose_code_it_was() -> None:
    said = told(happening(FeedKind.UNLOCKED, how="keycode", grant_id="g1"))

    assert f"with the code of {record().grant.guest.name}, given by <@U1>" in said
    assert "14:00" in said


@pytest.mark.parametrize(
    ("how", "said"),
    [("keycode", "with a code"), ("manual", "by hand"), ("remote", "not through Keydesk"), ("new_way", "was unlocked")],
)
def test_where_it_does_not_say_nobody_is_named(how: str, said: str) -> None:
    words_ = told(happening(FeedKind.UNLOCKED, how=how))

    assert said in words_
    assert "<@" not in words_


def test_the_same_again_is_counted() -> None:
    many = [happening(FeedKind.UNLOCKED, n, how="manual", at=NOW + timedelta(minutes=n)) for n in range(4)]

    said = told(*many, happening(FeedKind.DENIED, why="expired_code"))

    assert "5 things happened" in said
    assert "14:00 to 14:03, 4 times: *Front Door 1* was unlocked by hand" in said
    assert "a code whose time is over" in said


def test_what_comes_late_says_when_it_was() -> None:
    assert "Told late, Fri 20 Nov 12:00" in told(happening(FeedKind.TAMPERED, at=NOW - timedelta(hours=2)))


def test_an_unlock_by_somebody_says_who_why_and_what_came_of_it() -> None:
    asked = command(CommandState.ACCEPTED, reason="The courier waits")

    said = told(happening(FeedKind.COMMANDED, command_id="k1"), commands={"k1": asked})

    assert '<@U2> asked *Front Door 1* to unlock. "The courier waits"' in said
    assert "accepted, not confirmed by the lock" in said


def test_a_lock_that_is_gone_is_told_of_without_its_name() -> None:
    assert "*A lock that is no longer there* was taken off its account" in told(happening(FeedKind.REMOVED), doors={})


@pytest.mark.parametrize("kind", FeedKind)
def test_every_kind_has_words(kind: FeedKind) -> None:
    assert len(told(happening(kind, grant_id="g1", command_id="k1"))) > len("Building b1: Front Door 1, 14:00")
