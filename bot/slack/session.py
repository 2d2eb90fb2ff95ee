"""Slack never redirects the calls that we make, and a redirect that is followed leads wherever somebody else says."""

import time
from collections.abc import Callable
from http import HTTPStatus
from types import SimpleNamespace

import aiohttp

from bot.services.meters import Outcome, Took, unmeasured


class Redirected(aiohttp.ClientError):
    """The answer was a redirect; it is not followed, and a retry may help."""


Dated = Callable[[str | None], None]
"""Hears the date of an answer."""


def slack_session(took: Took = unmeasured, dated: Dated | None = None) -> aiohttp.ClientSession:
    """A session for all that goes to Slack, with each call taken down; the caller closes it."""
    trace = aiohttp.TraceConfig()

    async def begin(_session: aiohttp.ClientSession, context: SimpleNamespace, _: object) -> None:
        context.began = time.perf_counter()

    async def answered(
        _session: aiohttp.ClientSession, context: SimpleNamespace, end: aiohttp.TraceRequestEndParams
    ) -> None:
        took(_outcome(end.response.status), time.perf_counter() - context.began)
        if dated is not None:
            dated(end.response.headers.get("Date"))

    async def failed(_session: aiohttp.ClientSession, context: SimpleNamespace, _: object) -> None:
        took(Outcome.UNREACHABLE, time.perf_counter() - context.began)

    trace.on_request_start.append(begin)
    trace.on_request_end.append(answered)
    trace.on_request_exception.append(failed)
    trace.on_request_redirect.append(_refuse)
    return aiohttp.ClientSession(trace_configs=[trace])


async def _refuse(_session: aiohttp.ClientSession, _context: SimpleNamespace, _: object) -> None:
    raise Redirected


def _outcome(status: int) -> Outcome:
    """What Slack refuses, it mostly refuses with 200: this is about the way to it."""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Outcome.BUSY
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Outcome.UNREACHABLE
    return Outcome.OK if status < HTTPStatus.BAD_REQUEST else Outcome.REFUSED
