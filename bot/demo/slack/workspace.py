"""Who and what there is. The bot is a user too: it sees a private channel only as a member."""

import itertools
from collections.abc import Callable, Iterator
from datetime import datetime

from bot.demo.slack.bell import Bell
from bot.demo.slack.files import Files
from bot.demo.slack.installed import Installed
from bot.demo.slack.limits import Pace, Tiers
from bot.demo.slack.modals import Modals
from bot.demo.slack.records import BOT_USER, Channel, Message, Sent, SlackError, User
from bot.demo.slack.rules import Json
from bot.demo.slack.state import with_ids


class Workspace:
    """The team's people, conversations, messages and open views."""

    def __init__(self, now: Callable[[], datetime], installed: Installed) -> None:
        self.now = now
        self.installed = installed
        self.bell = Bell()
        self.announce: Callable[[Json], object] = lambda _event: None
        """Sends an event of what a call of the bot itself has done."""
        self.modals = Modals(now, self.bell.ring)
        self.users: dict[str, User] = {BOT_USER: User(BOT_USER, "keydesk", "UTC", "bot")}
        self.channels: dict[str, Channel] = {}
        self.groups: dict[str, tuple[str, list[str]]] = {}
        """User groups: handle and member ids, by group id."""
        self.posted: list[Message] = []
        self.ephemeral: list[Message] = []
        self.scopes: set[str] = set(installed.scopes)
        self.pace: Pace | None = Pace()
        self.tiers = Tiers()
        self.sent: list[Sent] = []
        self.violations: list[str] = []
        """Acks that broke Slack's rules; the Web API says so itself, an ack fails in silence."""
        self.files = Files(self)
        self._numbers = itertools.count(1)

    def ts(self) -> str:
        """A time stamp that names one message; later ones are greater."""
        return f"{int(self.now().timestamp())}.{next(self._numbers):06d}"

    def user(self, user_id: str) -> User:
        if user_id not in self.users:
            raise SlackError("user_not_found")
        return self.users[user_id]

    def visible(self, channel_id: str) -> Channel:
        """The conversation as the bot sees it. Raises channel_not_found."""
        channel = self.channels.get(channel_id)
        if channel is None or (channel.kind != "public" and BOT_USER not in channel.members):
            raise SlackError("channel_not_found")
        return channel

    def conversation(self, user_ids: list[str]) -> Channel:
        """The one direct message of the bot with these people, made on first use."""
        members = [BOT_USER, *(user for user in user_ids if user != BOT_USER)]
        for channel in self.channels.values():
            if channel.kind in {"im", "mpim"} and set(channel.members) == set(members):
                return channel
        kind, letter = ("im", "D") if len(user_ids) == 1 else ("mpim", "G")
        name = "directmessage" if kind == "im" else "mpdm-" + "--".join(user_ids)
        channel = Channel(f"{letter}{next(self._numbers):08d}", name, kind, members)
        self.channels[channel.id] = channel
        return channel

    def history(self, channel_id: str) -> Iterator[Message]:
        """What stands in the conversation, replies included, oldest first; ephemeral messages never do."""
        return (m for m in self.posted if m.channel == channel_id and not m.deleted)

    def message(self, channel_id: str, ts: str) -> Message:
        for message in self.history(channel_id):
            if message.ts == ts:
                return message
        raise SlackError("message_not_found")

    def put(self, message: Message) -> Message:
        with_ids(message.blocks)
        (self.ephemeral if message.only_for else self.posted).append(message)
        self.bell.ring()
        return message

    def record(self, kind: str, where: str, value: object) -> None:
        """Keep every string of `value` for the leak scan."""
        self.sent += [Sent(kind, where, found) for found in _strings(value)]

    def record_message(self, where: str, body: Json, *, only_for: str | None = None) -> None:
        """Text, blocks, metadata and whatever else came with a message; what one person alone sees, under their id."""
        channel = self.channels.get(where)
        direct = where.startswith("U") or (channel is not None and channel.kind == "im")
        kind = "ephemeral" if only_for else "dm" if direct else "channel_message"
        where = only_for or where
        said = {key: value for key, value in body.items() if key not in {"channel", "ts", "metadata", "user"}}
        self.record(kind, where, said)
        self.record("metadata", where, body.get("metadata"))
        self.record("notification_text", where, body.get("text"))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
