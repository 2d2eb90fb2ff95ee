"""Access is about to end: what a person reads, and what they can do."""

from datetime import datetime, timedelta

import pytest

from bot.domain.grant import EndReason, GrantRecord, GrantState
from bot.slack.blocks.card.reminder import MOST_LINES, MOST_ROWS, digest, past_reminder, reminder
from tests.slack.blocks.forms import NOW
from tests.slack.blocks.grants import FAILED, NASTY, accepted, buttons, credential, later, named, record, words

HOUR = timedelta(hours=1)


def test_it_says_whose_access_ends_when_and_offers_extend_and_end() -> None:
    shown = reminder(record(), HOUR, later(1.01))

    assert "Access of *Ann Lee* to Door 1 ends in 1 h: Fri 20 Nov 16:00, New York" in words(shown)
    assert buttons(shown) == {"Extend": "g1", "End access": "g1"}


def test_a_reminder_that_comes_late_says_what_is_really_left() -> None:
    assert "ends in 20 min" in words(reminder(record(), HOUR, NOW + timedelta(minutes=100)))


def test_a_door_that_was_never_issued_is_not_named() -> None:
    assert "Door 2" not in words(reminder(record([credential(1), credential(2, FAILED)]), HOUR, later(1)))


def test_an_end_that_was_asked_for_stands_beside_the_one_that_holds() -> None:
    shown = words(reminder(record(requested_ends_at=later(4)), HOUR, later(1)))

    assert "ends in 1 h: Fri 20 Nov 16:00" in shown
    assert "Extending to Fri 20 Nov 18:00" in shown


ENDING = record(state=GrantState.ENDING, end_reason=EndReason.BY_PERSON, ended_by="U2")


@pytest.mark.parametrize(
    ("grant", "at", "happened"),
    [
        (record(), NOW, "The end was changed after this reminder, and is now Fri 20 Nov 16:00, New York"),
        (record(), later(3), "*Ended by date, removal pending.*"),
        (ENDING, NOW, "*Ending by <@U2>:* Seam has not confirmed it yet."),
    ],
)
def test_a_reminder_that_is_past_has_no_buttons_and_says_what_happened(
    grant: GrantRecord, at: datetime, happened: str
) -> None:
    shown = past_reminder(grant, at)

    assert happened in words(shown)
    assert buttons(shown) == {}


def test_several_in_one_channel_are_one_message_with_buttons_for_each() -> None:
    one, other = named(record(), "Ann"), named(record(), "Bob")

    shown = digest([one, other], later(1), missed=[named(record(), "Cem")])

    assert "2 access grants end soon. 1 access grant ended while Keydesk was away." in words(shown)
    assert [b["type"] for b in shown.to_dict()["blocks"]].count("actions") == 2
    assert "*Cem*" in words(shown)


def test_a_long_outage_is_one_message_that_slack_takes_with_a_count_of_the_rest() -> None:
    many = [named(record([credential(n) for n in range(100)]), NASTY)] * 200

    shown = digest(many, later(1), missed=many, settled=many)

    accepted(shown)
    assert f"And {200 - MOST_ROWS} more" in words(shown)
    assert words(shown).count(f"And {200 - MOST_LINES} more") == 2


def test_those_of_a_joint_reminder_that_were_acted_on_keep_no_buttons() -> None:
    shown = digest([named(record(), "Ann")], later(1), settled=[named(ENDING, "Bob"), named(record(), "Cem")])

    assert "1 access grant ends soon. 2 access grants were about to end." in words(shown)
    assert [b["type"] for b in shown.to_dict()["blocks"]].count("actions") == 1
    assert "*Bob*, Bob: *Ending by <@U2>:* Seam has not confirmed it yet." in words(shown)
    assert "*Cem*, Cem: The end was changed after this reminder, and is now Fri 20 Nov 16:00" in words(shown)


def test_a_digest_of_what_was_missed_alone_claims_no_end_to_come() -> None:
    shown = digest([], later(5), missed=[record()])

    assert "soon" not in words(shown)
    assert "*Ended by date, removal pending.*" in words(shown)
