"""One word each, because anybody may ask: what is wrong is in the log and in `doctor`."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

Readiness = Callable[[], Awaitable[bool]]
"""Whether new work is welcome: the database answers, the engine runs, nothing is being drained."""


async def healthz(_request: Request) -> Response:
    """The process is alive; a platform restarts it where this fails."""
    return PlainTextResponse("ok")


def readyz(is_ready: Readiness) -> Callable[[Request], Awaitable[Response]]:
    """A platform sends traffic only while this says 200."""

    async def endpoint(_request: Request) -> Response:
        if await is_ready():
            return PlainTextResponse("ready")
        return PlainTextResponse("waiting", status_code=503)

    return endpoint
