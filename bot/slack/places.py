"""A card names a guest, so it goes only where the bot is a member and no other organisation reads along.

Source: conversations.info (channels:read, groups:read); a conversation that the bot cannot see is answered as unknown.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.grant import Grant
from bot.domain.series import Series
from bot.services.messages.outbox import PostLater
from bot.slack.delivery import sorted_out
from bot.slack.errors import UNREACHABLE

FRESH = timedelta(seconds=60)
"""A channel may be shared or archived at any time; conversations.info allows some 50 calls a minute."""
MOST_KEPT = 500
_CHANNELS = ("C", "G")
"""How the ids of conversations begin that others can read along in; a user's id or a DM's has one reader."""
_SHARED = ("is_ext_shared", "is_pending_ext_shared", "pending_shared", "is_archived")


class Places:
    """Decides where a grant may be told, anew for every message."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._known: dict[str, tuple[datetime, Mapping[str, Any] | None]] = {}

    async def for_card(self, grant: Grant | Series, now: datetime) -> str:
        """The chosen channel where it may be used, else the requester (a user id stands for their DM).

        Raises:
            PostLater: Slack does not tell now.
        """
        if grant.channel is None:
            return grant.requester
        channel = await self._channel(grant.channel, now)
        return grant.channel if channel is not None and is_fit(channel, grant.requester) else grant.requester

    async def takes(self, place: str, now: datetime) -> bool:
        """Whether a guest's name may go there now; one person's DM always takes it.

        Raises:
            PostLater: Slack does not tell now.
        """
        if not place.startswith(_CHANNELS):
            return True
        channel = await self._channel(place, now)
        return channel is not None and is_fit(channel, None)

    async def problem(self, channel_id: str, now: datetime) -> str | None:
        """Why no notice can go to a channel as it is at this moment, as a key of `domain.problems`; None where it can.

        Raises:
            PostLater: Slack does not tell now.
        """
        self._known.pop(channel_id, None)
        channel = await self._channel(channel_id, now)
        if channel is None:
            return "channel_not_seen"
        if channel.get("is_archived"):
            return "channel_archived"
        if any(channel.get(flag) for flag in _SHARED):
            return "channel_shared"
        return None if channel.get("is_member") else "channel_not_joined"

    async def _channel(self, channel_id: str, now: datetime) -> Mapping[str, Any] | None:
        known = self._known.get(channel_id)
        if known and now - known[0] < FRESH:
            return known[1]
        channel = await self._look(channel_id)
        while len(self._known) >= MOST_KEPT:
            self._known.pop(next(iter(self._known)))
        self._known[channel_id] = (now, channel)
        return channel

    async def _look(self, channel_id: str) -> Mapping[str, Any] | None:
        """What Slack shows of the conversation; None where it shows nothing."""
        try:
            answer = await self._client.conversations_info(channel=channel_id)
        except SlackApiError as error:
            if isinstance(later := sorted_out(error), PostLater) and _may_pass(error):
                raise later from None
            return None
        except UNREACHABLE:
            raise PostLater from None
        channel: Mapping[str, Any] | None = answer.get("channel")
        return channel


def is_fit(channel: Mapping[str, Any], requester: str | None) -> bool:
    """Whether a guest's name may be told there."""
    if any(channel.get(flag) for flag in _SHARED):
        return False
    if channel.get("is_im"):
        return channel.get("user") == requester
    return bool(channel.get("is_member"))


def _may_pass(error: SlackApiError) -> bool:
    """A missing scope (group DMs have one of their own) is no reason to wait: the requester's DM always works."""
    data = getattr(error.response, "data", error.response)
    return not (isinstance(data, dict) and data.get("error") == "missing_scope")
