"""A modal is updated once per state and not retried here; only a view that is gone is never tried again."""

from collections.abc import Mapping
from datetime import datetime

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.grant import GrantRecord, Pin
from bot.services.grants.showing import ScreenBusy
from bot.services.kept import LiveView
from bot.services.messages.outbox import PostLater
from bot.services.web_pass.web_passes import Links
from bot.slack.blocks.card.result import grant_view_for
from bot.slack.delivery import sorted_out
from bot.slack.errors import UNREACHABLE, VIEW_GONE, report, slack_code


class SlackScreen:
    """Fulfils `Screen` with views.update."""

    def __init__(self, client: AsyncWebClient, links: Links) -> None:
        self._client = client
        self._links = links

    async def show(self, view: LiveView, record: GrantRecord, pins: Mapping[str, Pin], now: datetime) -> bool:
        """True where Slack took it, False where it never will; the request holds PINs, so nothing of it is logged.

        Raises:
            ScreenBusy: Slack cannot take it now.
        """
        link = await self._links.of(record)
        drawn = grant_view_for(record, pins, now, waiting=now - view.opened_at, link=link)
        try:
            await self._client.views_update(view_id=view.view_id, view=drawn)
        except UNREACHABLE:
            raise ScreenBusy from None
        except SlackApiError as error:
            if isinstance(sorted_out(error), PostLater):
                raise ScreenBusy from None
            if slack_code(error) not in VIEW_GONE:
                report(error)
            return False
        return True
