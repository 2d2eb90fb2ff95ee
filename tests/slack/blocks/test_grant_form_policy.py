"""What a person reads of the policy before they send anything."""

from datetime import time, timedelta
from typing import Any

import pytest

from bot.domain.approvers import Approvers
from bot.domain.building import BuildingSettings, EntranceGroup, Method
from bot.domain.errors import BadField
from bot.domain.hours import read_hours
from bot.domain.request import BadFields
from bot.domain.roles import ADMIN, APPROVER, ISSUER, MANAGER, Role
from bot.domain.window import Length
from bot.services.grants.sites import Site
from bot.slack.blocks.forms.grant_form import grant_view
from bot.slack.blocks.forms.grant_form_read import field_errors, read_form, to_draft
from bot.slack.blocks.forms.grant_form_state import FormContext, GrantForm, settle
from tests.slack.blocks.forms import context, input_blocks, site, untouched
from tests.slack.blocks.grants import accepted, words

MIA = Approvers(role=APPROVER, people=("UMIA",), groups=("SDESK",))
ASKED = "the building's approvers are asked (<@UMIA> or <!subteam^SDESK>)."
HOUR = timedelta(hours=1)
Asks = dict[str, Any]
TYPED = GrantForm(name="Jane Doe", doors=("b1-door-1",))


def place(policy: Asks | None = None, *groups: EntranceGroup, keys: bool = False, **seen: object) -> FormContext:
    given = {"policy": policy or {}, "entrance_groups": groups, "mobile_keys": "instant_key" if keys else "off"}
    settings = BuildingSettings.model_validate(given)
    here: Site = site(3, settings=settings).model_copy(update={"roles": frozenset({ISSUER}), **seen})
    return context(here)


def group(*doors: int, **asks: object) -> EntranceGroup:
    entrances = [f"b1-door-{n}" for n in doors]
    return EntranceGroup.model_validate({"id": "g", "name": "Vault", "entrance_ids": entrances, "stricter": asks})


def text(form: GrantForm, about: FormContext) -> str:
    view = grant_view(form, about)
    accepted(view)
    return words(view)


def errors(form: GrantForm, about: FormContext) -> dict[str, str]:
    sent = read_form(untouched(grant_view(form, about)))
    with pytest.raises(BadFields) as refused:
        to_draft(sent, about, team_id="T1", requester="U1", submit_key="V1")
    return field_errors(refused.value.fields, sent, about)


class TestLimits:
    def test_an_ordinary_building_says_nothing_of_policy(self) -> None:
        assert "Here:" not in text(TYPED, place())

    def test_what_is_special_is_said_in_one_line(self) -> None:
        limits = {"max_length": HOUR * 3, "hours": read_hours("Mon-Fri 08:00-18:00"), "methods": ["code"]}
        about = place(limits, keys=True)

        assert "Here: at most 3 h, Mon-Fri 08:00-18:00, New York time, PINs only." in text(TYPED, about)

    def test_the_line_says_why_a_choice_is_not_possible_and_the_submit_says_it_at_the_field(self) -> None:
        about = place({"max_length": HOUR})
        said = "Longer than 1 h is not possible here. Choose an end up to today 15:00."

        assert said in text(TYPED, about)
        assert errors(TYPED, about) == {"length": said}

    def test_an_end_of_ones_own_begins_with_one_that_is_possible(self) -> None:
        form = settle(TYPED.model_copy(update={"length": Length.CUSTOM}), place({"max_length": HOUR}))

        assert form.end_time == time(15, 0)
        assert "Longer than" not in text(form, place({"max_length": HOUR}))

    def test_hours_are_checked_before_the_submit_too(self) -> None:
        about = place({"hours": read_hours("Mon-Fri 08:00-15:00")})
        said = "Access here must lie within Mon-Fri 08:00-15:00, New York time. Choose another start or end."

        assert said in text(TYPED, about)
        assert errors(TYPED, about) == {"length": said}
        assert said in text(TYPED.model_copy(update={"length": Length.WEEKEND}), about)

    def test_a_door_brings_its_groups_policy_when_it_is_chosen(self) -> None:
        about = place({}, group(2, max_length=HOUR))

        assert "Here:" not in text(TYPED, about)
        assert "Here: at most 1 h." in text(TYPED.model_copy(update={"doors": ("b1-door-1", "b1-door-2")}), about)

    def test_who_has_the_most_open_already_is_told_before_typing(self) -> None:
        about = place({"most_open": 2}, already_open=2)

        assert "You have 2 guests with open or weekly access here already, which is the most." in text(TYPED, about)
        assert list(errors(TYPED, about)) == ["doors:code:b1"]


