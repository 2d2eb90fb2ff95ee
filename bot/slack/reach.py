"""Who can be sent a request: a level of approvers as Slack knows its people now, user groups taken apart.

Sources: users.info (users:read) for who is a full member, usergroups.users.list (usergroups:read) for groups.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.approvers import Approvers
from bot.domain.errors import NotSent
from bot.services.messages.outbox import PostLater
from bot.slack.delivery import sorted_out
from bot.slack.directory import Groups, person_of
from bot.slack.errors import UNREACHABLE


class SlackReach:
    """Fulfils `Reach` with the Web API."""

    def __init__(self, client: AsyncWebClient, groups: Groups) -> None:
        self._client = client
        self._groups = groups

    async def members(self, team_id: str, level: Approvers, without: AbstractSet[str], most: int) -> Sequence[str]:
        """The people of the level first, then its groups' members; raises NotSent."""
        found: list[str] = []
        for person in [*level.people, *await self._of_groups(level.groups)]:
            if len(found) == most:
                break
            if person not in without and person not in found and await self._is_member(team_id, person):
                found.append(person)
        return found

    async def _of_groups(self, groups: Sequence[str]) -> list[str]:
        people: list[str] = []
        for group in groups:
            known = await self._groups.members(group)
            if known is None:
                raise NotSent("slack_unreachable")
            people += sorted(known)
        return people

    async def _is_member(self, team_id: str, user_id: str) -> bool:
        try:
            answer = await self._client.users_info(user=user_id)
        except SlackApiError as error:
            if isinstance(sorted_out(error), PostLater):
                raise NotSent("slack_unreachable") from None
            return False
        except UNREACHABLE:
            raise NotSent("slack_unreachable") from None
        return person_of(answer.get("user") or {}, user_id, team_id).is_member
