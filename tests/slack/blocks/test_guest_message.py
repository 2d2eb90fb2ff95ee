"""The text that is sent to a guest by hand."""

from datetime import timedelta

from pydantic import SecretStr

from bot.domain.building import BuildingSettings, MobileKeys, Policy
from bot.domain.grant import GrantState
from bot.domain.web_pass import Link
from bot.slack.blocks.card.guest_message import guest_message, guest_message_parts
from tests.slack.blocks.forms import NOW
from tests.slack.blocks.grants import (
    FAILED,
    LINK,
    NASTY,
    WINDOW,
    credential,
    key,
    later,
    named,
    pins_of,
    record,
)


def test_it_says_who_where_when_and_each_pin() -> None:
    grant = record([credential(1), credential(2), credential(3, FAILED)])

    assert guest_message(grant, pins_of(grant), NOW) == (
        "Hello Ann Lee, this is your access to Building b1.\n"
        "When: Fri 20 Nov 14:00 to 16:00, New York, 2 h\n"
        "Door 1: PIN 137 0001\n"
        "Door 2: PIN 137 0002\n"
        "Type the PIN on the keypad of its door."
    )


def test_a_door_that_ends_earlier_than_the_others_says_so() -> None:
    grant = record([credential(1), credential(2, ends_at=WINDOW.ends_at - timedelta(hours=1))])

    assert "Door 2: PIN 137 0002 (until Fri 20 Nov 15:00)" in guest_message(grant, pins_of(grant), NOW)


def test_nothing_is_passed_on_while_there_is_nothing_or_when_it_is_over() -> None:
    assert guest_message(record([credential(1, FAILED)]), {}, NOW) == ""
    assert guest_message(record(), pins_of(record()), later(3)) == ""
    assert guest_message(record(state=GrantState.ENDING), pins_of(record()), NOW) == ""


def test_an_instant_key_is_a_link_for_one_phone() -> None:
    text = guest_message(record([key("Front door", "Gym")]), {}, NOW)

    assert "- Front door\n- Gym\n" in text
    assert f"(it works once): {LINK}\nLet it use Bluetooth when the phone asks" in text
    assert "keypad" not in text


def test_a_key_in_ones_own_app_comes_with_its_pin_where_there_is_one() -> None:
    grant = record([key("Gym", link=False)])
    settings = BuildingSettings(mobile_keys=MobileKeys.OWN_APP)
    grant = grant.model_copy(update={"building": grant.building.model_copy(update={"settings": settings})})

    assert "Your mobile key is in the building's app: sign in with" in guest_message(grant, {}, NOW)
    assert guest_message(grant, {"c1": SecretStr("7654321")}, NOW).endswith("Gym: PIN 765 4321")


def test_it_is_plain_text_as_it_was_typed_in_parts_that_lose_nothing() -> None:
    grant = named(record([credential(n) for n in range(100)]), NASTY)

    parts = guest_message_parts(grant, pins_of(grant), NOW)

    assert all(len(part) <= 3000 for part in parts)
    assert "\n".join(parts) == guest_message(grant, pins_of(grant), NOW)
    assert "<!channel> *Zoë*" in parts[0]


def test_a_link_stands_beside_the_pin_or_in_its_place() -> None:
    page = Link(pass_id="p1", url=SecretStr("https://desk.example/g/x"))
    grant = record([credential(1)])
    only = BuildingSettings(web_passes=True, policy=Policy(link_only=True))
    alone = grant.model_copy(update={"building": grant.building.model_copy(update={"settings": only})})

    beside = guest_message(grant, pins_of(grant), NOW, page)

    assert "Door 1: PIN 137 0001\n" in beside
    assert beside.endswith("All of it on a page, with the time that is left: https://desk.example/g/x")
    assert guest_message(alone, pins_of(alone), NOW) == ""
    assert guest_message(alone, pins_of(alone), NOW, page) == (
        "Hello Ann Lee, this is your access to Building b1.\n"
        "When: Fri 20 Nov 14:00 to 16:00, New York, 2 h\n"
        "Doors: Door 1\n"
        "Open this link for your PIN: https://desk.example/g/x\n"
        "It works until your access ends."
    )
