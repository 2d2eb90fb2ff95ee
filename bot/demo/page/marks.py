"""How far each person has read in each channel: ephemeral messages and replies below the line are never unread."""

from bot.demo.slack import Message


class Marks:
    """Slack's own red dots; what a person wrote is read by them."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, str], str] = {}

    def read(self, user: str, channel: str, ts: str) -> None:
        """All up to this time stamp."""
        self._read[user, channel] = max(ts, self._read.get((user, channel), ""))

    def unread(self, user: str, channel: str, messages: list[Message]) -> int:
        """How many of these (the channel as it stands) the person has not seen."""
        last = self._read.get((user, channel), "")
        return sum(message.ts > last and message.user != user for message in messages)
