"""Roles, policy, hubs and entrance groups: each form keeps all that it does not show, and tells what it cannot read."""

from datetime import timedelta

import pytest
from hypothesis import given

from bot.domain.building import Approval, BuildingSettings, EntranceGroup, Hub, Method, Policy, Stricter
from bot.domain.hours import read_hours
from bot.domain.roles import Role
from bot.slack.blocks.ids import Field
from bot.slack.blocks.setup.setup_fields import BAD_LENGTH, BadSettings
from bot.slack.blocks.setup.setup_groups import group_of, read_setup_group, setup_group_view, setup_groups_view
from bot.slack.blocks.setup.setup_hubs import read_setup_hubs, setup_hubs_view
from bot.slack.blocks.setup.setup_message import read_setup_message, setup_message_view
from bot.slack.blocks.setup.setup_notices import read_setup_notices, setup_notices_view
from bot.slack.blocks.setup.setup_policy import read_setup_policy, setup_policy_view
from bot.slack.blocks.setup.setup_roles import read_setup_roles, setup_roles_view
from tests.slack.blocks.forms import input_blocks
from tests.slack.blocks.grants import accepted, chosen, submitted, words
from tests.slack.blocks.setup import DOORS, GONE, ROLE_ORDER, holder, place, settings

LOBBY, GARAGE = DOORS[0].id, DOORS[1].id
VAULT = EntranceGroup(id="g1", name="Vault", entrance_ids=(LOBBY, GONE), stricter=Stricter(retention=timedelta(days=3)))


@given(settings)
def test_a_form_that_nobody_touched_changes_nothing(kept: BuildingSettings) -> None:
    at = place(kept)
    rest = tuple(h for h in kept.roles if h.role is Role.ISSUER)

    roles, policy, hubs = setup_roles_view(at, {}), setup_policy_view(at), setup_hubs_view(at)
    for view in (roles, policy, hubs, setup_groups_view(at)):
        accepted(view)

    changed = read_setup_roles(submitted(roles))(kept)
    assert changed.roles == (
        *rest,
        *(h for role in ROLE_ORDER for h in kept.roles if h.role is role is not Role.ISSUER),
    )
    assert changed.model_copy(update={"roles": kept.roles}) == kept
    assert read_setup_policy(submitted(policy))(kept) == kept
    assert read_setup_message(submitted(setup_message_view(at)))(kept) == kept
    assert read_setup_hubs(submitted(hubs), DOORS)(kept) == kept
    notices = setup_notices_view(at, kept.notice_channel)
    accepted(notices)
    assert read_setup_notices(submitted(notices))(kept) == kept
    for group in kept.entrance_groups:
        view = setup_group_view(at, group)
        accepted(view)
        assert read_setup_group(submitted(view), DOORS)(kept) == kept


def test_roles_are_given_and_taken() -> None:
    kept = BuildingSettings(roles=(holder("U1", Role.ISSUER), holder("U2", Role.MANAGER)))
    given = {"manager_people": [], "approver_groups": chosen("S1"), "viewer_people": ["U1"]}
    view = submitted(setup_roles_view(place(kept), {}), **given)

    assert read_setup_roles(view)(kept).roles == (
        holder("U1", Role.ISSUER),
        holder("S1", Role.APPROVER),
        holder("U1", Role.VIEWER),
    )


class TestPolicy:
    def test_what_was_set_is_read_back(self) -> None:
        view = submitted(
            setup_policy_view(place()),
            max_length="12 h",
            hours="Mon-Fri 8:00-18:00",
            methods=chosen("code"),
            most_open="3",
            approval=chosen("issuers")[0],
            approval_rules=chosen("two"),
            lapse_after="90 min",
            escalate_after="5 minutes",
            reason_rule=chosen("on"),
            reason_pattern=" WO-#### ",
            pin_in_dm=chosen("on"),
            retention="1 day",
        )

        assert read_setup_policy(view)(BuildingSettings()).policy == Policy(
            max_length=timedelta(hours=12),
            hours=read_hours("Mon-Fri 08:00-18:00"),
            methods=frozenset({Method.PIN}),
            most_open=3,
            approval=Approval.ISSUERS,
            two_person=True,
            lapse_after=timedelta(minutes=90),
            escalate_after=timedelta(minutes=5),
            reason_required=True,
            reason_patterns=("WO-####",),
            pin_in_dm=True,
            retention=timedelta(days=1),
        )

    @pytest.mark.parametrize(
        ("typed", "length"),
        [
            ("3", timedelta(days=3)),
            ("3 D", timedelta(days=3)),
            ("2hours", timedelta(hours=2)),
            ("30 m", timedelta(minutes=30)),
        ],
    )
    def test_a_bare_number_is_days(self, typed: str, length: timedelta) -> None:
        view = submitted(setup_policy_view(place()), max_length=typed)

        assert read_setup_policy(view)(BuildingSettings()).policy.max_length == length

    @pytest.mark.parametrize("typed", ["0", "367", "8785 h", "-1", "1.5", "²", "1e2", "", "999999999", "3 weeks", None])
    def test_a_length_that_cannot_be_read_is_refused_at_its_field(self, typed: str | None) -> None:
        with pytest.raises(BadSettings) as bad:
            read_setup_policy(submitted(setup_policy_view(place()), max_length=typed))

        assert bad.value.errors == {"max_length": BAD_LENGTH}

    def test_everything_wrong_is_said_at_once(self) -> None:
        wrong = submitted(setup_policy_view(place()), hours="weekdays", most_open="0", methods=[], retention="long")

        with pytest.raises(BadSettings) as bad:
            read_setup_policy(wrong)

        assert list(bad.value.errors) == ["hours", "most_open", "retention", "methods"]
        assert "Mon-Fri 08:00-18:00" in bad.value.errors["hours"]

    def test_an_approval_that_is_not_known_asks_for_the_most(self) -> None:
        view = submitted(setup_policy_view(place()), approval=chosen("perhaps")[0])

        assert read_setup_policy(view)(BuildingSettings()).policy.approval is Approval.EVERYONE


