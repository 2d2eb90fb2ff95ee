"""All that one person sees, and nothing else: what their Slack would not show them does not reach their page."""

from collections.abc import Sequence

from bot.demo.page.marks import Marks
from bot.demo.slack import BOT_USER, Message, SlackSim, View
from bot.demo.slack.filling import sees
from bot.demo.slack.records import Channel, User
from bot.demo.slack.rules import Json

HOME = "home"


class Screen:
    """Draws one person's Slack as JSON; blocks stand in it as the bot sent them."""

    def __init__(self, slack: SlackSim, marks: Marks, user: str) -> None:
        self._slack = slack
        self._marks = marks
        self._world = slack.world
        self._person = slack.person(user)
        self._user: User = self._person.user

    def draw(self, where: str) -> Json:
        """`where` is a channel's id, or `home`; a channel that the person does not see is drawn as none."""
        channel = self._world.channels.get(where)
        shown = channel if channel is not None and self._sees(channel) else None
        return {
            "me": {"id": self._user.id, "name": self._user.name, "tz": self._user.tz, "kind": self._user.kind},
            "names": self._names(),
            "channels": [self._entry(one) for one in self._channels()],
            "channel": self._about(shown) if shown else None,
            "messages": [self._message(one) for one in self._messages(shown)] if shown else [],
            "modal": self._modal(),
            "home": self._home(self._person.home) if where == HOME and self._person.home else None,
        }

    def _sees(self, channel: Channel) -> bool:
        return sees(channel, self._user)

    def _names(self) -> dict[str, str]:
        seen = {channel.id: channel.name for channel in self._channels() if channel.kind in {"public", "private"}}
        groups = {key: handle for key, (handle, _) in self._world.groups.items()}
        return {user.id: user.name for user in self._world.users.values()} | seen | groups | {BOT_USER: "Keydesk"}

    def _channels(self) -> Sequence[Channel]:
        if self._user.kind != "external":
            self._world.conversation([self._user.id])
        return [channel for channel in self._world.channels.values() if self._sees(channel)]

    def _entry(self, channel: Channel) -> Json:
        peers = [member for member in channel.members if member != self._user.id]
        return {
            "id": channel.id,
            "name": channel.name,
            "kind": channel.kind,
            "unread": self._marks.unread(self._user.id, channel.id, self._slack.messages(channel.id)),
            "member": self._user.id in channel.members,
            "archived": channel.archived,
            "shared": channel.ext_shared,
            "peer": peers[0] if channel.kind == "im" and peers else None,
        }

    def _about(self, channel: Channel) -> Json:
        return {
            "id": channel.id,
            "name": channel.name,
            "kind": channel.kind,
            "member": self._user.id in channel.members,
            "bot_is_member": BOT_USER in channel.members,
        }

    def _messages(self, channel: Channel) -> list[Message]:
        hidden = [one for one in self._slack.ephemerals(self._user.id) if one.channel == channel.id]
        return sorted([*self._world.history(channel.id), *hidden], key=lambda message: message.ts)

    def _message(self, message: Message) -> Json:
        return {
            "ts": message.ts,
            "user": message.user,
            "name": "Keydesk" if message.user == BOT_USER else self._world.users[message.user].name,
            "is_bot": message.user == BOT_USER,
            "text": message.text,
            "blocks": message.blocks,
            "thread_ts": message.thread_ts,
            "broadcast": message.broadcast,
            "only_for_you": message.only_for is not None,
            "edited": message.edited,
            "files": [{"id": file["id"], "name": file["name"]} for file in message.files],
            "reply_count": len(self._slack.thread(message.channel, message.ts)),
            "state": message.states.get(self._user.id, {}),
            "marked": self._marked(message.ts),
        }

    def file(self, file_id: str) -> tuple[str, bytes] | None:
        """Name and content of a file that stands in a conversation which the person sees."""
        for channel in self._channels():
            for message in self._messages(channel):
                if any(file["id"] == file_id for file in message.files):
                    found = self._world.files.find(file_id)
                    return found.name, found.content or b""
        return None

    def _marked(self, place: str) -> list[Json]:
        """Elements with Slack's warning: the bot did not answer the last press in time."""
        marks = sorted(mark[1:] for mark in self._person.marks if mark[0] == place)
        return [{"block_id": block_id, "action_id": action_id} for block_id, action_id in marks]

    def _modal(self) -> Json | None:
        view = self._person.view
        if view is None:
            return None
        given = {key: view.given.get(key) for key in ("title", "submit", "close", "callback_id", "submit_disabled")}
        return given | {
            "id": view.id,
            "hash": view.hash,
            "depth": len(self._slack.open_views(self._user.id)),
            "type": view.given["type"],
            "blocks": view.blocks,
            "state": view.state,
            "errors": view.errors,
            "note": view.note,
            "marked": self._marked(view.id),
        }

    def _home(self, view: View) -> Json:
        return {"id": view.id, "blocks": view.blocks, "state": view.state, "marked": self._marked(view.id)}
