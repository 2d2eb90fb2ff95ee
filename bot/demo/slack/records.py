"""Messages and views are live: what a test holds changes when the bot edits it, as on a person's screen."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NoReturn

from bot.demo.slack.rules import Json

Kind = Literal["member", "admin", "guest", "ultra", "external", "bot", "deleted"]
State = dict[str, dict[str, Json]]
"""`view.state.values`: block id, action id, the element's value."""

TEAM = "T0KEYDESK"
OTHER_TEAM = "T0OTHER"
DOMAIN = "keydesk-demo"
APP = "A0KEYDESK"
BOT_USER = "U0KEYDESK"
BOT = "B0KEYDESK"


class SlackError(Exception):
    """An `ok: false` of the Web API; `extra` goes into the answer beside the code."""

    def __init__(self, code: str, **extra: object) -> None:
        super().__init__(code)
        self.code = code
        self.extra = extra


class Refused(Exception):
    """Slack's client would not let the person do this: no such button, an option not offered, a field left empty."""


def refuse(why: str) -> NoReturn:
    raise Refused(why)


@dataclass(frozen=True)
class User:
    id: str
    name: str
    tz: str
    kind: Kind = "member"
    email: str | None = None
    updated: int = 1
    """Seconds since 1970 of the last change."""

    @property
    def team(self) -> str:
        return OTHER_TEAM if self.kind == "external" else TEAM


@dataclass
class Channel:
    """`kind` is public, private, im or mpim; `members` are user ids, the bot's among them where it is in."""

    id: str
    name: str
    kind: str
    members: list[str]
    ext_shared: bool = False
    archived: bool = False


@dataclass(eq=False)
class Message:
    """`only_for` names the one user who sees an ephemeral message."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json]
    thread_ts: str | None = None
    broadcast: bool = False
    only_for: str | None = None
    metadata: Json | None = None
    files: list[Json] = field(default_factory=list)
    edited: bool = False
    deleted: bool = False
    states: dict[str, State] = field(default_factory=dict)
    """What each person has chosen in it, by user id."""

    def body(self) -> Json:
        """As Slack shows it in answers and payloads."""
        body: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text, "team": TEAM}
        if self.user == BOT_USER:
            body |= {"bot_id": BOT, "app_id": APP}
        if self.blocks:
            body["blocks"] = self.blocks
        if self.files:
            body["files"] = self.files
        if self.thread_ts:
            body["thread_ts"] = self.thread_ts
        if self.edited:
            body["edited"] = {"user": self.user, "ts": self.ts}
        if self.metadata:
            body["metadata"] = self.metadata
        return json.loads(json.dumps(body))  # type: ignore[no-any-return]


@dataclass(eq=False)
class View:
    """A modal or Home view as one person has it before them."""

    id: str
    user: str
    given: Json
    """The view as the bot sent it, with the ids that Slack adds to blocks and elements."""
    hash: str
    root_id: str
    previous_id: str | None = None
    channel: str | None = None
    """The conversation behind the modal."""
    state: State = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    """Shown under the fields, by block id."""
    note: str | None = None
    """What Slack itself shows in the modal when the bot did not answer."""
    is_open: bool = True

    @property
    def blocks(self) -> list[Json]:
        return self.given["blocks"]  # type: ignore[no-any-return]

    def body(self) -> Json:
        """As Slack shows it in answers and payloads."""
        given = {
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "title": None,
            "submit": None,
            "close": None,
        }
        flags = {"clear_on_close": False, "notify_on_close": False, "submit_disabled": False}
        ids = {"id": self.id, "hash": self.hash, "root_view_id": self.root_id, "previous_view_id": self.previous_id}
        team = {"team_id": TEAM, "app_id": APP, "bot_id": BOT, "app_installed_team_id": TEAM}
        body: Json = given | flags | self.given | ids | team | {"state": {"values": self.state}}
        return json.loads(json.dumps(body))  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Call:
    """One call of the bot, as journaled; the token is left out of `args`."""

    method: str
    args: Json
    ok: bool
    error: str | None
    at: datetime


@dataclass(frozen=True)
class Ack:
    """The bot's answer to one delivery; `problem` is what went wrong in Slack's eyes, `seconds` real time.

    `reason` is what Slack gives when it sends an event again, `no_retry` that the bot asked it not to.
    """

    ok: bool
    status: int
    body: Json
    seconds: float
    problem: str | None = None
    reason: str | None = None
    no_retry: bool = False


@dataclass(frozen=True)
class Delivery:
    """One thing sent to the bot; `attempt` counts from 0 (only events are tried again)."""

    kind: str
    payload: Json
    over: str
    ack: Ack
    attempt: int = 0
    reason: str = ""
    """Why it came again."""


@dataclass(frozen=True)
class Sent:
    """A string the bot sent. Kinds: channel_message, dm, ephemeral, view, notification_text, metadata, options, file.

    `where` is the user who reads a view or an ephemeral message, else the conversation.
    """

    kind: str
    where: str
    text: str
