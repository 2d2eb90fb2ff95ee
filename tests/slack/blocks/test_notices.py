"""What reaches the requester's DM and the building's channel."""

import pytest

from bot.domain.building import Hub
from bot.domain.grant import CredentialState, EndReason, GrantState
from bot.slack.blocks.card import notices
from tests.slack.blocks.forms import NOW
from tests.slack.blocks.grants import (
    FAILED,
    NASTY,
    PENDING,
    accepted,
    buttons,
    credential,
    key,
    later,
    named,
    pins_of,
    record,
    words,
)

WAITING = record([credential(1, PENDING, warned_after=30)], GrantState.ISSUING)


def test_a_result_that_nobody_saw_is_announced_with_show_pin() -> None:
    shown = notices.pin_ready_dm(record([credential(1), credential(2, FAILED)]))

    assert "1 of 2 PINs for *Ann Lee* at Building b1 are issued." in words(shown)
    assert "*Door 2*: failed." in words(shown)
    assert buttons(shown) == {"Show PIN": "g1", "Retry failed doors": "g1", "End access": "g1"}


def test_a_mobile_key_is_announced_as_issued() -> None:
    assert "The mobile key for *Ann Lee* at Building b1 is issued." in words(notices.pin_ready_dm(record([key("Gym")])))


@pytest.mark.parametrize("minutes", [2, 10, 30])
def test_a_late_pin_says_what_to_do_by_hand_and_offers_end(minutes: int) -> None:
    shown = notices.late_pin(WAITING, minutes, NOW)

    assert f"Latch has not made the PIN for *Ann Lee* at Building b1 yet, after {minutes} min." in words(shown)
    assert "Latch Manager App" in words(shown)
    assert buttons(shown) == {"End access": "g1"}
    assert ("notice channel" in words(shown)) is (minutes == 30)


def test_the_building_is_told_of_a_late_pin_by_name_of_the_requester() -> None:
    shown = notices.late_pin_alarm(WAITING, later(1))

    assert "after 1 h" in words(shown)
    assert "Given by <@U1>" in words(shown)


def test_an_end_that_seam_does_not_confirm_says_what_that_means() -> None:
    ending = record([credential(1, CredentialState.REVOKING)], GrantState.ENDING, end_reason=EndReason.BY_PERSON)

    shown = notices.end_not_confirmed(ending, NOW, later(0.5))

    assert "is not confirmed by Seam since 30 min: the guest may still have access." in words(shown)
    assert "*Door 1*: ending, not yet confirmed by Seam." in words(shown)


def test_a_grant_that_failed_says_why_and_offers_to_give_it_again() -> None:
    failed = record([credential(1, FAILED, problem="acs_system_disconnected")], GrantState.FAILED)

    shown = notices.grant_failed(failed)

    assert "This building is disconnected from Seam." in words(shown)
    assert buttons(shown) == {"Give again": "g1"}


def test_the_policy_message_holds_every_pin_and_is_redacted_without_one() -> None:
    grant = record([credential(1), credential(2)], hub=Hub.YES)

    shown = words(notices.pin_dm(grant, pins_of(grant)))

    assert "Door 1: *137 0001*" in shown
    assert "Door 2: *137 0002*" in shown
    assert "137" not in accepted(notices.pin_dm_redacted(grant, NOW))


def test_more_pins_than_a_message_holds_are_left_to_show_pin() -> None:
    grant = named(record([credential(n) for n in range(100)]), NASTY)

    shown = notices.pin_dm(grant, pins_of(grant))

    accepted(shown)
    assert "more PINs: use Show PIN." in words(shown)
    assert "Show PIN" in buttons(shown)


def test_a_form_that_did_not_open_leaves_a_button_that_opens_it() -> None:
    shown = notices.open_form_fallback("Slack took too long.")

    assert "Slack took too long. Open it here." in words(shown)
    assert list(buttons(shown)) == ["Open"]
