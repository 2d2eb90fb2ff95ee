"""What a manager reads and sets first, and that a form which nobody touched changes nothing."""

from datetime import timedelta

import pytest
from hypothesis import given

from bot.demo.slack.blockkit import check_options
from bot.domain.building import BuildingSettings, EntranceGroup, Hub, MobileKeys, Policy, Stricter
from bot.domain.roles import Role
from bot.slack.blocks.ids import Field, ViewId
from bot.slack.blocks.setup.setup_fields import group_options
from bot.slack.blocks.setup.setup_form import (
    building_of,
    read_setup,
    read_setup_pick,
    saved_words,
    setup_pick_view,
    setup_view,
)
from tests.slack.blocks.forms import building, input_blocks
from tests.slack.blocks.grants import NASTY, accepted, buttons, chosen, submitted, words
from tests.slack.blocks.setup import holder, place, settings

PERSON = holder("U1", Role.ISSUER)
GROUP = holder("S1", Role.ISSUER)
GROUPS = {"S1": "Front desk", "S2": "Leasing"}


@given(settings)
def test_saving_a_form_that_nobody_touched_changes_nothing(kept: BuildingSettings) -> None:
    view = setup_view(place(kept), GROUPS)

    accepted(view)
    assert building_of(submitted(view)) == "b1"
    assert read_setup(submitted(view))(kept) == kept


def test_what_was_changed_is_read_back_and_nothing_else_is_touched() -> None:
    view = setup_view(place(), GROUPS)
    viewer, other = holder("U2", Role.VIEWER), holder("U2", Role.ISSUER)
    policy = Policy(most_open=3)

    change = read_setup(
        submitted(
            view,
            issuer_people=["U1"],
            issuer_groups=chosen("S1"),
            hub=chosen("yes")[0],
            mobile_keys=chosen("own_app")[0],
        )
    )

    assert change(BuildingSettings(roles=(other, viewer), policy=policy)) == BuildingSettings(
        roles=(viewer, PERSON, GROUP),
        policy=policy,
        hub=Hub.YES,
        mobile_keys=MobileKeys.OWN_APP,
    )


def test_settings_that_are_not_known_do_not_get_in() -> None:
    view = setup_view(place(), {})

    read = read_setup(submitted(view, hub=chosen("maybe")[0]))(BuildingSettings())

    assert read.hub is Hub.UNKNOWN


def test_the_hub_choices_say_what_they_mean() -> None:
    options = input_blocks(setup_view(place(), {}))[Field.HUB]["element"]["options"]

    assert [o["text"]["text"] for o in options] == ["Not known", "Yes", "No"]
    assert "Latch Manager App" in options[2]["description"]["text"]


def test_a_group_that_slack_no_longer_lists_shows_its_id() -> None:
    view = setup_view(place(BuildingSettings(roles=(GROUP,))), {})

    [option] = input_blocks(view)[Field.ISSUER_GROUPS]["element"]["initial_options"]
    assert option["text"]["text"] == "S1"


def test_user_groups_are_found_by_a_part_of_their_name() -> None:
    assert [o.value for o in group_options(GROUPS, "LEAS")] == ["S2"]
    many = group_options({f"S{n}": NASTY for n in range(300)})
    assert check_options({"options": [o.to_dict() for o in many]}) == []
    assert len(many) == 100


@pytest.mark.parametrize("count", [1, 100, 101, 2000])
def test_the_building_is_picked_first(count: int) -> None:
    view = setup_pick_view([building(f"b{n}") for n in range(count)])

    accepted(view)
    assert view.to_dict()["callback_id"] == ViewId.SETUP_PICK
    assert read_setup_pick(submitted(view)) == "b0"


class TestSummary:
    def test_it_says_what_holds_before_anything_is_changed(self) -> None:
        vault = EntranceGroup(id="g", name="Vault", entrance_ids=("b1-door-1",), stricter=Stricter(two_person=True))
        kept = BuildingSettings(
            roles=(PERSON, GROUP, holder("U9", Role.MANAGER)),
            policy=Policy(max_length=timedelta(days=3), reason_patterns=("WO-##",)),
            entrance_groups=(vault,),
            entrance_hubs={"b1-door-2": Hub.YES},
            notice_channel="C7",
        )

        shown = words(setup_view(place(kept), GROUPS))

        assert list(filter(None, shown.splitlines())) == [
            "*Building b1*, 5 doors, New York time",
            "Managers: 1 person; issuers: 1 person and 1 user group; approvers: nobody; viewers: nobody",
            "Policy: at most 3 days, nobody needs approval, a reason with WO-##",
            "Vault, 1 door: two people",
            "Hub: not known; with one: Door 2",
            "Notice channel: <#C7>. Reminders 1 day, 1 h before the end.",
        ]
        parts = ["Roles", "Policy", "Entrance groups", "Templates", "Message for guests", "Hubs per door"]
        rest = ["Smart locks", "Reminders and notices", "News of doors", "Checks"]
        assert list(buttons(setup_view(place(kept), GROUPS))) == [*parts, *rest]

    def test_a_dead_end_is_said_first(self) -> None:
        said = words(setup_view(place(BuildingSettings(policy=Policy(two_person=True)), stuck=True), {}))

        assert said.startswith(":warning: *Note:* Some access here needs approval, and nobody can give it.")

    @given(settings)
    def test_every_setting_has_words(self, kept: BuildingSettings) -> None:
        assert "None" not in words(setup_view(place(kept), GROUPS))


def test_what_was_saved_is_said_in_one_sentence() -> None:
    assert saved_words(building()).startswith(
        "Saved for Building b1: only managers and Keydesk's admins may give access,"
    )
    assert "1 person and 1 user group may" in saved_words(building(settings=BuildingSettings(roles=(PERSON, GROUP))))
