"""What Slack sends to the bot. A click on an ephemeral message comes without the message itself."""

import itertools
import secrets

from bot.demo.slack.records import APP, BOT_USER, DOMAIN, TEAM, Channel, Message, User, View
from bot.demo.slack.replies import Replies
from bot.demo.slack.rules import Json
from bot.demo.slack.state import Field
from bot.demo.slack.workspace import Workspace


class Payloads:
    """Builds the body of each delivery, with a fresh trigger id and response_url where Slack gives one."""

    def __init__(self, world: Workspace, replies: Replies) -> None:
        self._world = world
        self._replies = replies
        self._numbers = itertools.count(1)

    def _common(self, kind: str, user: User, *, trigger: str | None) -> Json:
        name = user.name.lower().replace(" ", ".")
        body: Json = {
            "type": kind,
            "token": "verification-token",
            "team": {"id": TEAM, "domain": DOMAIN},
            "user": {"id": user.id, "username": name, "name": name, "team_id": user.team},
            "api_app_id": APP,
            "enterprise": None,
            "is_enterprise_install": False,
        }
        return body | ({"trigger_id": trigger} if trigger else {})

    def command(self, user: User, command: str, text: str, channel: Channel) -> Json:
        names = {"private": "privategroup", "im": "directmessage", "mpim": "privategroup"}
        return {
            "token": "verification-token",
            "team_id": TEAM,
            "team_domain": DOMAIN,
            "channel_id": channel.id,
            "channel_name": names.get(channel.kind, channel.name),
            "user_id": user.id,
            "user_name": user.name.lower().replace(" ", "."),
            "command": command,
            "text": text,
            "api_app_id": APP,
            "is_enterprise_install": "false",
            "response_url": self._replies.url(user.id, channel.id),
            "trigger_id": self._world.modals.trigger(user.id, channel.id),
        }

    def action(self, user: User, where: Message | View, field: Field, chosen: Json) -> Json:
        action = {"action_id": field.action_id, "block_id": field.block_id, "type": field.type, **chosen}
        action["action_ts"] = self._world.ts()
        place = self._in_view(user, where) if isinstance(where, View) else self._in_message(user, where)
        return place | {"actions": [action]}

    def _in_view(self, user: User, view: View) -> Json:
        trigger = self._world.modals.trigger(user.id, view.channel, view.root_id)
        body = self._common("block_actions", user, trigger=trigger)
        body["container"] = {"type": "view", "view_id": view.id}
        return body | {"view": view.body() | {"type": view.given["type"]}}

    def _in_message(self, user: User, message: Message) -> Json:
        body = self._common("block_actions", user, trigger=self._world.modals.trigger(user.id, message.channel))
        hidden = message.only_for is not None
        body["container"] = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": message.channel,
            "is_ephemeral": hidden,
        }
        body["channel"] = self._channel(message.channel)
        body["state"] = {"values": message.states.get(user.id, {})}
        body["response_url"] = self._replies.url(user.id, message.channel, message)
        return body if hidden else body | {"message": message.body()}

    def _channel(self, channel_id: str) -> Json:
        return {"id": channel_id, "name": self._world.channels[channel_id].name}

    def suggestion(self, user: User, where: Message | View, field: Field, query: str) -> Json:
        body = self._common("block_suggestion", user, trigger=None)
        body |= {"action_id": field.action_id, "block_id": field.block_id, "value": query}
        if isinstance(where, View):
            return body | {"container": {"type": "view", "view_id": where.id}, "view": where.body()}
        container = {"type": "message", "message_ts": where.ts, "channel_id": where.channel}
        return body | {"container": container, "channel": self._channel(where.channel), "message": where.body()}

    def submission(self, user: User, view: View, response_urls: list[Json]) -> Json:
        trigger = self._world.modals.trigger(user.id, view.channel, view.root_id)
        body = self._common("view_submission", user, trigger=trigger)
        return body | {"view": view.body(), "response_urls": response_urls}

    def closed(self, user: User, view: View, *, is_cleared: bool) -> Json:
        return self._common("view_closed", user, trigger=None) | {"view": view.body(), "is_cleared": is_cleared}

    def shortcut(self, user: User, callback_id: str) -> Json:
        body = self._common("shortcut", user, trigger=self._world.modals.trigger(user.id))
        return body | {"callback_id": callback_id, "action_ts": self._world.ts()}

    def message_shortcut(self, user: User, callback_id: str, message: Message) -> Json:
        body = self._common("message_action", user, trigger=self._world.modals.trigger(user.id, message.channel))
        body |= {"callback_id": callback_id, "action_ts": self._world.ts()}
        body |= {"message_ts": message.ts, "message": message.body(), "channel": self._channel(message.channel)}
        return body | {"response_url": self._replies.url(user.id, message.channel)}

    def event(self, event: Json) -> Json:
        channel = self._world.channels.get(str(event.get("channel")))
        authorization = {"team_id": TEAM, "user_id": BOT_USER, "is_bot": True, "is_enterprise_install": False}
        return {
            "token": "verification-token",
            "team_id": TEAM,
            "api_app_id": APP,
            "type": "event_callback",
            "event": event,
            "event_id": f"Ev{next(self._numbers):06d}{secrets.token_hex(3)}",
            "event_time": int(self._world.now().timestamp()),
            "authorizations": [{"enterprise_id": None, **authorization}],
            "is_ext_shared_channel": channel is not None and channel.ext_shared,
        }
