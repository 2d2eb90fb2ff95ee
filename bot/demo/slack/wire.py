"""One delivery to the bot, signed HTTP or socket; the 3 s for the ack are real time, whatever the clock says."""

import asyncio
import hashlib
import hmac
import json
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

import httpx

from bot.demo.slack.bell import Bell
from bot.demo.slack.records import Ack, Delivery
from bot.demo.slack.rules import Json
from bot.demo.slack.socket import SocketHub

_LOOPBACK = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Loading the machine's certificates for each request costs 20 ms, and none is ever needed here."""
_AROUND = httpx.Timeout(None)
"""`ack_limit` cuts the whole exchange off instead."""
REDIRECTS = 2
"""More are not followed, and only for events are there any."""
_SHOWN = {"http_timeout": "operation_timeout", "timeout": "operation_timeout"}
"""What the person reads; anything else that goes wrong reads dispatch_failed."""


class NotConnected(Exception):
    """Nobody listens: call connect_http, or wait until the bot has opened its socket."""


@dataclass(frozen=True)
class Attempt:
    """How often this event came before, and why it comes again."""

    number: int = 0
    reason: str = ""


FIRST = Attempt()


@dataclass(frozen=True)
class _Answer:
    """`failure` in the words of `x-slack-retry-reason`; over a socket there is but "timeout"."""

    status: int = 0
    text: str = ""
    failure: str | None = None
    no_retry: bool = False


@dataclass
class Wire:
    """Where the bot listens: `url` when it is set, else the open socket."""

    now: Callable[[], datetime]
    signing_secret: str
    hub: SocketHub
    bell: Bell
    url: str | None = None
    ack_limit: float = 3.0

    def __post_init__(self) -> None:
        self.deliveries: list[Delivery] = []

    async def deliver(self, kind: str, payload: Json, attempt: Attempt = FIRST) -> Ack:
        """`kind` is Socket Mode's envelope type: slash_commands, interactive or events_api."""
        started = time.monotonic()
        if self.url:
            over, answer = "http", await self._post(kind, payload, attempt)
        elif self.hub.connected:
            over, answer = "socket", await self._through_socket(kind, payload, attempt)
        else:
            raise NotConnected
        ack = Ack(
            ok=answer.failure is None,
            status=answer.status,
            body=_parsed(answer.text),
            seconds=time.monotonic() - started,
            problem=_SHOWN.get(answer.failure, "dispatch_failed") if answer.failure else None,
            reason=answer.failure,
            no_retry=answer.no_retry,
        )
        self.deliveries.append(Delivery(kind, payload, over, ack, attempt.number, attempt.reason))
        self.bell.ring()
        return ack

    async def _through_socket(self, kind: str, payload: Json, attempt: Attempt) -> _Answer:
        try:
            body = await self.hub.deliver(kind, payload, self.ack_limit, attempt.number, attempt.reason)
        except TimeoutError:
            return _Answer(failure="timeout")
        return _Answer(200, json.dumps(body))

    async def _post(self, kind: str, payload: Json, attempt: Attempt) -> _Answer:
        raw, content_type = _encoded(kind, payload)
        headers = self.signed(raw) | {"content-type": content_type}
        if attempt.number:
            headers |= {"x-slack-retry-num": str(attempt.number), "x-slack-retry-reason": attempt.reason}
        try:
            async with asyncio.timeout(self.ack_limit), _client() as client:
                is_event = kind == "events_api"
                answer = await client.post(self.url or "", content=raw, headers=headers, follow_redirects=is_event)
        except TimeoutError:
            return _Answer(failure="http_timeout")
        except httpx.TooManyRedirects:
            return _Answer(failure="too_many_redirects")
        except httpx.HTTPError:
            return _Answer(failure="connection_failed")
        is_taken = answer.is_success if is_event else answer.status_code == httpx.codes.OK
        no_retry = answer.headers.get("x-slack-no-retry") == "1"
        return _Answer(answer.status_code, answer.text, None if is_taken else "http_error", no_retry)

    def signed(self, raw: bytes) -> dict[str, str]:
        """Slack's v0 signature over the raw body, at the injected clock's time."""
        stamp = str(int(self.now().timestamp()))
        digest = hmac.new(self.signing_secret.encode(), b":".join((b"v0", stamp.encode(), raw)), hashlib.sha256)
        return {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={digest.hexdigest()}"}


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(verify=_LOOPBACK, trust_env=False, timeout=_AROUND, max_redirects=REDIRECTS)


def _encoded(kind: str, payload: Json) -> tuple[bytes, str]:
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def _parsed(raw: str) -> Json:
    """Bare text is what a command's ack may consist of."""
    if not raw.strip():
        return {}
    try:
        found = json.loads(raw)
    except ValueError:
        return {"text": raw}
    return found if isinstance(found, dict) else {"text": raw}
