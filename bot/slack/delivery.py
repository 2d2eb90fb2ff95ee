"""How one message goes out. slack_sdk's own resending is off: the outbox decides, because it alone knows what was sent.

What Slack answers is sorted here into three: it cannot now (`PostLater`), not there (`Unreachable`), or sent.
"""

import secrets
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.services.messages.outbox import PostLater, Sent
from bot.slack.blocks.message import Message
from bot.slack.errors import UNREACHABLE, slack_code, slack_status
from bot.slack.replies import PLAIN

log = structlog.get_logger(__name__)

_PASSING = frozenset(
    {"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}
    | {"team_added_to_org", "accesslimited"}
)
_OURS = frozenset(
    {"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "missing_scope"}
    | {"not_allowed_token_type", "ekm_access_denied", "org_login_required"}
)
"""The token is wrong, not the message: it waits until an admin has mended it."""
BAD_MESSAGE = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long"})
"""The place is good, the message is not: a fault of ours."""
GONE = frozenset({"message_not_found", "thread_not_found", "cant_update_message", "edit_window_closed"})
"""The message cannot be changed any more."""
NOT_FIT = "not_fit"
"""Ours, not Slack's: others than the team read along there, or nobody can write there any more."""
LOST = GONE | {NOT_FIT, "channel_not_found", "not_in_channel", "is_archived", "is_inactive"}
"""Nobody can see or use it any more: it is posted anew, elsewhere if need be."""
NOT_READ = frozenset({"message_not_found", "thread_not_found", NOT_FIT})
"""Nobody reads there what stood there: it was deleted, or we have taken it away."""
MOST_PLAIN = 3000
_DEFAULT_PAUSE = timedelta(seconds=1)


class Unreachable(Exception):
    """This place takes no message from us, and will not by waiting; `code` is Slack's word for why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Delivery:
    """Posts and updates, each sent exactly once per call."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client

    async def post(self, place: str, message: Message, *, thread: str | None = None, broadcast: bool = False) -> Sent:
        """A new message in a conversation, or in the DM of the user whose id is given.

        Raises:
            PostLater, Unreachable.
        """
        arguments: dict[str, Any] = {"channel": place, **PLAIN}
        if thread is not None:
            arguments |= {"thread_ts": thread, "reply_broadcast": broadcast}
        return await _whole_or_plain(partial(self._client.chat_postMessage, **arguments), message)

    async def update(self, sent: Sent, message: Message) -> Sent:
        """Change a message of ours in place.

        Raises:
            PostLater, Unreachable.
        """
        arguments: dict[str, Any] = {"channel": sent.channel, "ts": sent.ts, "link_names": False, "parse": "none"}
        return await _whole_or_plain(partial(self._client.chat_update, **arguments), message)


async def _whole_or_plain(call: Callable[..., Awaitable[AsyncSlackResponse]], message: Message) -> Sent:
    """The message, or its text alone where Slack does not take the blocks: better plain words than none."""
    try:
        return await _sent(partial(call, **message.to_dict()))
    except Unreachable as refused:
        if refused.code not in BAD_MESSAGE or not message.blocks:
            raise
        log.warning("slack_message_refused", slack_error=refused.code, reference=secrets.token_hex(4))
        return await _sent(partial(call, text=message.text[:MOST_PLAIN], blocks=[]))


async def _sent(call: Callable[[], Awaitable[AsyncSlackResponse]]) -> Sent:
    try:
        answer = await call()
    except SlackApiError as error:
        raise sorted_out(error) from None
    except UNREACHABLE:
        raise PostLater from None
    return Sent(channel=str(answer["channel"]), ts=str(answer["ts"]))


def sorted_out(error: SlackApiError) -> PostLater | Unreachable:
    """What an error of Slack means for a message; the error itself prints the whole answer, so it goes no further."""
    status, code = slack_status(error), slack_code(error)
    if status == HTTPStatus.TOO_MANY_REQUESTS or code in {"ratelimited", "rate_limited"}:
        return PostLater(_retry_after(error), nothing_else=True)
    if code in _OURS:
        log.error("slack_token_refused", slack_error=code, reference=secrets.token_hex(4))
        return PostLater()
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or code in _PASSING:
        return PostLater()
    return Unreachable(code)


def _retry_after(error: SlackApiError) -> timedelta:
    headers = getattr(error.response, "headers", None) or {}
    value = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    return timedelta(seconds=int(value)) if str(value).isdigit() else _DEFAULT_PAUSE
