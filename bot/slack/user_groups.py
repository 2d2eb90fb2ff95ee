"""Names of Slack's user groups, for the set-up forms alone: rights are read from the members, in the directory."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.services.ports import Clock
from bot.slack.errors import UNREACHABLE, report

LIMIT = timedelta(seconds=1)
FRESH = timedelta(minutes=1)


class UserGroups:
    """What usergroups.list says (20 a minute), at most a minute old."""

    def __init__(self, client: AsyncWebClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._known: tuple[datetime, Mapping[str, str]] | None = None

    async def names(self) -> Mapping[str, str]:
        """Names by id; what was known before, or nothing, where Slack does not answer in time."""
        now = self._clock.now()
        if self._known and now - self._known[0] < FRESH:
            return self._known[1]
        try:
            async with asyncio.timeout(LIMIT.total_seconds()):
                answer = await self._client.usergroups_list()
        except (SlackApiError, *UNREACHABLE) as error:
            report(error)
            return self._known[1] if self._known else {}
        names = {str(group["id"]): str(group["name"]) for group in answer.get("usergroups") or ()}
        self._known = (now, names)
        return names
