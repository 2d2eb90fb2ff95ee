"""What people and admins do to the workspace itself; the app hears of it as far as Slack tells an app.

A private channel's doings reach only an app that is in it; a public one's reach any app, who joins and leaves excepted.
"""

from collections.abc import Iterable
from dataclasses import replace

from bot.demo.slack.events import Events
from bot.demo.slack.people import user_object
from bot.demo.slack.records import BOT_USER, TEAM, Channel, Kind, refuse
from bot.demo.slack.rules import Json
from bot.demo.slack.workspace import Workspace

OWNER = "U0OWNER"
"""Whoever runs the workspace; no listed person."""


class Admin:
    """Each method changes the workspace and then delivers the events. Direct messages are refused."""

    def __init__(self, world: Workspace, events: Events) -> None:
        self._world = world
        self._events = events

    async def archive(self, channel_id: str, *, by: str = OWNER) -> None:
        """Nobody can write or act in it any more."""
        channel = self._room(channel_id)
        channel.archived = True
        await self._tell(_of(channel, "archive", user=by))

    async def unarchive(self, channel_id: str, *, by: str = OWNER) -> None:
        channel = self._room(channel_id)
        channel.archived = False
        await self._tell(_of(channel, "unarchive", user=by))

    async def rename(self, channel_id: str, name: str) -> None:
        channel = self._room(channel_id)
        channel.name = name
        about = {"id": channel.id, "name": name, "name_normalized": name, "created": 0}
        await self._tell(event | {"channel": about} for event in _of(channel, "rename"))

    async def delete_channel(self, channel_id: str) -> None:
        """For good, with its messages."""
        channel = self._room(channel_id)
        del self._world.channels[channel_id]
        for message in [*self._world.posted, *self._world.ephemeral]:
            message.deleted = message.deleted or message.channel == channel_id
        await self._tell(_of(channel, "deleted"))

    async def join(self, channel_id: str, user_id: str, *, inviter: str | None = None) -> None:
        """Raises Refused where such a person may not be in such a channel, or not in a second one."""
        channel, user = self._room(channel_id), self._world.users[user_id]
        if user.kind == "deleted" or channel.archived:
            refuse(f"{user.name} cannot be added to {channel.name}")
        if user.kind == "external" and not channel.ext_shared:
            refuse(f"{channel.name} is not shared with {user.name}'s organization")
        if user.kind == "ultra" and any(user_id in room.members for room in self._rooms() if room is not channel):
            refuse(f"{user.name} may be in one channel only")
        if user_id not in channel.members:
            channel.members.append(user_id)
            invited = {"inviter": inviter} if inviter else {}
            await self._tell(_membership(channel, "member_joined_channel", user_id, **invited))

    async def leave(self, channel_id: str, user_id: str) -> None:
        """Of their own accord or removed, Slack does not tell which; BOT_USER is the app."""
        channel = self._room(channel_id)
        if user_id not in channel.members:
            refuse(f"{user_id} is not in {channel.name}")
        events = _membership(channel, "member_left_channel", user_id)
        channel.members.remove(user_id)
        if user_id == BOT_USER:
            events.append({"type": f"{_prefix(channel)}_left", "channel": channel.id})
        await self._tell(events)

    async def change_user(
        self,
        user_id: str,
        *,
        name: str | None = None,
        tz: str | None = None,
        kind: Kind | None = None,
        email: str | None = None,
    ) -> None:
        """What is None stays."""
        before = self._world.users[user_id]
        user = replace(
            before,
            name=name or before.name,
            tz=tz or before.tz,
            kind=kind or before.kind,
            email=email or before.email,
            updated=int(self._world.now().timestamp()),
        )
        self._world.users[user_id] = user
        if user.kind == "deleted":
            self._take_out(user_id)
        event = {"type": "user_change", "user": user_object(self._world, user), "cache_ts": user.updated}
        await self._tell([event])

    async def deactivate(self, user_id: str) -> None:
        """They are in no channel any more, and have nothing open."""
        await self.change_user(user_id, kind="deleted")

    def _take_out(self, user_id: str) -> None:
        self._world.modals.clear(user_id)
        for channel in self._rooms():
            channel.members[:] = [member for member in channel.members if member != user_id]

    async def change_usergroup(self, group_id: str, members: list[str]) -> None:
        """Who is in a user group."""
        handle, before = self._world.groups[group_id]
        self._world.groups[group_id] = (handle, list(members))
        added = [member for member in members if member not in before]
        removed = [member for member in before if member not in members]
        event: Json = {"type": "subteam_members_changed", "subteam_id": group_id, "team_id": TEAM}
        event |= {"added_users": added, "added_users_count": len(added)}
        event |= {"removed_users": removed, "removed_users_count": len(removed)}
        await self._tell([event])

    async def _tell(self, events: Iterable[Json]) -> None:
        self._world.bell.ring()
        for event in events:
            await self._events.happened(event)

    def _room(self, channel_id: str) -> Channel:
        channel = self._world.channels[channel_id]
        if channel.kind not in {"public", "private"}:
            refuse(f"{channel.name} is a direct message")
        return channel

    def _rooms(self) -> list[Channel]:
        return [channel for channel in self._world.channels.values() if channel.kind in {"public", "private"}]


def _prefix(channel: Channel) -> str:
    return "channel" if channel.kind == "public" else "group"


def _of(channel: Channel, what: str, **more: str) -> list[Json]:
    if channel.kind == "private" and BOT_USER not in channel.members:
        return []
    return [{"type": f"{_prefix(channel)}_{what}", "channel": channel.id, **more}]


def _membership(channel: Channel, kind: str, user_id: str, **more: str) -> list[Json]:
    if BOT_USER not in channel.members:
        return []
    letter = "C" if channel.kind == "public" else "G"
    return [{"type": kind, "user": user_id, "channel": channel.id, "channel_type": letter, "team": TEAM, **more}]
