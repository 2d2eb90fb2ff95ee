"""A building where nobody can approve is a dead end that nobody sees from the inside: it is looked for, not met."""

from bot.domain.building import Building, Policy
from bot.domain.people import Person, may
from bot.domain.policy import approval_for, policies_of
from bot.domain.roles import ADMIN, APPROVER, MANAGER, HolderKind, Role, Verb
from bot.domain.value import Value

ORDER = (APPROVER, MANAGER, ADMIN)
"""Whom to ask first, and whom when those do not answer."""


class Approvers(Value):
    """Who may decide by the same role: Slack users and Slack user groups."""

    role: Role
    people: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


def approvers(building: Building, admins: frozenset[str], without: str | None = None) -> tuple[Approvers, ...]:
    """Whom to ask for a decision, by role in the order of asking, each once; `without` is the person who asks.

    A user group counts as somebody, whoever may be in it now.
    """
    asked: set[str] = {without} if without is not None else set()
    levels = []
    for role in ORDER:
        level = _of_role(role, building, admins, asked)
        if level.people or level.groups:
            levels.append(level)
        asked |= {*level.people, *level.groups}
    return tuple(levels)


def may_decide(person: Person, building: Building, policy: Policy, admins: frozenset[str], requester: str) -> bool:
    """Whether the person may approve or decline what `requester` asked for under this policy."""
    if person.user_id == requester and (policy.two_person or not policy.self_approval):
        return False
    return may(person, Verb.APPROVE, building, admins)


def cannot_be_approved(building: Building, admins: frozenset[str]) -> bool:
    """Whether some access here waits for an approval that nobody can give."""
    return any(approval_for(policy, ()) for policy in policies_of(building)) and not approvers(building, admins)


def _of_role(role: Role, building: Building, admins: frozenset[str], asked: set[str]) -> Approvers:
    if role is ADMIN:
        return Approvers(role=role, people=tuple(sorted(admins - asked)))
    found = [holder for holder in building.settings.roles if holder.role is role and holder.slack_id not in asked]
    ids = {kind: tuple(holder.slack_id for holder in found if holder.kind is kind) for kind in HolderKind}
    return Approvers(role=role, people=ids[HolderKind.PERSON], groups=ids[HolderKind.GROUP])
