"""A POST is sent once and never again: no Seam create has an idempotency key, so a retry may make a second PIN.

Every endpoint takes POST with a JSON body (Seam's OpenAPI). What the caller may do after a failure is in the error:
`NotSent`, `Rejected` or `OutcomeUnknown`. No text of an answer or of httpx gets into an error.
"""

import asyncio
import json
import logging
import ssl
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from functools import cache
from http import HTTPStatus
from typing import TypeVar

import httpx
import structlog
from pydantic import JsonValue, SecretStr, ValidationError

from bot.domain.errors import NotSent
from bot.seam import models as wire
from bot.seam.errors import from_answer, outcome_of, trouble
from bot.services.meters import Timed, Took, unmeasured

Body = Mapping[str, JsonValue]
A = TypeVar("A", bound=wire.Answer)
P = TypeVar("P", bound=wire.Page)

log = structlog.get_logger(__name__)

MAX_ANSWER_BYTES = 16 * 1024 * 1024
"""A page of 900 entrances is about 1 MB; more than this is not Seam."""
MAX_PAGES = 500

_LOOPBACK = ("all://127.0.0.1", "all://localhost")
"""Simulators are reached directly, whatever proxy the environment names for the way to Seam."""
_JSON = {"Content-Type": "application/json"}
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)


def seam_http(
    api_url: str,
    api_key: SecretStr,
    *,
    connect_timeout: timedelta = timedelta(seconds=5),
    read_timeout: timedelta = timedelta(seconds=10),
    max_connections: int = 40,
) -> httpx.AsyncClient:
    """One pool for the whole process; the caller closes it. A redirect is never followed: it would carry the key."""
    return httpx.AsyncClient(
        base_url=api_url,
        headers={"Authorization": f"Bearer {api_key.get_secret_value()}", "User-Agent": "keydesk"},
        timeout=httpx.Timeout(read_timeout.total_seconds(), connect=connect_timeout.total_seconds()),
        limits=httpx.Limits(max_connections=max_connections, max_keepalive_connections=max_connections),
        follow_redirects=False,
        mounts=dict.fromkeys(_LOOPBACK),
        verify=_trusted(),
    )


@cache
def _trusted() -> ssl.SSLContext:
    """Httpx reads the certificates anew for each of its transports otherwise."""
    return httpx.create_ssl_context()


class Exchange:
    """The way to Seam and back; the calls are in the classes that stand on it.

    `total_timeout` bounds a whole call, so an answer that trickles cannot hold a lease; it must exceed the timeouts
    of `http` for connecting and reading. Deletes go out over `ends`, a pool of their own: no create that hangs holds
    an end back. `took` takes down how long each call was, and how it ended.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        *,
        total_timeout: timedelta,
        ends: httpx.AsyncClient | None = None,
        took: Took = unmeasured,
    ) -> None:
        self._http = http
        self._took = took
        self._ends = ends or http
        self._total_timeout = total_timeout.total_seconds()

    async def _pages(self, path: str, body: Body, answer: type[P]) -> AsyncIterator[P]:
        """Each page with the first call's filters; a cursor that repeats or is missing ends in `NotSent`."""
        seen: set[str | None] = {None}
        cursor: str | None = None
        for _ in range(MAX_PAGES):
            asked = body if cursor is None else {**body, "page_cursor": cursor}
            page = await self._post(path, asked, answer, effect=False)
            yield page
            if page.pagination is None or not page.pagination.has_next_page:
                return
            cursor = page.pagination.next_page_cursor
            if cursor in seen:
                break
            seen.add(cursor)
        raise NotSent("seam_unreadable")

    async def _post(self, path: str, body: Body, answer: type[A], *, effect: bool) -> A:
        """Send once; raises the `SystemTrouble` family and nothing else."""
        with Timed(self._took, outcome_of):
            return await self._sent(path, body, answer, effect=effect)

    async def _sent(self, path: str, body: Body, answer: type[A], *, effect: bool) -> A:
        try:
            async with asyncio.timeout(self._total_timeout):
                status, headers, content = await self._exchange(path, body)
        except _NEVER_LEFT as error:
            log.warning("seam_not_reached", path=path, kind=type(error).__name__)
            raise NotSent("seam_unreachable") from None
        except (httpx.DecodingError, _TooLongError):
            raise trouble("seam_unreadable", effect=effect) from None
        except (httpx.HTTPError, TimeoutError) as error:
            log.warning("seam_gave_no_answer", path=path, kind=type(error).__name__)
            raise trouble("seam_unreachable", effect=effect) from None
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            refusal = from_answer(status, headers, content, effect=effect)
            # 404 is how Seam says that something is gone: the good end of every access.
            level = logging.INFO if status == HTTPStatus.NOT_FOUND else logging.WARNING
            log.log(level, "seam_refused", path=path, status=status, problem=refusal.problem, seam=refusal.request_id)
            raise refusal
        try:
            return answer.model_validate_json(content)
        except ValidationError:
            raise trouble("seam_unreadable", effect=effect) from None

    async def _exchange(self, path: str, body: Body) -> tuple[int, httpx.Headers, bytes]:
        content = bytearray()
        sent = json.dumps(body).encode()  # ASCII escapes: half a surrogate pair in a name must not break the encoder
        http = self._ends if path.endswith("/delete") else self._http
        async with http.stream("POST", path, content=sent, headers=_JSON) as response:
            async for chunk in response.aiter_bytes():
                content += chunk
                if len(content) > MAX_ANSWER_BYTES:
                    raise _TooLongError
        return response.status_code, response.headers, bytes(content)


class _TooLongError(Exception):
    """The answer is longer than any of Seam's."""
