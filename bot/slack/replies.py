"""A `response_url` is named by who sent the payload: only Slack's hosts, or SLACK_API_URL's, are written to."""

import asyncio
from http import HTTPStatus
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.slack.acting import Acting
from bot.slack.blocks.message import Message
from bot.slack.errors import UNREACHABLE, report
from bot.slack.hosts import leads_to_slack

SLACK_HOSTS = frozenset({"hooks.slack.com", "hooks.slack-gov.com"})
PLAIN: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False, "link_names": False, "parse": "none"}
"""What a person typed becomes no link, no mention and no preview."""


class Replies:
    """Answers that only the person who acted can see."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def say(self, acting: Acting, message: Message) -> None:
        """Ephemeral where they acted; in their DM where that is not possible (a modal has no such place)."""
        try:
            if not await self._respond(acting.response_url, message):
                await self._client.chat_postMessage(channel=acting.user_id, **message.to_dict(), **PLAIN)
        except (SlackApiError, *UNREACHABLE) as error:
            report(error)

    async def _respond(self, url: str | None, message: Message) -> bool:
        if url is None or not self.is_slack(url):
            return False
        hook = AsyncWebhookClient(url, session=self._client.session, timeout=self._client.timeout, retry_handlers=[])
        blocks = list(message.blocks) or None
        try:
            async with asyncio.timeout(self._client.timeout):
                answer = await hook.send(
                    text=message.text, blocks=blocks, response_type="ephemeral", replace_original=False
                )
        except UNREACHABLE:
            return False
        return bool(answer.status_code == HTTPStatus.OK)

    def is_slack(self, url: str) -> bool:
        """As `leads_to_slack`, for the hosts of response_urls."""
        return leads_to_slack(url, SLACK_HOSTS, self._client.base_url)
