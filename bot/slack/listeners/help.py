"""Help, and a Home that says only what is true for everybody: what a person may do is decided when they do it."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.slack.acting import Acting
from bot.slack.blocks.help import help_message
from bot.slack.blocks.home import home_view
from bot.slack.desk import Desk


class Help:
    """`/guest help` and App Home."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def register(self, app: AsyncApp) -> None:
        app.event("app_home_opened")(self.on_home)

    async def on_command(self, ack: AsyncAck, _acting: Acting, _text: str) -> None:
        await ack(**help_message().to_dict(), response_type="ephemeral")

    async def on_home(self, event: Mapping[str, Any]) -> None:
        if event.get("tab") == "home":
            self._desk.tasks.spawn(self._publish(str(event["user"])))

    async def _publish(self, user_id: str) -> None:
        await self._desk.client.views_publish(user_id=user_id, view=home_view())
