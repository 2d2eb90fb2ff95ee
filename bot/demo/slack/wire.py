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
RETRIES = 3


class NotConnected(Exception):
    """Nobody listens: call connect_http, or wait until the bot has opened its socket."""


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

    async def deliver(self, kind: str, payload: Json, attempt: int = 0) -> Ack:
        """`kind` is Socket Mode's envelope type: slash_commands, interactive or events_api."""
        started = time.monotonic()
        if self.url:
            over, (status, raw, problem) = "http", await self._post(kind, payload, attempt)
        elif self.hub.connected:
            over, (status, raw, problem) = "socket", await self._through_socket(kind, payload, attempt)
        else:
            raise NotConnected
        body = _parsed(raw)
        ack = Ack(problem is None, status, body, time.monotonic() - started, problem)
        self.deliveries.append(Delivery(kind, payload, over, ack, attempt))
        self.bell.ring()
        return ack

    async def _through_socket(self, kind: str, payload: Json, attempt: int) -> tuple[int, str, str | None]:
        try:
            return 200, json.dumps(await self.hub.deliver(kind, payload, self.ack_limit, attempt)), None
        except TimeoutError:
            return 0, "", "operation_timeout"

    async def _post(self, kind: str, payload: Json, attempt: int) -> tuple[int, str, str | None]:
        raw, content_type = _encoded(kind, payload)
        headers = self.signed(raw) | {"content-type": content_type}
        if attempt:
            headers |= {"x-slack-retry-num": str(attempt), "x-slack-retry-reason": "http_error"}
        try:
            async with asyncio.timeout(self.ack_limit), httpx.AsyncClient(verify=_LOOPBACK, trust_env=False) as client:
                answer = await client.post(self.url or "", content=raw, headers=headers, timeout=None)
        except TimeoutError:
            return 0, "", "operation_timeout"
        except httpx.HTTPError:
            return 0, "", "dispatch_failed"
        return answer.status_code, answer.text, None if answer.status_code == 200 else "dispatch_failed"  # noqa: PLR2004

    def signed(self, raw: bytes) -> dict[str, str]:
        """Slack's v0 signature over the raw body, at the injected clock's time."""
        stamp = str(int(self.now().timestamp()))
        digest = hmac.new(self.signing_secret.encode(), b":".join((b"v0", stamp.encode(), raw)), hashlib.sha256)
        return {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={digest.hexdigest()}"}

    async def event(self, payload: Json) -> Ack:
        """Sent again up to three times until the bot acknowledges, at once instead of after minutes."""
        ack = await self.deliver("events_api", payload)
        for attempt in range(1, RETRIES + 1):
            if ack.ok:
                break
            ack = await self.deliver("events_api", payload, attempt)
        return ack


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
