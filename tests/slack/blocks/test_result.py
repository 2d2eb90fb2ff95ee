"""From "making the PIN" to the PIN that is read aloud at the door."""

from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot.domain.building import Hub
from bot.domain.grant import CredentialState, EndReason, GrantRecord, GrantState
from bot.slack.blocks.card.result import grant_view_for, show_pin_view
from bot.slack.blocks.ids import ViewId
from tests.slack.blocks.forms import NOW, input_blocks
from tests.slack.blocks.grants import (
    FAILED,
    LINK,
    PENDING,
    accepted,
    buttons,
    credential,
    key,
    later,
    pins_of,
    record,
    words,
)

AT_ONCE = timedelta()
LATE = timedelta(seconds=10)
WAIT = "Latch has not made the PIN yet. You can close this, I will message you."


def message_field(grant: GrantRecord) -> tuple[str, str]:
    """The id of the field with the message for the guest, and what stands in it."""
    [(block_id, block)] = input_blocks(grant_view_for(grant, pins_of(grant), NOW, waiting=AT_ONCE)).items()
    return block_id, block["element"]["initial_value"]


def test_the_pin_stands_large_right_under_its_door() -> None:
    grant = record([credential(1), credential(2)])

    shown = grant_view_for(grant, pins_of(grant), NOW, waiting=AT_ONCE)

    assert "*Door 1*\n137 0001\nPIN issued" in words(shown)
    assert "*Door 2*\n137 0002\nPIN issued" in words(shown)
    assert "Today 14:00 to 16:00, New York, 2 h" in words(shown)
    assert [b["type"] for b in shown.to_dict()["blocks"]].count("header") == 2


def test_the_result_has_a_message_to_copy_and_so_a_submit_button() -> None:
    grant = record()

    shown = grant_view_for(grant, pins_of(grant), NOW, waiting=AT_ONCE).to_dict()

    assert "Door 1: PIN 137 0001" in message_field(grant)[1]
    assert shown["submit"]["text"] == "Done"
    assert shown["callback_id"] == ViewId.GRANT_PROGRESS
    assert shown["notify_on_close"] is True
    assert shown["private_metadata"] == "g1"


def test_another_pin_for_the_door_makes_another_field_so_that_slack_shows_it() -> None:
    old = record([credential(1)])
    new = record([credential(1, CredentialState.REVOKED), credential(2, replaces="c1")])

    assert message_field(old)[0] == message_field(old)[0]
    assert message_field(old)[0] != message_field(new)[0]


def test_no_id_of_the_view_depends_on_the_pin() -> None:
    grant = record()
    one, other = ({"c1": SecretStr(pin)} for pin in ("1111111", "2222222"))

    views = [grant_view_for(grant, pins, NOW, waiting=AT_ONCE) for pins in (one, other)]

    assert list(input_blocks(views[0])) == list(input_blocks(views[1]))


def test_a_failed_door_says_why_and_can_be_retried() -> None:
    grant = record([credential(1), credential(2, FAILED)])

    shown = grant_view_for(grant, pins_of(grant), NOW, waiting=AT_ONCE)

    assert "*Door 2*: failed. Latch reports an error for this door." in words(shown)
    assert buttons(shown) == {"Retry failed doors": "g1"}


def test_progress_counts_and_shows_the_pins_that_are_there() -> None:
    grant = record([credential(1), credential(2, PENDING), credential(3, PENDING)], GrantState.ISSUING, Hub.YES)

    shown = grant_view_for(grant, pins_of(grant), NOW, waiting=AT_ONCE)

    assert "*1 of 3 doors ready*" in words(shown)
    assert "137 0001" in words(shown)
    assert "*Door 2*: making the PIN." in words(shown)
    assert "submit" not in shown.to_dict()
    assert buttons(shown) == {}


@pytest.mark.parametrize(("waiting", "is_late"), [(LATE - timedelta(seconds=1), False), (LATE, True)])
def test_after_ten_seconds_nobody_needs_to_wait_here(waiting: timedelta, *, is_late: bool) -> None:
    grant = record([credential(1, PENDING)], GrantState.ISSUING)

    shown = grant_view_for(grant, {}, NOW, waiting=waiting)

    assert (WAIT in words(shown)) is is_late
    assert ("End access" in buttons(shown)) is is_late


def test_what_holds_it_up_is_said_in_the_progress_view() -> None:
    grant = record([credential(1, PENDING)], GrantState.ISSUING, trouble="seam_unreachable")

    assert "Seam cannot be reached right now" in words(grant_view_for(grant, {}, NOW, waiting=LATE))


@pytest.mark.parametrize("state", [GrantState.FAILED, GrantState.ENDING])
def test_when_nothing_could_be_issued_each_door_says_why(state: GrantState) -> None:
    grant = record([credential(1, FAILED, problem="entrance_removed")], state, end_reason=EndReason.NOTHING_ISSUED)

    shown = grant_view_for(grant, {}, NOW, waiting=LATE)

    assert "*Failed:* nothing could be issued." in words(shown)
    assert "This door is no longer in Seam." in words(shown)
    assert buttons(shown) == {"Give again": "g1"}


@pytest.mark.parametrize("state", [GrantState.ENDING, GrantState.ENDED])
def test_access_that_was_ended_while_the_view_is_open_shows_no_pin(state: GrantState) -> None:
    grant = record([credential(1)], state, end_reason=EndReason.BY_PERSON, ended_by="U2")

    for shown in (grant_view_for(grant, pins_of(grant), NOW, waiting=LATE), show_pin_view(grant, pins_of(grant), NOW)):
        assert "<@U2>" in words(shown)
        assert "1370001" not in accepted(shown).replace(" ", "")


def test_a_mobile_key_shows_its_doors_and_the_link_for_the_guest() -> None:
    grant = record([key("Front door", "Gym")])

    shown = grant_view_for(grant, {}, NOW, waiting=AT_ONCE)

    assert "• *Front door*\n• *Gym*\nmobile key issued, link made." in words(shown)
    assert LINK in message_field(grant)[1]
    assert LINK not in words(shown)


def test_show_pin_is_the_same_content_under_its_own_name() -> None:
    grant = record([credential(1), credential(2)])

    shown = show_pin_view(grant, pins_of(grant), later(1))

    assert shown.to_dict()["callback_id"] == ViewId.SHOW_PIN
    assert words(shown) == words(grant_view_for(grant, pins_of(grant), later(1), waiting=AT_ONCE))


def test_a_hundred_doors_show_each_pin_and_pass_them_all_on() -> None:
    grant = record([credential(n) for n in range(1, 101)])
    pins = pins_of(grant)

    shown = grant_view_for(grant, pins, NOW, waiting=AT_ONCE)

    parts = "\n".join(b["element"]["initial_value"] for b in input_blocks(shown).values())
    accepted(shown)
    for number in range(1, 101):
        groups = f"137 {number:04}"
        assert f"Door {number}: *{groups}*" in words(shown)
        assert f"Door {number}: PIN {groups}" in parts


def test_a_pin_that_is_not_kept_any_more_is_said_so() -> None:
    assert "No PIN is kept here. Make a new PIN." in words(grant_view_for(record(), {}, NOW, waiting=AT_ONCE))
