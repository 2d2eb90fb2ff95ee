"""Help says what is true for everybody; App Home is each person's own board."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.slack.acting import Acting
from bot.slack.blocks.help import help_message
from bot.slack.blocks.home.board_state import read_board
from bot.slack.home import Home


class Help:
    """`/guest help` and App Home."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def register(self, app: AsyncApp) -> None:
        app.event("app_home_opened")(self.on_home)

    async def on_command(self, ack: AsyncAck, _acting: Acting, text: str) -> None:
        await ack(**help_message(text).to_dict(), response_type="ephemeral")

    async def on_home(self, event: Mapping[str, Any]) -> None:
        if event.get("tab") == "home":
            self._home.opened(str(event["user"]), read_board(event.get("view") or {}))
