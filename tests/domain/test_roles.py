"""Who holds which role; what the roles may do is walked cell by cell through the services in tests/services."""

import pytest
from pydantic import ValidationError

from bot.domain.building import Building, BuildingSettings
from bot.domain.errors import NotAllowed
from bot.domain.people import Person, may, require, roles_of
from bot.domain.problems import SENTENCES
from bot.domain.roles import (
    ADMIN,
    APPROVER,
    GIVEN,
    ISSUER,
    MANAGER,
    REFUSALS,
    REQUESTER,
    RIGHTS,
    VIEWER,
    Holder,
    HolderKind,
    Role,
    Verb,
    with_holders,
)
from tests.rights import documented
from tests.slack.blocks.forms import building
from tests.slack.blocks.grants import record

ADMINS = frozenset({"UADMIN"})


def person(user_id: str, *groups: str, is_member: bool = True) -> Person:
    return Person(user_id=user_id, team_id="T1", is_member=is_member, groups=frozenset(groups))


def held(slack_id: str, role: Role, kind: HolderKind = HolderKind.PERSON) -> Holder:
    return Holder(kind=kind, slack_id=slack_id, role=role)


@pytest.fixture
def lobby() -> Building:
    roles = (
        *(held(f"U{role.upper()}", role) for role in GIVEN),
        held("SDESK", ISSUER, HolderKind.GROUP),
        held("UMANAGER", APPROVER),
    )
    return building(settings=BuildingSettings(roles=roles))


def test_the_table_is_the_documented_one() -> None:
    assert documented() == RIGHTS


def test_every_verb_says_who_may_and_what_the_others_are_told() -> None:
    assert set(RIGHTS) == set(REFUSALS) == set(Verb)
    assert all(RIGHTS.values())
    assert set(REFUSALS.values()) <= set(SENTENCES)


def test_roles_come_by_name_by_group_and_together(lobby: Building) -> None:
    assert roles_of(person("UISSUER"), lobby, ADMINS) == {ISSUER}
    assert roles_of(person("UX", "SDESK", "SOTHER"), lobby, ADMINS) == {ISSUER}
    assert roles_of(person("UMANAGER"), lobby, ADMINS) == {MANAGER, APPROVER}
    assert roles_of(person("UVIEWER", "SDESK"), lobby, ADMINS, requester="UVIEWER") == {VIEWER, ISSUER, REQUESTER}


def test_a_persons_id_is_no_groups_id(lobby: Building) -> None:
    assert not roles_of(person("SDESK"), lobby, ADMINS)
    assert not roles_of(person("UX", "UISSUER"), lobby, ADMINS)


def test_a_role_ends_at_its_building(lobby: Building) -> None:
    elsewhere = building("b2")

    assert roles_of(person("UMANAGER", "SDESK"), lobby, ADMINS)
    assert not roles_of(person("UMANAGER", "SDESK"), elsewhere, ADMINS)
    assert not roles_of(person("UMANAGER", "SDESK"), None, ADMINS)
    assert roles_of(person("UADMIN"), elsewhere, ADMINS) == roles_of(person("UADMIN"), None, ADMINS) == {ADMIN}


def test_who_is_no_full_member_holds_no_role_at_all(lobby: Building) -> None:
    for name in ("UISSUER", "UMANAGER", "UADMIN"):
        outsider = person(name, "SDESK", is_member=False)

        assert not roles_of(outsider, lobby, ADMINS, requester=name)
        assert not any(may(outsider, verb, lobby, ADMINS, requester=name) for verb in Verb)


@pytest.mark.parametrize("role", [ADMIN, REQUESTER])
def test_nobody_is_made_an_admin_or_requester_by_set_up(role: Role) -> None:
    with pytest.raises(ValidationError):
        held("U1", role)


def test_a_refusal_says_who_may_unless_the_person_does_not_belong_here(lobby: Building) -> None:
    with pytest.raises(NotAllowed, match="approvers_only"):
        require(person("UISSUER"), Verb.APPROVE, lobby, ADMINS)
    with pytest.raises(NotAllowed, match="not_a_member"):
        require(person("UISSUER", is_member=False), Verb.APPROVE, lobby, ADMINS)


def test_a_refusal_holds_what_the_trail_keeps_of_it_and_a_right_is_no_refusal(lobby: Building) -> None:
    with pytest.raises(NotAllowed, match="not_a_member") as no:
        require(person("UISSUER", is_member=False), Verb.END, lobby, ADMINS)
    assert no.value.data == {"verb": Verb.END, "building_id": lobby.id, "grant_id": None}
    with pytest.raises(NotAllowed, match="managers_only") as no:
        require(person("UISSUER"), Verb.AUDIT, None, ADMINS)
    assert no.value.data == {"verb": Verb.AUDIT, "building_id": None, "grant_id": None}

    require(person("UISSUER"), Verb.ISSUE, lobby, ADMINS)


def test_who_asked_for_access_may_end_it_and_a_stranger_is_refused_with_its_id(lobby: Building) -> None:
    asked = record(id="g9", requester="UX", team_id=lobby.team_id).grant
    require(person("UX"), Verb.END, lobby, ADMINS, asked)

    with pytest.raises(NotAllowed, match="not_yours") as no:
        require(person("UY"), Verb.END, lobby, ADMINS, asked)
    assert no.value.data["grant_id"] == "g9"


def test_a_persons_zone_is_utc_where_slack_names_none() -> None:
    named = person("UX").model_copy(update={"time_zone": "America/New_York"})

    assert [one.zone.key for one in (named, person("UX"))] == ["America/New_York", "UTC"]


def test_what_settings_keep_of_roles_is_still_understood() -> None:
    assert [str(kind) for kind in HolderKind] == ["user", "usergroup"]
    assert [str(role) for role in Role] == ["viewer", "issuer", "approver", "manager", "admin", "requester"]


def test_one_role_is_given_anew_and_the_others_stay() -> None:
    viewer, old, new = held("U1", VIEWER), held("U1", ISSUER), held("U2", ISSUER)

    assert with_holders((old, viewer), ISSUER, (new, new)) == (viewer, new)
