"""The metrics port: on loopback, whatever HOST says, and only where METRICS_PORT is set."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

import structlog
from starlette.applications import Starlette

from bot.bootstrap.parts import CannotStart
from bot.services.ports import Clock
from bot.services.store import Store
from bot.web.metrics import Metrics, metrics_app
from bot.web.server import web_server

log = structlog.get_logger(__name__)

HOST = "127.0.0.1"


def figures_app(metrics: Metrics, store: Store, clock: Clock, heard_at: Callable[[], datetime | None]) -> Starlette:
    """What is asked for at the metrics port."""

    async def refresh() -> None:
        now = clock.now()
        async with store.read() as work:
            figures, times = await work.figures.count(now), await work.next_times()
        metrics.show(now, figures, times.first, heard_at())

    return metrics_app(metrics, refresh)


@asynccontextmanager
async def metrics_port(app: Starlette, port: int | None) -> AsyncIterator[None]:
    """Served while the block runs, where a port is given; raises CannotStart where it is taken."""
    if port is None:
        yield
        return
    server = web_server(app, HOST, port)
    server.capture_signals = contextlib.nullcontext  # type: ignore[assignment,method-assign]
    with _listener(port) as taken:
        serving = asyncio.create_task(server.serve(sockets=[taken]))
        log.info("metrics", host=HOST, port=taken.getsockname()[1])
        try:
            yield
        finally:
            server.should_exit = True
            await serving


def _listener(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port))
    except OSError:
        msg = f"METRICS_PORT: cannot listen on {HOST}:{port}. Give it a free port"
        raise CannotStart(msg) from None
