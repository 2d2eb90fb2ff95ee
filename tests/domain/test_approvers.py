"""Whom to ask for a decision, who may decide, and where nobody can."""

from typing import Any

import pytest

from bot.domain.approvers import Approvers, approvers, cannot_be_approved, may_decide
from bot.domain.building import Approval, Building, BuildingSettings, EntranceGroup, Policy, Stricter
from bot.domain.people import Person
from bot.domain.roles import ADMIN, APPROVER, ISSUER, MANAGER, Holder, HolderKind, Role
from tests.slack.blocks.forms import building

ADMINS = frozenset({"UADA", "UBOB"})
NOBODY: frozenset[str] = frozenset()


def held(slack_id: str, role: Role) -> Holder:
    kind = HolderKind.GROUP if slack_id.startswith("S") else HolderKind.PERSON
    return Holder(kind=kind, slack_id=slack_id, role=role)


def place(*roles: Holder, policy: Policy | None = None, vault: Stricter | None = None) -> Building:
    groups = (EntranceGroup(id="v", name="Vault", entrance_ids=("d1",), stricter=vault or Stricter()),)
    return building(settings=BuildingSettings(roles=roles, policy=policy or Policy(), entrance_groups=groups))


def who(user_id: str, *groups: str, is_member: bool = True) -> Person:
    return Person(user_id=user_id, team_id="T1", is_member=is_member, groups=frozenset(groups))


def test_approvers_are_asked_first_then_managers_then_admins_each_once() -> None:
    here = place(held("UMIA", MANAGER), held("UADA", APPROVER), held("UMIA", APPROVER), held("SDESK", MANAGER))

    assert approvers(here, ADMINS) == (
        Approvers(role=APPROVER, people=("UADA", "UMIA")),
        Approvers(role=MANAGER, groups=("SDESK",)),
        Approvers(role=ADMIN, people=("UBOB",)),
    )


def test_who_asks_is_not_asked() -> None:
    here = place(held("URITA", APPROVER), held("UMIA", APPROVER))

    assert approvers(here, NOBODY, without="URITA") == (Approvers(role=APPROVER, people=("UMIA",)),)


@pytest.mark.parametrize(
    ("policy", "decides"),
    [
        (Policy(approval=Approval.EVERYONE), False),
        (Policy(approval=Approval.EVERYONE, self_approval=True), True),
        (Policy(approval=Approval.EVERYONE, self_approval=True, two_person=True), False),
    ],
)
def test_nobody_decides_for_themselves_unless_it_is_allowed(policy: Policy, *, decides: bool) -> None:
    here = place(held("URITA", APPROVER), held("UMIA", APPROVER), policy=policy)

    assert may_decide(who("URITA"), here, policy, ADMINS, "URITA") is decides
    assert may_decide(who("UADA"), here, policy, ADMINS, "UADA") is decides
    assert may_decide(who("UMIA"), here, policy, ADMINS, "URITA")


def test_who_may_not_approve_does_not_decide() -> None:
    policy = Policy(approval=Approval.EVERYONE, self_approval=True)
    here = place(held("URITA", ISSUER), held("UMIA", APPROVER), policy=policy)

    assert not may_decide(who("URITA"), here, policy, ADMINS, "URITA")
    assert not may_decide(who("UMIA", is_member=False), here, policy, ADMINS, "URITA")


@pytest.mark.parametrize(
    "asks",
    [
        {"policy": Policy(approval=Approval.ISSUERS)},
        {"policy": Policy(two_person=True)},
        {"vault": Stricter(approval=Approval.EVERYONE)},
        {"vault": Stricter(two_person=True)},
    ],
)
def test_a_building_where_nobody_can_approve_is_found(asks: dict[str, Any]) -> None:
    assert cannot_be_approved(place(held("URITA", ISSUER), **asks), NOBODY)
    assert not cannot_be_approved(place(held("UMIA", MANAGER), **asks), NOBODY)
    assert not cannot_be_approved(place(held("SDESK", APPROVER), **asks), NOBODY)
    assert not cannot_be_approved(place(**asks), ADMINS)


def test_where_nothing_waits_for_approval_nobody_is_missed() -> None:
    assert not cannot_be_approved(place(), NOBODY)
