"""What the channel sees of a grant, state by state."""

import re

import pytest

from bot.domain.building import BuildingSettings, Hub, Policy
from bot.domain.grant import CredentialState, EndReason, GrantRecord, GrantState
from bot.domain.mail import Mailing, MailState
from bot.slack.blocks.buttons import read_more
from bot.slack.blocks.card.card import card
from bot.slack.blocks.ids import ActionId
from tests.slack.blocks.forms import NOW, building
from tests.slack.blocks.grants import FAILED, PENDING, accepted, buttons, credential, key, later, record, words

MENU = ["Add door", "New PIN", "Change end", "Give again"]


def test_an_issued_grant_shows_who_where_when_and_by_whom() -> None:
    shown = words(card(record(reason="Boiler <repair>"), NOW))

    assert "Ann Lee" in shown
    assert "*Building b1*\n*Issued.*" in shown
    assert "Fri 20 Nov 14:00 to 16:00, New York, 2 h\nYour time: <!date^" in shown
    assert "PIN, given by <@U1>" in shown
    assert "Reason: Boiler &lt;repair&gt;" in shown
    assert "*Door 1*: PIN issued by Latch" in shown


def test_dates_stay_true_when_the_card_is_read_tomorrow() -> None:
    assert not re.search("today|tomorrow", accepted(card(record(), NOW)), re.IGNORECASE)


def test_an_open_grant_offers_what_can_be_done_with_it() -> None:
    assert list(buttons(card(record(), NOW))) == ["Show PIN", "Extend", "End access", *MENU]


def test_retry_is_there_only_where_a_door_failed() -> None:
    shown = card(record([credential(1), credential(2, FAILED)]), NOW)

    assert "Retry failed doors" in buttons(shown)
    assert "*Partly issued:* 1 of 2 doors." in words(shown)


def test_before_the_first_pin_there_is_only_end() -> None:
    shown = card(record([credential(1, PENDING)], GrantState.ISSUING), NOW)

    assert list(buttons(shown)) == ["End access", "Add door", "Give again"]
    assert "*Issuing:* 0 of 1 PIN made." in words(shown)


def test_a_mobile_key_is_shown_as_a_key_and_has_no_new_pin() -> None:
    shown = card(record([key("Front door", "Gym")]), NOW)

    assert list(buttons(shown)) == ["Show key", "Extend", "End access", "Add door", "Change end", "Give again"]
    assert "*Front door, Gym*: mobile key issued, link made." in words(shown)


def test_a_late_pin_is_said_on_the_card() -> None:
    late = record([credential(1, PENDING, warned_after=2)], GrantState.ISSUING, trouble="provider_service_unavailable")

    assert "Latch takes long to make the PIN" in words(card(late, NOW))
    assert "The lock provider's service is down" in words(card(late, NOW))


@pytest.mark.parametrize(
    ("state", "reason", "line"),
    [
        (GrantState.ENDING, EndReason.BY_PERSON, "*Ending by <@U2>:* Seam has not confirmed it yet."),
        (GrantState.ENDING, EndReason.BY_DATE, "*Ended by date, removal pending:* Seam has not confirmed it yet."),
        (GrantState.ENDED, EndReason.BY_PERSON, "*Ended by <@U2>, confirmed by Seam.*"),
        (GrantState.ENDED, EndReason.BY_DATE, "*Ended by date, confirmed by Seam.*"),
        (GrantState.FAILED, EndReason.NOTHING_ISSUED, "*Failed:* nothing could be issued."),
        (GrantState.DECLINED, None, "*Declined.*"),
    ],
)
def test_after_the_end_only_give_again_is_left(state: GrantState, reason: EndReason | None, line: str) -> None:
    shown = card(record([credential(1, CredentialState.REVOKED)], state, end_reason=reason, ended_by="U2"), NOW)

    assert line in words(shown)
    assert buttons(shown) == {"Give again": "g1"}


def test_an_overdue_grant_is_ended_by_date_and_nothing_more_is_claimed() -> None:
    assert "*Ended by date, removal pending.*" in words(card(record(), later(3)))


def test_an_upcoming_grant_says_when_it_starts() -> None:
    assert "*Issued.* Starts Fri 20 Nov 14:00." in words(card(record(), later(-1)))


def test_a_requested_end_stands_beside_the_one_that_holds() -> None:
    line = "Extending to Fri 20 Nov 18:00, New York (until Seam confirms, the end is Fri 20 Nov 16:00)"

    assert line in words(card(record(requested_ends_at=later(4)), NOW))
    assert "Shortening to Fri 20 Nov 15:00" in words(card(record(requested_ends_at=later(1)), NOW))


def test_ending_asks_once_more_and_names_the_guest() -> None:
    shown = card(record([credential(1), credential(2)], hub=Hub.NO), NOW).to_dict()

    row = next(block for block in shown["blocks"] if block["type"] == "actions")
    end = next(element for element in row["elements"] if element["action_id"] == ActionId.END)
    assert end["confirm"]["text"]["text"].startswith("This ends access of Ann Lee to 2 doors.")
    assert "Latch Manager App" in end["confirm"]["text"]["text"]
    assert end["confirm"]["confirm"]["text"] == "End access"


def test_the_menu_says_what_to_do_with_which_grant() -> None:
    menu = buttons(card(record(), NOW))

    assert [read_more(menu[text]) for text in MENU] == [
        (ActionId.ADD_DOORS, "g1"),
        (ActionId.NEW_PIN, "g1"),
        (ActionId.CHANGE_END, "g1"),
        (ActionId.AGAIN, "g1"),
    ]


@pytest.mark.parametrize("value", ["", "end:g1", "again:", "again", "paint:g1"])
def test_a_menu_choice_that_is_not_known_is_none(value: str) -> None:
    assert read_more(value) is None


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (MailState.WANTED, "is e-mailed as soon as a door is issued"),
        (MailState.QUEUED, "The e-mail to the guest is on its way."),
        (MailState.SENT, "E-mailed to the guest: Fri 20 Nov 14:00, New York."),
        (
            MailState.FAILED,
            "*Could not be e-mailed to the guest* (Fri 20 Nov 14:00, New York): The mail server refused",
        ),
    ],
)
def test_what_became_of_the_e_mail_is_said_without_the_address(state: MailState, said: str) -> None:
    shown = str(card(record(mailing=Mailing(state=state, at=NOW, problem="mail_refused")), NOW).to_dict())

    assert said in shown
    assert "ann@example.com" not in shown


def test_e_mail_is_offered_where_the_building_allows_it_and_says_what_is_in_it() -> None:
    allowed = with_settings(BuildingSettings(mail_guests=True))
    with_pin = with_settings(BuildingSettings(mail_guests=True, policy=Policy(mail_pin=True)))

    assert "E-mail to guest" not in str(card(record(), NOW).to_dict())
    assert "It does not hold the PIN" in str(card(allowed, NOW).to_dict())
    assert "It holds the PIN" in str(card(with_pin, NOW).to_dict())


def with_settings(settings: BuildingSettings) -> GrantRecord:
    return record().model_copy(update={"building": building(settings=settings)})
