"""The board's own choices, a building or another page: `Home.after_click` draws them, here they are only acked."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.slack.blocks.ids import ActionId, Field


class Board:
    """Filter and paging of App Home."""

    def register(self, app: AsyncApp) -> None:
        for action in (Field.HOME_BUILDING, ActionId.HOME_BEFORE, ActionId.HOME_AFTER):
            app.action(action)(_chosen)


async def _chosen(ack: AsyncAck) -> None:
    await ack()
