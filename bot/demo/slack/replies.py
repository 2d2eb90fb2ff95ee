"""What the bot says by ack or response_url: five uses in 30 minutes, and ephemeral unless it says in_channel."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.demo.slack.chat import content, edit
from bot.demo.slack.records import BOT_USER, Call, Message, SlackError
from bot.demo.slack.rules import Json
from bot.demo.slack.workspace import Workspace

LIFE = timedelta(minutes=30)
USES = 5


@dataclass
class Address:
    """Where the answers of one response_url go; `source` is the message whose button was clicked."""

    user: str
    channel: str
    made_at: datetime
    source: Message | None
    uses: int = 0


class Replies:
    """The response_url endpoints, and the same message bodies when they come in an ack."""

    def __init__(self, world: Workspace, journal: list[Call]) -> None:
        self._world = world
        self._journal = journal
        self._addresses: dict[str, Address] = {}
        self.base_url = ""

    def url(self, user: str, channel: str, source: Message | None = None) -> str:
        key = secrets.token_urlsafe(12)
        self._addresses[key] = Address(user, channel, self._world.now(), source)
        return f"{self.base_url}/response/{key}"

    async def endpoint(self, request: Request) -> Response:
        """Plain "ok", or 404 with used_url or expired_url, or 400 with what is wrong in the body.

        The names of these errors stand on no page of Slack's that was at hand.
        """
        body = _object(await request.body())
        error = "invalid_payload" if body is None else self._use(request.path_params["key"], body)
        self._journal.append(Call("response_url", body or {}, error is None, error, self._world.now()))
        self._world.bell.ring()
        if error is None:
            return PlainTextResponse("ok")
        return PlainTextResponse(error, 404 if error in {"used_url", "expired_url"} else 400)

    def _use(self, key: str, body: Json) -> str | None:
        address = self._addresses.get(key)
        if address is None or self._world.now() - address.made_at > LIFE:
            return "expired_url"
        if address.uses >= USES:
            return "used_url"
        address.uses += 1
        try:
            self.say(address, body)
        except SlackError as error:
            return error.code
        return None

    def answer(self, user: str, channel: str, body: Json) -> None:
        """A message that came in the ack of a command. Raises SlackError."""
        self.say(Address(user, channel, self._world.now(), None), body)

    def say(self, address: Address, body: Json) -> None:
        in_channel = body.get("response_type") == "in_channel"
        source = address.source
        hidden = not in_channel if source is None or not body.get("replace_original") else source.only_for is not None
        self._world.record_message(address.channel, body, only_for=address.user if hidden else None)
        if body.get("delete_original") and source:
            source.deleted = True
            return
        text, blocks = content(body)
        if body.get("replace_original") and source:
            edit(source, text, blocks if blocks is not None else [])
            return
        only_for = None if in_channel else address.user
        message = Message(address.channel, self._world.ts(), BOT_USER, text, blocks or [], only_for=only_for)
        message.thread_ts = body.get("thread_ts")
        self._world.put(message)


def _object(raw: bytes) -> Json | None:
    try:
        found = json.loads(raw)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
