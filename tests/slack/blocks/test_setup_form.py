"""What an admin sets per building, and that a form which nobody touched changes nothing."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.slack.blockkit import check_options
from bot.domain.building import BuildingSettings, Hub, MobileKeys, Policy
from bot.domain.roles import GIVEN, Holder, HolderKind, Role
from bot.slack.blocks.ids import Field, ViewId
from bot.slack.blocks.setup_form import (
    BadSettings,
    group_options,
    read_setup,
    read_setup_pick,
    setup_pick_view,
    setup_view,
)
from tests.slack.blocks.forms import building, input_blocks
from tests.slack.blocks.grants import NASTY, accepted, chosen, submitted

PERSON = Holder(kind=HolderKind.PERSON, slack_id="U1", role=Role.ISSUER)
GROUP = Holder(kind=HolderKind.GROUP, slack_id="S1", role=Role.ISSUER)
OTHER = Holder(kind=HolderKind.PERSON, slack_id="U2", role=Role.ISSUER)
VIEWER = Holder(kind=HolderKind.PERSON, slack_id="U2", role=Role.VIEWER)
GROUPS = {"S1": "Front desk", "S2": "Leasing"}

slack_ids = st.from_regex(r"[US][A-Z0-9]{8}", fullmatch=True)
settings = st.builds(
    BuildingSettings,
    roles=st.lists(slack_ids, max_size=20, unique=True).map(
        lambda ids: tuple(
            Holder(kind=kind, slack_id=id_, role=role)
            for role in sorted(GIVEN, key=lambda role: role is Role.ISSUER)
            for kind, first in ((HolderKind.PERSON, "U"), (HolderKind.GROUP, "S"))
            for id_ in ids
            if id_.startswith(first)
        )
    ),
    hub=st.sampled_from(Hub),
    notice_channel=st.none() | st.just("C1"),
    policy=st.builds(
        Policy, max_length=st.integers(1, 366).map(lambda days: timedelta(days=days)), pin_in_dm=st.booleans()
    ),
    reminder_leads=st.lists(st.integers(1, 20_000), max_size=5, unique=True).map(
        lambda minutes: tuple(timedelta(minutes=n) for n in sorted(minutes, reverse=True))
    ),
    mobile_keys=st.sampled_from(MobileKeys),
)


@given(settings)
def test_saving_a_form_that_nobody_touched_changes_nothing(kept: BuildingSettings) -> None:
    view = setup_view(building(settings=kept), GROUPS)

    accepted(view)
    building_id, change = read_setup(submitted(view))
    assert building_id == "b1"
    assert change(kept) == kept


def test_what_was_changed_is_read_back() -> None:
    view = setup_view(building(), GROUPS)

    _, change = read_setup(
        submitted(
            view,
            issuer_people=["U1"],
            issuer_groups=chosen("S1"),
            hub=chosen("yes")[0],
            notice_channel="C9",
            max_length="30",
            reminder_leads=chosen("4320", "30"),
            mobile_keys=chosen("own_app")[0],
            pin_in_dm=chosen("on"),
        )
    )

    assert change(BuildingSettings(roles=(OTHER, VIEWER))) == BuildingSettings(
        roles=(VIEWER, PERSON, GROUP),
        hub=Hub.YES,
        notice_channel="C9",
        policy=Policy(max_length=timedelta(days=30), pin_in_dm=True),
        reminder_leads=(timedelta(days=3), timedelta(minutes=30)),
        mobile_keys=MobileKeys.OWN_APP,
    )


@pytest.mark.parametrize("typed", ["0", "367", "-1", "1.5", "²", "1e2", "", "999999999", None])
def test_a_length_that_is_no_number_of_days_is_refused_at_its_field(typed: str | None) -> None:
    with pytest.raises(BadSettings) as bad:
        read_setup(submitted(setup_view(building(), {}), max_length=typed))

    assert bad.value.errors == {
        Field.MAX_LENGTH.value: "The longest access must be a whole number of days from 1 to 366."
    }


def test_lead_times_and_settings_that_are_not_known_do_not_get_in() -> None:
    view = setup_view(building(), {})

    _, change = read_setup(submitted(view, reminder_leads=chosen("soon", "60"), hub=chosen("maybe")[0]))

    read = change(BuildingSettings())
    assert read.reminder_leads == (timedelta(hours=1),)
    assert read.hub is Hub.UNKNOWN


def test_the_hub_choices_say_what_they_mean() -> None:
    options = input_blocks(setup_view(building(), {}))[Field.HUB]["element"]["options"]

    assert [o["text"]["text"] for o in options] == ["Not known", "Yes", "No"]
    assert "Latch Manager App" in options[2]["description"]["text"]


def test_the_longest_names_and_many_issuers_are_taken_by_slack() -> None:
    groups = [Holder(kind=HolderKind.GROUP, slack_id=f"S{n}", role=Role.ISSUER) for n in range(100)]
    kept = BuildingSettings(roles=(PERSON, *groups))

    accepted(setup_view(building(name=NASTY, settings=kept), {f"S{n}": NASTY for n in range(100)}))


def test_a_group_that_slack_no_longer_lists_shows_its_id() -> None:
    view = setup_view(building(settings=BuildingSettings(roles=(GROUP,))), {})

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
