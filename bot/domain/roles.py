"""The whole table of rights. What is not in it is refused: a new verb or role may nothing until it is listed here.

A role is held at one building; only ADMIN (BOT_ADMINS) counts everywhere. REQUESTER is nobody's to give: it is whoever
asked for this very access, for as long as they are a full member of the team. docs/control.md shows the same table.
"""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import field_validator

from bot.domain.value import Value


class Role(StrEnum):
    VIEWER = "viewer"
    ISSUER = "issuer"
    APPROVER = "approver"
    MANAGER = "manager"
    ADMIN = "admin"
    REQUESTER = "requester"


VIEWER, ISSUER, APPROVER, MANAGER, ADMIN, REQUESTER = Role
GIVEN = (MANAGER, ISSUER, APPROVER, VIEWER)
"""What can be given to people and user groups in `/guest setup`."""


class Verb(StrEnum):
    """What somebody wants to do; every use case asks for exactly one of these."""

    VIEW = "view"
    ISSUE = "issue"
    """Give access, and whatever makes new credentials of a grant: further doors, a new PIN, a retry."""
    REVEAL = "reveal"
    EXTEND = "extend"
    END = "end"
    APPROVE = "approve"
    DO_TASK = "do_task"
    SET_UP = "set_up"
    AUDIT = "audit"
    FORGET = "forget"
    RECONCILE = "reconcile"
    OPERATE = "operate"
    """Have a door locked or unlocked from here, for whoever stands in front of it."""
    CONNECT = "connect"
    """Connect another building or account to Seam: of no building yet."""


RIGHTS: Mapping[Verb, frozenset[Role]] = {
    Verb.VIEW: frozenset({VIEWER, ISSUER, APPROVER, MANAGER, ADMIN, REQUESTER}),
    Verb.ISSUE: frozenset({ISSUER, MANAGER, ADMIN}),
    Verb.REVEAL: frozenset({ISSUER, MANAGER, ADMIN, REQUESTER}),
    Verb.EXTEND: frozenset({ISSUER, MANAGER, ADMIN, REQUESTER}),
    Verb.END: frozenset({ISSUER, MANAGER, ADMIN, REQUESTER}),
    Verb.APPROVE: frozenset({APPROVER, MANAGER, ADMIN}),
    Verb.DO_TASK: frozenset({VIEWER, ISSUER, APPROVER, MANAGER, ADMIN}),
    Verb.SET_UP: frozenset({MANAGER, ADMIN}),
    Verb.AUDIT: frozenset({MANAGER, ADMIN}),
    Verb.FORGET: frozenset({MANAGER, ADMIN}),
    Verb.RECONCILE: frozenset({MANAGER, ADMIN}),
    Verb.OPERATE: frozenset({ISSUER, MANAGER, ADMIN}),
    Verb.CONNECT: frozenset({ADMIN}),
}

REFUSALS: Mapping[Verb, str] = {
    Verb.VIEW: "no_role_here",
    Verb.ISSUE: "not_an_issuer",
    Verb.REVEAL: "not_yours",
    Verb.EXTEND: "not_yours",
    Verb.END: "not_yours",
    Verb.APPROVE: "approvers_only",
    Verb.DO_TASK: "no_role_here",
    Verb.SET_UP: "managers_only",
    Verb.AUDIT: "managers_only",
    Verb.FORGET: "managers_only",
    Verb.RECONCILE: "managers_only",
    Verb.OPERATE: "not_a_door_operator",
    Verb.CONNECT: "admins_only",
}
"""What the person is told, by key of `domain.problems`."""


class HolderKind(StrEnum):
    PERSON = "user"
    GROUP = "usergroup"


class Holder(Value):
    """A Slack user, or everybody in a Slack user group, with a role at one building."""

    kind: HolderKind
    slack_id: str
    role: Role

    @field_validator("role")
    @classmethod
    def _can_be_given(cls, role: Role) -> Role:
        if role not in GIVEN:
            msg = "admins are named in BOT_ADMINS, and who asked for access is its requester: neither can be given"
            raise ValueError(msg)
        return role


def with_holders(roles: tuple[Holder, ...], role: Role, holders: tuple[Holder, ...]) -> tuple[Holder, ...]:
    """The roles where `holders`, and nobody else, hold this one."""
    return (*(holder for holder in roles if holder.role is not role), *dict.fromkeys(holders))
