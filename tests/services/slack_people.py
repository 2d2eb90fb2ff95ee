"""What Slack says of people, in memory."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from bot.domain.approvers import Approvers
from bot.domain.errors import NotAllowed, NotSent
from bot.domain.people import Person


@dataclass
class FakeReach:
    """Whom Slack lets us ask; `silent` is a Slack that does not answer."""

    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    silent: bool = False

    async def members(self, _team_id: str, level: Approvers, without: AbstractSet[str], most: int) -> Sequence[str]:
        if self.silent:
            raise NotSent("slack_unreachable")
        found = [*level.people, *(member for group in level.groups for member in self.groups.get(group, ()))]
        return [person for person in found if person not in self.gone | without][:most]


@dataclass
class FakePeople:
    """Whom Slack knows; `silent` is a Slack that does not answer."""

    known: dict[str, Person]
    silent: bool = False

    async def person(self, _team_id: str, user_id: str) -> Person:
        if self.silent:
            raise NotAllowed("lookup_failed")
        return self.known[user_id]
