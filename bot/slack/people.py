"""Who somebody is now who has pressed nothing: asked of Slack for what the clock does in their name.

Sources: users.info (users:read) for what a user is, usergroups.users.list (usergroups:read) for who is in a group.
"""

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import NotAllowed
from bot.domain.people import Person
from bot.services.messages.outbox import PostLater
from bot.slack.delivery import sorted_out
from bot.slack.directory import Groups, person_of
from bot.slack.errors import UNREACHABLE


class SlackPeople:
    """Fulfils `People` with the Web API."""

    def __init__(self, client: AsyncWebClient, groups: Groups) -> None:
        self._client = client
        self._groups = groups

    async def person(self, team_id: str, user_id: str) -> Person:
        """With the groups that matter; no member where Slack does not know them.

        Raises:
            NotAllowed: `lookup_failed`, Slack does not tell now.
        """
        try:
            answer = await self._client.users_info(user=user_id)
        except SlackApiError as error:
            if isinstance(sorted_out(error), PostLater):
                raise NotAllowed("lookup_failed") from None
            return Person(user_id=user_id, team_id=team_id, is_member=False)
        except UNREACHABLE:
            raise NotAllowed("lookup_failed") from None
        person = person_of(answer.get("user") or {}, user_id, team_id)
        if not person.is_member:
            return person
        return person.model_copy(update={"groups": await self._groups.of(team_id, user_id)})
