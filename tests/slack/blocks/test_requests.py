"""Cards, requests and their outcome say the same thing to those who wait and to those who decide."""

import pytest

from bot.domain.approval import RequestKind, RequestState, Why
from bot.domain.approvers import Approvers
from bot.domain.grant import CredentialState, GrantState
from bot.domain.roles import Role
from bot.slack.blocks.approvals.request_card import outcome, request_card
from bot.slack.blocks.approvals.request_views import approvals_section, approvals_view, asked_view, awaiting_view
from bot.slack.blocks.card.card import card
from tests.slack.blocks.forms import NOW
from tests.slack.blocks.grants import PENDING, asking, buttons, credential, record, request, words

WAITS = asking(record([credential(1, PENDING)]), request())
ISSUED = record()
CHANGES = [RequestKind.LATER_END, RequestKind.MORE_DOORS]


class TestCard:
    def test_access_that_waits_says_for_whom_and_until_when(self) -> None:
        said = words(card(WAITS, NOW))

        assert "*Waiting for approval.* Asked: <@U2>. Without a decision it lapses" in said
        assert "asked for by <@U1>" in said
        assert "Door 1" in said
        assert "waits for approval" in said
        assert buttons(card(WAITS, NOW)) == {"Withdraw request": "g1"}

    def test_who_looks_at_it_is_named(self) -> None:
        assert "<@U2> is looking at it." in words(card(asking(WAITS, request(claimed_by="U2")), NOW))

    def test_nobody_in_reach_is_said(self) -> None:
        unreached = request(asked=(), escalates_at=None)
        assert "Nobody who may approve can be reached" in words(card(asking(WAITS, unreached), NOW))

    @pytest.mark.parametrize(
        ("state", "said"),
        [
            (RequestState.DECLINED, "*Declined by <@U2>.* Nothing was issued."),
            (RequestState.WITHDRAWN, "*Withdrawn by <@U2>.* Nothing was issued."),
            (RequestState.LAPSED, "*Lapsed: nobody decided in time.* Nothing was issued."),
        ],
    )
    def test_what_was_not_given_says_why_and_can_be_asked_for_again(self, state: RequestState, said: str) -> None:
        gone = record([credential(1, CredentialState.REVOKED)], GrantState.DECLINED)
        shown = card(asking(gone, request(state=state)), NOW)

        assert said in words(shown)
        assert "Not today" not in words(shown)
        assert buttons(shown) == {"Give again": "g1"}

    def test_access_that_was_approved_says_by_whom(self) -> None:
        assert "Approved by <@U2>" in words(card(asking(ISSUED, request(state=RequestState.APPROVED)), NOW))

    @pytest.mark.parametrize("kind", CHANGES)
    def test_a_change_that_waits_stands_beside_what_holds(self, kind: RequestKind) -> None:
        shown = card(asking(ISSUED, request(kind)), NOW)

        assert "*Issued.*" in words(shown)
        assert "*Waiting for approval:* <@U1> asked for" in words(shown)
        assert buttons(shown)["Withdraw request"] == "r1"
        assert buttons(shown)["End access"] == "g1"

    @pytest.mark.parametrize("kind", CHANGES)
    def test_a_change_that_was_decided_has_nothing_to_withdraw(self, kind: RequestKind) -> None:
        shown = card(asking(ISSUED, request(kind, RequestState.DECLINED)), NOW)

        assert "Declined by <@U2>." in words(shown)
        assert "Withdraw request" not in buttons(shown)


