"""Deny by default: a person we could not look up is refused, as is everyone who is not a full member of the team."""

from enum import StrEnum

from bot.domain.building import Building, IssuerKind
from bot.domain.value import Value


class Person(Value):
    """A Slack user as `users.info` shows them; identity comes from the signed payload alone."""

    user_id: str
    team_id: str
    is_member: bool
    """Full member of our team: not deleted, no guest, no Slack Connect external, no bot."""
    groups: frozenset[str] = frozenset()
    time_zone: str | None = None


class Verb(StrEnum):
    ISSUE = "issue"
    REVEAL = "reveal"
    EXTEND = "extend"
    END = "end"
    SET_UP = "set_up"


def is_issuer(person: Person, building: Building, admins: frozenset[str]) -> bool:
    """Whether the person may give access at the building: named, in a named group, or an admin."""
    if not person.is_member:
        return False
    ids = {IssuerKind.PERSON: {person.user_id}, IssuerKind.GROUP: set(person.groups)}
    named = any(issuer.slack_id in ids[issuer.kind] for issuer in building.settings.issuers)
    return named or person.user_id in admins


def may(person: Person, verb: Verb, building: Building, admins: frozenset[str], requester: str | None = None) -> bool:
    """The whole table of rights: set-up is for admins; the rest for issuers, and for requesters on their own grants."""
    if not person.is_member:
        return False
    if verb is Verb.SET_UP:
        return person.user_id in admins
    own = requester is not None and requester == person.user_id and verb is not Verb.ISSUE
    return own or is_issuer(person, building, admins)
