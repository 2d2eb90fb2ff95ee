"""Slack never redirects the calls that we make, and a redirect that is followed leads wherever somebody else says."""

from types import SimpleNamespace

import aiohttp


class Redirected(aiohttp.ClientError):
    """The answer was a redirect; it is not followed, and a retry may help."""


def slack_session() -> aiohttp.ClientSession:
    """A session for all that goes to Slack; the caller closes it."""
    trace = aiohttp.TraceConfig()
    trace.on_request_redirect.append(_refuse)
    return aiohttp.ClientSession(trace_configs=[trace])


async def _refuse(
    _session: aiohttp.ClientSession, _context: SimpleNamespace, _about: aiohttp.TraceRequestRedirectParams
) -> None:
    raise Redirected
