"""The table of rights, read aloud: deny by default."""

import pytest

from bot.domain.building import Building, BuildingSettings, Issuer, IssuerKind
from bot.domain.people import Person, Verb, is_issuer, may
from tests.slack.blocks.forms import building

ADMINS = frozenset({"UADMIN"})
HANDLING = (Verb.REVEAL, Verb.EXTEND, Verb.END)


def person(user_id: str, *groups: str, is_member: bool = True) -> Person:
    return Person(user_id=user_id, team_id="T1", is_member=is_member, groups=frozenset(groups))


@pytest.fixture
def lobby() -> Building:
    issuers = (Issuer(kind=IssuerKind.PERSON, slack_id="UDESK"), Issuer(kind=IssuerKind.GROUP, slack_id="SDESK"))
    return building(settings=BuildingSettings(issuers=issuers))


@pytest.mark.parametrize("who", [person("UDESK"), person("UX", "SDESK"), person("UADMIN")])
def test_issuers_may_give_and_handle_access(lobby: Building, who: Person) -> None:
    assert all(may(who, verb, lobby, ADMINS, requester="UOTHER") for verb in (Verb.ISSUE, *HANDLING))


def test_without_set_up_only_admins_may_issue() -> None:
    fresh = building()

    assert may(person("UADMIN"), Verb.ISSUE, fresh, ADMINS)
    assert not may(person("UDESK"), Verb.ISSUE, fresh, ADMINS)


def test_a_requester_handles_their_own_access_but_gives_none(lobby: Building) -> None:
    requester = person("UWAS")

    assert all(may(requester, verb, lobby, ADMINS, requester="UWAS") for verb in HANDLING)
    assert not may(requester, Verb.ISSUE, lobby, ADMINS, requester="UWAS")
    assert not any(may(requester, verb, lobby, ADMINS, requester="UOTHER") for verb in HANDLING)
    assert not any(may(requester, verb, lobby, ADMINS) for verb in Verb)


def test_who_is_no_full_member_may_nothing(lobby: Building) -> None:
    for name in ("UDESK", "UADMIN"):
        outsider = person(name, "SDESK", is_member=False)

        assert not any(may(outsider, verb, lobby, ADMINS, requester=name) for verb in Verb)
        assert not is_issuer(outsider, lobby, ADMINS)


def test_only_admins_set_up(lobby: Building) -> None:
    assert may(person("UADMIN"), Verb.SET_UP, lobby, ADMINS)
    assert not may(person("UDESK"), Verb.SET_UP, lobby, ADMINS, requester="UDESK")


def test_a_persons_id_is_no_groups_id(lobby: Building) -> None:
    assert not is_issuer(person("SDESK"), lobby, ADMINS)
    assert not is_issuer(person("UX", "UDESK"), lobby, ADMINS)