class TestHubs:
    def test_doors_are_named_that_are_not_as_the_building(self) -> None:
        kept = BuildingSettings(entrance_hubs={GONE: Hub.NO, LOBBY: Hub.NO})
        view = submitted(setup_hubs_view(place(kept)), hub_doors=chosen(LOBBY), hubless_doors=chosen(GARAGE))

        read = read_setup_hubs(view, DOORS)(kept)

        assert read.entrance_hubs == {GONE: Hub.NO, LOBBY: Hub.YES, GARAGE: Hub.NO}
        assert read.hub_at([LOBBY]) is Hub.YES
        assert read.hub_at([LOBBY, GARAGE]) is Hub.NO
        assert read.hub_at([DOORS[3].id, LOBBY]) is Hub.UNKNOWN

    def test_a_door_named_as_both_is_refused_at_the_field(self) -> None:
        view = submitted(setup_hubs_view(place()), hub_doors=chosen(LOBBY), hubless_doors=chosen(LOBBY))

        with pytest.raises(BadSettings) as bad:
            read_setup_hubs(view, DOORS)

        assert bad.value.errors == {"hubless_doors": "Door 1 is named as both. Choose one."}

    def test_what_seam_says_is_a_hint(self) -> None:
        doors = (DOORS[0].model_copy(update={"is_connected": True}), *DOORS[1:])

        told = "Seam shows as connected, which is a hint and no proof: Door 1."
        assert told in words(setup_hubs_view(place(doors=doors)))
        assert "hint" not in words(setup_hubs_view(place()))


class TestGroups:
    def test_one_is_added_and_changed_in_its_place(self) -> None:
        first, kept = VAULT.model_copy(update={"id": "g0"}), BuildingSettings(entrance_groups=(VAULT,))
        new = EntranceGroup(id="g2", name="")
        view = submitted(
            setup_group_view(place(kept), new),
            group_name=" Roof ",
            group_doors=chosen(GARAGE),
            max_length="1 h",
            methods=chosen("code")[0],
            approval=chosen("everyone")[0],
            approval_rules=chosen("two", "not_self"),
            lapse_after="2 h",
            escalate_after="5 min",
            retention="3 days",
            pin_in_dm=chosen("on"),
        )

        asks = Stricter(
            max_length=timedelta(hours=1),
            methods=frozenset({Method.PIN}),
            approval=Approval.EVERYONE,
            two_person=True,
            self_approval=False,
            lapse_after=timedelta(hours=2),
            escalate_after=timedelta(minutes=5),
            retention=timedelta(days=3),
            pin_in_dm=False,
        )
        roof = EntranceGroup(id="g2", name="Roof", entrance_ids=(GARAGE,), stricter=asks)
        change = read_setup_group(view, DOORS)
        assert change(kept).entrance_groups == (VAULT, roof)
        assert change(change(kept)).entrance_groups == (VAULT, roof)
        assert change(BuildingSettings(entrance_groups=(new, first))).entrance_groups == (roof, first)

    def test_doors_that_are_not_listed_now_stay(self) -> None:
        kept = BuildingSettings(entrance_groups=(VAULT,))
        view = submitted(setup_group_view(place(kept), VAULT), group_doors=chosen(GARAGE), most_open="2")

        [vault] = read_setup_group(view, DOORS)(kept).entrance_groups

        assert vault.entrance_ids == (GARAGE, GONE)
        assert vault.stricter == Stricter(retention=timedelta(days=3), most_open=2)

    def test_one_is_removed_by_a_tick(self) -> None:
        other = VAULT.model_copy(update={"id": "g2"})
        kept = BuildingSettings(entrance_groups=(VAULT, other))
        view = submitted(setup_group_view(place(kept), VAULT), remove_group=chosen("on"), group_name="")

        assert group_of(view) == "g1"
        assert read_setup_group(view, DOORS)(kept).entrance_groups == (other,)
        assert Field.REMOVE_GROUP not in input_blocks(setup_group_view(place(), VAULT))

    def test_a_group_needs_a_name_and_a_door_that_is_there(self) -> None:
        view = submitted(setup_group_view(place(), EntranceGroup(id="g", name="")), group_doors=chosen(GONE), hours="x")

        with pytest.raises(BadSettings) as bad:
            read_setup_group(view, DOORS)

        assert set(bad.value.errors) == {"group_name", "group_doors", "hours"}

    def test_the_list_says_what_each_asks(self) -> None:
        asks = Stricter(max_length=timedelta(hours=1), hours=read_hours("Mon 08:00-09:00"), two_person=True)
        kept = BuildingSettings(
            entrance_groups=(VAULT, VAULT.model_copy(update={"id": "g2", "name": "Roof", "stricter": asks}))
        )

        shown = words(setup_groups_view(place(kept)))

        assert "*Vault*: Door 1\ncontacts kept 3 days" in shown
        assert "*Roof*: Door 1\nat most 1 h, Mon 08:00-09:00, two people" in shown
