"""Bolt parses a body before it checks the signature, and crashes on malformed headers: nothing reaches it unsigned.

Source: Slack's v0 signing, HMAC-SHA256 over `v0:{timestamp}:{raw body}`, stamps more than 300 s away refused.
"""

import hashlib
import hmac
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.web.bodies import Bodies, Unacceptable

RawHandler = Callable[[Request, bytes], Awaitable[Response]]
"""Gets the request with its body unread, and the raw body beside it."""
Endpoint = Callable[[Request], Awaitable[Response]]

TOLERANCE = timedelta(seconds=300)
REMEMBERED = timedelta(minutes=15)
"""Longer than a stamp stays acceptable, counted from 300 s in the future to 300 s in the past."""

_TIMESTAMP = re.compile(r"[0-9]{1,12}", re.ASCII)
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}", re.ASCII)


def verify_slack(headers: Mapping[str, str], raw_body: bytes, secrets: Sequence[str], now: datetime) -> bool:
    """Whether one of the secrets signed this body within the tolerance; malformed headers are False, never an error.

    `headers` has lower-case names, or ignores case like Starlette's.
    """
    if not _may_be_signed(headers, now):
        return False
    signed = b"v0:%b:%b" % (headers["x-slack-request-timestamp"].encode(), raw_body)
    return any(_matches(secret, signed, headers["x-slack-signature"]) for secret in secrets if secret)


def _may_be_signed(headers: Mapping[str, str], now: datetime) -> bool:
    """What can be said without the body: the headers are well formed, and the stamp is of these minutes."""
    timestamp = headers.get("x-slack-request-timestamp", "")
    if not _TIMESTAMP.fullmatch(timestamp) or not _SIGNATURE.fullmatch(headers.get("x-slack-signature", "")):
        return False
    return abs(now.timestamp() - int(timestamp)) <= TOLERANCE.total_seconds()


def _matches(secret: str, signed: bytes, signature: str) -> bool:
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return hmac.compare_digest(f"v0={digest}", signature)


class SeenSignatures:
    """Signatures of the last quarter of an hour; Slack's own redelivery has a new stamp and so a new signature."""

    def __init__(self) -> None:
        self._seen: OrderedDict[str, datetime] = OrderedDict()

    def __len__(self) -> int:
        return len(self._seen)

    def is_new(self, signature: str, now: datetime) -> bool:
        """True once per signature."""
        while self._seen and next(iter(self._seen.values())) < now - REMEMBERED:
            self._seen.popitem(last=False)
        if signature in self._seen:
            return False
        self._seen[signature] = now
        return True

    async def unless_it_fails(self, signature: str, work: Awaitable[Response]) -> Response:
        """The answer; a request that failed here is forgotten: its redelivery may be byte for byte the same."""
        done = False
        try:
            response = await work
            done = response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR
            return response
        finally:
            if not done:
                self._seen.pop(signature, None)


def slack_endpoint(handle: RawHandler, secrets: Sequence[str], now: Callable[[], datetime]) -> Endpoint:
    """`handle` behind the guard: 401 unless signed; a replay is answered 200 and goes no further.

    Raises:
        ValueError: there is no secret, so nothing could be told from a forgery.
    """
    if not any(secrets):
        msg = "a signing secret is needed"
        raise ValueError(msg)
    seen, bodies = SeenSignatures(), Bodies()

    async def endpoint(request: Request) -> Response:
        headers = single_headers(request)
        if not _may_be_signed(headers, now()):
            return refused()
        try:
            body = await bodies.read(request)
        except Unacceptable:
            return refused()
        if not verify_slack(headers, body, secrets, now()):
            return refused()
        signature = headers["x-slack-signature"]
        if not seen.is_new(signature, now()):
            return Response()
        return await seen.unless_it_fails(signature, handle(request, body))

    return endpoint


def raw_endpoint(handle: RawHandler) -> Endpoint:
    """`handle` with a bounded body; it verifies the signature itself, before it parses."""
    bodies = Bodies()

    async def endpoint(request: Request) -> Response:
        try:
            body = await bodies.read(request)
        except Unacceptable:
            return refused()
        return await handle(request, body)

    return endpoint


def refused() -> Response:
    """The one answer to everything unsigned: it tells a forger nothing."""
    return PlainTextResponse("unauthorized", status_code=401)


def single_headers(request: Request) -> dict[str, str]:
    """A header given twice counts as absent: two readers may disagree on which one holds."""
    names = request.headers.keys()
    return {name: request.headers[name] for name in names if names.count(name) == 1}
