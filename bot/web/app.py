"""Routes only: what is behind them is given, so that no other ring is known here."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager

import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.answers import SafeAnswers
from bot.web.guard import Endpoint
from bot.web.health import Readiness, healthz, readyz

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


class RequestIds:
    """Gives each request an id of ours; a caller's own id is not taken over, it could forge log lines."""

    def __init__(self, app: ASGIApp, new_id: Callable[[], str]) -> None:
        self._app = app
        self._new_id = new_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with structlog.contextvars.bound_contextvars(request_id=self._new_id()):
            await self._app(scope, receive, send)


def create_app(
    *,
    slack: Endpoint | None,
    seam: Endpoint | None,
    guest: Sequence[Route] = (),
    is_ready: Readiness,
    new_request_id: Callable[[], str],
    lifespan: Lifespan | None = None,
) -> Starlette:
    """The web application; without `slack` (Socket Mode) or `seam` (no webhook secret) that route is not there.

    The endpoints come from `guard.slack_endpoint` and `guard.raw_endpoint`, the guests' pages from `guest.routes`.
    """
    routes = [Route("/healthz", healthz), Route("/readyz", readyz(is_ready)), *guest]
    if slack is not None:
        routes.append(Route("/slack/events", slack, methods=["POST"]))
    if seam is not None:
        routes.append(Route("/seam/webhooks", seam, methods=["POST"]))
    around = [Middleware(RequestIds, new_id=new_request_id), Middleware(SafeAnswers)]
    app = Starlette(routes=routes, lifespan=lifespan, middleware=around)
    app.router.redirect_slashes = False  # its Location would repeat whatever Host the caller names
    return app
