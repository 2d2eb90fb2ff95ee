"""`/door` is registered once; its first word is looked up here. What is none of its verbs gets the help."""

from collections.abc import Awaitable, Callable, Mapping

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.slack.acting import Acting, Payload
from bot.slack.blocks.doors.door_help import door_help

DOOR = "/door"
Verb = Callable[[AsyncAck, Acting, str], Awaitable[None]]
"""Gets the text after the verb."""


class DoorCommand:
    """Routes `/door`."""

    def __init__(self, verbs: Mapping[str, Verb]) -> None:
        self._verbs = verbs

    def register(self, app: AsyncApp) -> None:
        app.command(DOOR)(self.on_command)

    async def on_command(self, ack: AsyncAck, body: Payload) -> None:
        first, _, rest = str(body.get("text") or "").strip().partition(" ")
        run = self._verbs.get(first.casefold())
        if run is not None:
            await run(ack, Acting.of(body), rest.strip())
            return
        typed = first if first.casefold() != "help" else ""
        await ack(**door_help(typed).to_dict(), response_type="ephemeral")
