"""Bolt, put together. It runs a listener before it answers (`process_before_response`), so a listener must be quick.

Measured: Bolt's default runner polls every 10 ms; and its own signature check crashes on malformed headers and logs
whole bodies, so it is off and the guard in front verifies. Its loggers print payloads below WARNING.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

import aiohttp
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.domain.command import Action
from bot.slack.acting import Acting, Payload
from bot.slack.blocks.trouble import trouble_view
from bot.slack.desk import Desk
from bot.slack.errors import OLD_SCREEN, user_message
from bot.slack.flood import Flood
from bot.slack.forms import Forms
from bot.slack.home import Home
from bot.slack.listeners.approvals import Approvals
from bot.slack.listeners.audit import Audit
from bot.slack.listeners.board import Board
from bot.slack.listeners.bulk import Bulk
from bot.slack.listeners.check import CheckSeam
from bot.slack.listeners.connect import Connect
from bot.slack.listeners.door_command import DoorCommand
from bot.slack.listeners.door_lock import DoorLock
from bot.slack.listeners.door_status import DoorStatus
from bot.slack.listeners.door_tasks import DoorTaskClicks
from bot.slack.listeners.door_watch import DoorWatch
from bot.slack.listeners.end import End
from bot.slack.listeners.end_all import EndAll
from bot.slack.listeners.extend import Extend
from bot.slack.listeners.forget import Forget
from bot.slack.listeners.give_access import GiveAccess
from bot.slack.listeners.grant_detail import GrantDetail
from bot.slack.listeners.grant_form import GrantFormFields
from bot.slack.listeners.grant_lists import FindGrants, ListGrants
from bot.slack.listeners.guest_command import GuestCommand
from bot.slack.listeners.help import Help
from bot.slack.listeners.mail_guest import MailGuest
from bot.slack.listeners.more import More
from bot.slack.listeners.reviews import ReviewClicks
from bot.slack.listeners.series import Series
from bot.slack.listeners.set_up import SetUp
from bot.slack.listeners.set_up_locks import SetUpLocks
from bot.slack.listeners.set_up_notices import SetUpNotices
from bot.slack.listeners.set_up_parts import SetUpParts
from bot.slack.listeners.set_up_templates import SetUpTemplates
from bot.slack.listeners.show_pin import ShowPin
from bot.slack.listeners.web_pass import WebPass
from bot.slack.redraws import Redraws
from bot.slack.setting_up import SettingUp
from bot.slack.user_groups import UserGroups

TIMEOUT_SECONDS = 10
_LOUD = ("slack_bolt", "slack_sdk")


@dataclass(frozen=True)
class Installation:
    """Who the bot is in its workspace."""

    team_id: str
    bot_id: str
    bot_user_id: str


def web_client(token: str, base_url: str, session: aiohttp.ClientSession, *, patient: bool = False) -> AsyncWebClient:
    """A Web API client on a shared session; it sends nothing again by itself, unless it is `patient` with a 429.

    A 429 had no effect, so waiting for `Retry-After` doubles nothing. The outbox waits by itself, and an ack cannot.
    """
    handlers: list[AsyncRetryHandler] = [AsyncRateLimitErrorRetryHandler(max_retry_count=2)] if patient else []
    return _LimitedClient(
        token=token, base_url=base_url, session=session, timeout=TIMEOUT_SECONDS, retry_handlers=handlers
    )


class Feature(Protocol):
    """Listeners that belong together."""

    def register(self, app: AsyncApp) -> None: ...


class Verb(Feature, Protocol):
    """A word after `/guest`, with the listeners of what it opens."""

    async def on_command(self, ack: AsyncAck, acting: Acting, text: str) -> None: ...


class _LimitedClient(AsyncWebClient):
    """slack_sdk does not apply its timeout to a session that is shared: a call would wait for aiohttp's five minutes.

    Bolt makes plain clients of its own for `client` and `say`; no listener of ours uses those.
    """

    async def api_call(self, api_method: str, **arguments: Any) -> AsyncSlackResponse:  # noqa: ANN401  the base's own
        """Raises TimeoutError after `timeout` seconds."""
        async with asyncio.timeout(self.timeout):
            return await super().api_call(api_method, **arguments)


async def installation(client: AsyncWebClient) -> Installation:
    """Ask Slack once, at the start; raises SlackApiError where the token is no good."""
    me = await client.auth_test()
    return Installation(str(me["team_id"]), str(me["bot_id"]), str(me["user_id"]))


def create_app(desk: Desk, home: Home, installed: Installation, flood: Flood) -> AsyncApp:
    """All listeners on one Bolt app."""
    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.WARNING)
    app = AsyncApp(
        name="keydesk",  # else Bolt looks through the call stack and its source files for one
        client=_without_token(desk.client),
        authorize=_authorize(installed, desk.client.token or ""),
        process_before_response=True,
        request_verification_enabled=False,
        raise_error_for_unhandled_request=True,
    )
    app.middleware(flood.hold_back)
    app.middleware(home.after_click)
    _register(app, desk, home)
    app.error(Faults(desk).answer)
    return app


def _register(app: AsyncApp, desk: Desk, home: Home) -> None:
    forms, redraws = Forms(desk.services.giving, desk.clock, desk.region), Redraws(desk)
    give, help_, groups = GiveAccess(desk, forms), Help(home), UserGroups(desk.client, desk.clock)
    setting_up = SettingUp(desk, groups)
    set_up, parts = SetUp(desk, setting_up), SetUpParts(desk, setting_up, groups)
    connect, templates = Connect(desk, redraws, setting_up), SetUpTemplates(desk, setting_up)
    extend = Extend(desk, redraws, give)
    verbs: Mapping[str, Verb] = {
        "help": help_,
        "setup": set_up,
        "audit": Audit(desk, redraws),
        "forget": Forget(desk, redraws),
        "tasks": DoorTaskClicks(desk, redraws),
        "approvals": Approvals(desk, redraws),
        "check": CheckSeam(desk, redraws),
        "list": ListGrants(desk, redraws),
        "find": FindGrants(desk, redraws),
        "bulk": Bulk(desk, redraws),
        "end": EndAll(desk, redraws),
    }
    fields, more = GrantFormFields(desk, forms, redraws), More(desk, give, extend)
    command = GuestCommand({word: verb.on_command for word, verb in verbs.items()}, give.on_command)
    detail, board = GrantDetail(desk, redraws), Board()
    acts: tuple[Feature, ...] = (
        ShowPin(desk),
        extend,
        End(desk),
        MailGuest(desk),
        WebPass(desk),
        more,
        ReviewClicks(desk),
    )
    shown: tuple[Feature, ...] = (*acts, detail, board)
    forms_on_top = (parts, SetUpLocks(desk, setting_up), templates, SetUpNotices(desk, redraws, setting_up), connect)
    others: tuple[Feature, ...] = (command, give, fields, *forms_on_top, Series(desk, redraws))
    for feature in (*others, *shown, *verbs.values(), *_doors(desk, redraws, setting_up)):
        feature.register(app)


def _doors(desk: Desk, redraws: Redraws, setting_up: SettingUp) -> tuple[Feature, ...]:
    """`/door`, and what its verbs open."""
    status, lock, watch = DoorStatus(desk, redraws), DoorLock(desk, redraws), DoorWatch(desk, redraws, setting_up)
    verbs = {
        "status": status.on_command,
        "lock": lock.verb(Action.LOCK),
        "unlock": lock.verb(Action.UNLOCK),
        "watch": watch.on_command,
        "unwatch": watch.on_unwatch,
    }
    return (DoorCommand(verbs), status, lock, watch)


def _without_token(client: AsyncWebClient) -> AsyncWebClient:
    """Bolt with a token of its own calls auth.test on a request; this one is told who it is."""
    return AsyncWebClient(base_url=client.base_url, session=client.session, timeout=client.timeout, retry_handlers=[])


def _authorize(installed: Installation, token: str) -> Callable[[str | None], Awaitable[AuthorizeResult]]:
    """Answers from memory; who the person is, the directory decides."""

    async def authorize(enterprise_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=installed.team_id,
            bot_user_id=installed.bot_user_id,
            bot_id=installed.bot_id,
            bot_token=token,
        )

    return authorize


class Faults:
    """Every listener's error ends here: Slack is always answered, and the person always told."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, error: Exception, body: dict[str, Any]) -> BoltResponse:
        """An answer that Slack takes as an ack, with the sentence where the person looks."""
        text = OLD_SCREEN if isinstance(error, BoltUnhandledRequestError) else user_message(error)
        self._desk.refused(Acting.of(body), error)
        match body.get("type"):
            case None if "command" in body:
                return _json({"response_type": "ephemeral", "text": text})
            case "view_submission":
                return _json(_on_form(body["view"], text))
            case "block_suggestion":
                return _json({"options": []})
            case "block_actions" | "shortcut" | "message_action":
                self._desk.tasks.spawn(self._desk.say(Acting.of(body), text))
        return BoltResponse(status=200, body="")


def _on_form(view: Payload, text: str) -> Mapping[str, Any]:
    """At the first input, so that nothing typed is lost; a view without one is replaced."""
    inputs = [block.get("block_id") for block in view.get("blocks") or () if block["type"] == "input"]
    first = inputs[0] if inputs else None
    if first is None:
        return {"response_action": "update", "view": trouble_view(text).to_dict()}
    return {"response_action": "errors", "errors": {first: text}}


def _json(body: Mapping[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body=cast("dict[str, Any]", body))
