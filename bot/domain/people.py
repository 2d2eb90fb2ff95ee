"""Deny by default: a person we could not look up is refused, as is everyone who is not a full member of the team."""

from zoneinfo import ZoneInfo

from bot.domain.building import Building
from bot.domain.errors import NotAllowed
from bot.domain.grant import Grant
from bot.domain.roles import REFUSALS, RIGHTS, HolderKind, Role, Verb
from bot.domain.value import Value
from bot.domain.window import named_zone


class Person(Value):
    """A Slack user as `users.info` shows them; identity comes from the signed payload alone."""

    user_id: str
    team_id: str
    is_member: bool
    """Full member of our team: not deleted, no guest, no Slack Connect external, no bot."""
    groups: frozenset[str] = frozenset()
    time_zone: str | None = None

    @property
    def zone(self) -> ZoneInfo:
        """Their zone; UTC where Slack names none or one that does not exist."""
        return named_zone(self.time_zone)


def roles_of(
    person: Person, building: Building | None, admins: frozenset[str], requester: str | None = None
) -> frozenset[Role]:
    """All roles that the person holds at the building (None: of no building), and towards one grant of `requester`.

    None at a building of another team, whatever its id and whoever holds roles there.
    """
    if not person.is_member or (building is not None and building.team_id != person.team_id):
        return frozenset()
    ids = {HolderKind.PERSON: {person.user_id}, HolderKind.GROUP: person.groups}
    holders = building.settings.roles if building is not None else ()
    roles = {holder.role for holder in holders if holder.slack_id in ids[holder.kind]}
    if person.user_id in admins:
        roles.add(Role.ADMIN)
    if person.user_id == requester:
        roles.add(Role.REQUESTER)
    return frozenset(roles)


def may(
    person: Person, verb: Verb, building: Building | None, admins: frozenset[str], requester: str | None = None
) -> bool:
    """Whether one of the person's roles has the right."""
    return not RIGHTS[verb].isdisjoint(roles_of(person, building, admins, requester))


def require(
    person: Person, verb: Verb, building: Building | None, admins: frozenset[str], grant: Grant | None = None
) -> None:
    """The same, for a use case.

    Raises:
        NotAllowed: with the sentence that says who may, and what the audit trail keeps of it.
    """
    if not may(person, verb, building, admins, grant.requester if grant else None):
        about = {"verb": verb, "building_id": building and building.id, "grant_id": grant and grant.id}
        raise NotAllowed(REFUSALS[verb] if person.is_member else "not_a_member", **about)