class TestRequest:
    def test_says_all_that_a_decision_needs(self) -> None:
        asked = asking(WAITS, request(why=Why.TWO_PERSON))
        asked = asked.model_copy(update={"grant": asked.grant.model_copy(update={"reason": "Sprinkler"})})
        said = words(request_card(asked, request(why=Why.TWO_PERSON), "U2"))

        for part in ("<@U1> asks for access of *Ann Lee* to Door 1, Building b1", "14:00 to 16:00", "New York"):
            assert part in said
        for part in ("Your time:", "Reason: Sprinkler", "PIN.", "second person", "Lapses", "Its end stays"):
            assert part in said

    def test_a_later_end_shows_both_ends(self) -> None:
        asked = request(RequestKind.LATER_END)
        assert "a later end for *Ann Lee*: Fri 20 Nov 16:00 → 18:00" in words(request_card(ISSUED, asked, "U2"))

    def test_every_door_is_named(self) -> None:
        many = asking(record([credential(n, PENDING) for n in range(30)]), request())
        said = words(request_card(many, request(), "U2"))
        assert all(f"• Door {n}" in said for n in range(30))

    def test_its_buttons_carry_the_request(self) -> None:
        shown = buttons(request_card(WAITS, request(), "U2"))
        assert shown == {"Approve": "r1", "Decline": "r1", "I'm looking at it": "r1"}

    def test_who_looks_at_it_may_let_go_and_others_may_take_over(self) -> None:
        claimed = request(claimed_by="U2")
        assert "Let go" in buttons(request_card(WAITS, claimed, "U2"))
        assert "Take over" in buttons(request_card(WAITS, claimed, "U3"))

    @pytest.mark.parametrize("state", [state for state in RequestState if state is not RequestState.WAITING])
    @pytest.mark.parametrize("kind", RequestKind)
    def test_once_decided_it_says_so_and_offers_nothing(self, kind: RequestKind, state: RequestState) -> None:
        shown = request_card(ISSUED, request(kind, state), "U3")

        assert not buttons(shown)
        assert state.casefold() in words(shown).casefold()


class TestOutcome:
    def test_a_no_says_who_and_why(self) -> None:
        declined = request(state=RequestState.DECLINED)
        shown = outcome(asking(WAITS, declined), declined)

        assert "<@U2> declined access of *Ann Lee* to Door 1" in words(shown)
        assert "Why: Not today" in words(shown)
        assert buttons(shown) == {"Give again": "g1"}

    def test_a_yes_says_what_comes_next(self) -> None:
        approved = request(state=RequestState.APPROVED)
        assert "<@U2> approved access of *Ann Lee*" in words(outcome(ISSUED, approved))
        assert "messages you when it is there" in words(outcome(ISSUED, approved))

    def test_a_lapse_of_a_change_says_that_access_stays(self) -> None:
        lapsed = request(RequestKind.MORE_DOORS, RequestState.LAPSED)
        assert "Access stays as it is." in words(outcome(ISSUED, lapsed))
        assert not buttons(outcome(ISSUED, lapsed))


class TestViews:
    def test_the_form_that_was_sent_names_whom_it_waits_for_at_once(self) -> None:
        fresh = request(asked=(), escalates_at=NOW)
        first = (Approvers(role=Role.APPROVER, people=("U2",), groups=("S1",)),)

        said = words(awaiting_view(asking(WAITS, fresh), NOW, first))

        assert "the building's approvers are asked (<@U2> or <!subteam^S1>)" in said
        assert "You can close this" in said

    def test_a_change_that_was_sent_says_that_it_waits(self) -> None:
        said = words(asked_view(asking(ISSUED, request(RequestKind.MORE_DOORS)), NOW))
        assert "further doors for *Ann Lee*: Roof" in said
        assert "Asked: <@U2>." in said

    def test_the_list_has_the_buttons_of_each(self) -> None:
        assert buttons(approvals_view([WAITS], "U2")).keys() == {"Approve", "Decline", "I'm looking at it"}

    def test_an_empty_list_says_so(self) -> None:
        assert "Nothing waits for your approval." in words(approvals_view([], "U2"))
        assert approvals_section([], "U2") is None

    def test_a_long_list_says_how_much_is_left(self) -> None:
        assert "And 5 more" in words(approvals_view([WAITS] * 30, "U2"))
