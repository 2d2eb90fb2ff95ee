"""A modal is updated at most once per state and never retried: the newest state comes soon, and a closed one never."""

from collections.abc import Mapping
from datetime import datetime

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.grant import GrantRecord, Pin
from bot.services.kept import LiveView
from bot.slack.blocks.result import grant_view_for
from bot.slack.errors import UNREACHABLE


class SlackScreen:
    """Fulfils `Screen` with views.update."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def show(self, view: LiveView, record: GrantRecord, pins: Mapping[str, Pin], now: datetime) -> bool:
        """True where Slack took it; the request holds PINs, so nothing of it is logged."""
        drawn = grant_view_for(record, pins, now, waiting=now - view.opened_at)
        try:
            await self._client.views_update(view_id=view.view_id, view=drawn)
        except (SlackApiError, *UNREACHABLE):
            return False
        return True
