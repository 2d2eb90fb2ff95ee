"""`/guest` is registered once; its first word is looked up here. A new verb is one line of the table."""

from collections.abc import Awaitable, Callable, Mapping

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.slack.acting import Acting, Payload
from bot.slack.blocks.help import verb_hint

COMMAND = "/guest"
Verb = Callable[[AsyncAck, Acting, str], Awaitable[None]]
"""Gets the text after the verb."""


class GuestCommand:
    """Routes `/guest`: a verb, a word that nearly is one (help), or else the guest's name."""

    def __init__(self, verbs: Mapping[str, Verb], give: Verb) -> None:
        self._verbs = verbs
        self._give = give

    def register(self, app: AsyncApp) -> None:
        app.command(COMMAND)(self.on_command)

    async def on_command(self, ack: AsyncAck, body: Payload) -> None:
        text = str(body.get("text") or "").strip()
        run, rest = self._find(text)
        await run(ack, Acting.of(body), rest)

    def _find(self, text: str) -> tuple[Verb, str]:
        first, _, rest = text.partition(" ")
        if first.casefold() in self._verbs:
            return self._verbs[first.casefold()], rest.strip()
        if verb_hint(text):
            return self._verbs["help"], text
        return self._give, text