class TestMethods:
    def test_one_that_is_not_allowed_is_not_offered(self) -> None:
        pins, keys = (place({"methods": [method]}, keys=True) for method in Method)

        assert "method" in input_blocks(grant_view(TYPED, place(keys=True)))
        for about, method, said in ((pins, "code", "PINs only"), (keys, "mobile_key", "mobile keys only")):
            shown = input_blocks(grant_view(TYPED, about))
            assert "method" not in shown
            assert f"doors:{method}:b1" in shown
            assert said in text(TYPED, about)

    def test_the_only_method_left_is_read_back_and_asks_for_what_it_needs(self) -> None:
        about = place({"methods": ["mobile_key"]}, keys=True)
        view = grant_view(TYPED, about)

        assert read_form(untouched(view)).method is Method.MOBILE_KEY
        assert input_blocks(view)["email"].get("optional") is False
        assert errors(TYPED, about) == {"email": "A mobile key needs the guest's e-mail address."}

    def test_a_door_for_which_no_method_is_left_says_so(self) -> None:
        about = place({"methods": ["code"]}, group(1, methods=["mobile_key"]), keys=True)

        assert "PINs are not allowed here. Choose another method or other doors." in text(TYPED, about)
        assert "doors:code:b1" in errors(TYPED, about)

    def test_doors_that_exclude_each_other_lose_none(self) -> None:
        about = place({}, group(1, methods=["mobile_key"]), group(2, methods=["code"]), keys=True)
        wish = TYPED.model_copy(update={"doors": ("b1-door-1", "b1-door-2")})

        assert settle(wish, about).doors == wish.doors
        assert "PINs are not allowed here." in text(wish, about)


class TestReason:
    def test_a_needed_one_is_visible_and_required(self) -> None:
        about = place({"reason_required": True})
        shown = input_blocks(grant_view(TYPED, about))

        assert "more_options" not in shown
        assert shown["reason"]["optional"] is False
        assert "Start, every week, e-mail, phone, where updates go." in text(TYPED, about)
        assert errors(TYPED, about) == {"reason": "A reason is needed here. Enter why the guest gets access."}

    def test_it_says_what_it_must_contain(self) -> None:
        about = place({"reason_patterns": ["WO-####"]})
        wish = TYPED.model_copy(update={"reason": "Boiler"})

        assert input_blocks(grant_view(wish, about))["reason"]["hint"]["text"] == "With WO-#### in it, # being a digit."
        assert errors(wish, about) == {"reason": "The reason must contain WO-#### here (# is a digit)."}
        assert errors(wish.model_copy(update={"reason": "WO-1234", "name": ""}), about) == {
            "name": "Enter the guest's name."
        }

    def test_typing_it_does_not_bring_more_options_with_it(self) -> None:
        wish = TYPED.model_copy(update={"reason": "Boiler"})

        assert not settle(wish, place({"reason_required": True})).more
        assert settle(wish, place()).more


class TestApproval:
    @pytest.mark.parametrize(
        ("policy", "roles", "said"),
        [
            ({}, {ISSUER}, None),
            ({"approval": "issuers"}, {ISSUER}, f"Needs approval: {ASKED}"),
            ({"approval": "issuers"}, {MANAGER}, None),
            ({"approval": "everyone"}, {MANAGER}, f"Needs approval: {ASKED}"),
            ({"approval": "everyone", "self_approval": True}, {MANAGER}, None),
            ({"two_person": True, "self_approval": True}, {ADMIN}, f"Needs approval by somebody else: {ASKED}"),
        ],
    )
    def test_who_is_asked_is_said_before_the_submit(self, policy: Asks, roles: set[Role], said: str | None) -> None:
        shown = text(TYPED, place(policy, roles=frozenset(roles), approvers=(MIA,)))

        assert ("Needs approval" in shown) is (said is not None)
        assert said is None or said in shown

    def test_managers_and_admins_are_asked_where_there_is_no_approver(self) -> None:
        many = Approvers(role=ADMIN, people=tuple(f"U{n}" for n in range(5)))

        said = text(TYPED, place({"approval": "issuers"}, approvers=(many,)))

        assert "Keydesk's admins are asked (<@U0> or <@U1> or <@U2> or 2 more)." in said

    def test_nobody_is_found_out_before_the_submit(self) -> None:
        said = text(TYPED, place({}, group(1, two_person=True)))

        assert "Needs approval by somebody else, and nobody here can give it." in said
        assert "/guest setup" in said

    def test_a_door_that_needs_none_says_nothing(self) -> None:
        assert "Needs approval" not in text(TYPED, place({}, group(2, two_person=True)))


def test_an_error_without_a_field_of_its_own_is_shown_all_the_same() -> None:
    about = place()
    form = read_form(untouched(grant_view(TYPED, about)))

    assert list(field_errors([BadField("reason", "reason_missing")], form, about)) == ["doors:code:b1"]
