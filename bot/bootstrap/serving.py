"""A stop (SIGTERM) takes nothing new, lets what runs come to a safe line, and leaves the rest to rows."""

import asyncio
import contextlib
import gc
import signal

import structlog
import uvicorn

from bot.bootstrap.figures import metrics_port
from bot.bootstrap.parts import CannotStart, Misconfigured
from bot.bootstrap.product import product
from bot.config import Settings
from bot.storage.database import database_path
from bot.storage.disk import ephemeral_filesystem
from bot.storage.secrets import SecretError
from bot.web.server import web_server

log = structlog.get_logger(__name__)


async def serve(settings: Settings) -> None:
    """Run the whole bot until a signal ends it, which it may do at any point of the start too.

    Raises:
        CannotStart, AlreadyRunning.
    """
    if kind := ephemeral_filesystem(database_path(settings.database_url)):
        log.warning("database_on_ephemeral_disk", filesystem=kind, advice="set DATABASE_URL to a disk that stays")
    stop = _Stop()
    try:
        async with product(settings) as bot:
            # Without this a full collection stalls the loop for tens of milliseconds (measured).
            gc.collect()
            gc.freeze()
            async with metrics_port(bot.figures, settings.metrics_port):
                await _listen(web_server(bot.web, settings.host, settings.port, settings.drain), stop)
    except SecretError as error:
        raise Misconfigured(str(error)) from None
    except asyncio.CancelledError:
        if not stop.asked:
            raise


class _Stop:
    """What SIGTERM and SIGINT do: while the product starts they break the start off, later they end the server."""

    def __init__(self) -> None:
        self.asked = False
        self.server: uvicorn.Server | None = None
        self._starting = asyncio.current_task()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self._ask)

    def _ask(self) -> None:
        log.info("stopping")
        if self.server is not None:
            self.server.should_exit = True
        elif self._starting is not None and not self.asked:
            self._starting.cancel()
        self.asked = True


async def _listen(server: uvicorn.Server, stop: _Stop) -> None:
    server.capture_signals = contextlib.nullcontext  # type: ignore[assignment,method-assign]
    stop.server = server
    log.info("serving", host=server.config.host, port=server.config.port)
    try:
        await server.serve()
    except SystemExit:
        # uvicorn has logged why it cannot listen, and would leave with an exit code of its own.
        msg = f"PORT: cannot listen on {server.config.host}:{server.config.port}. Give HOST and PORT a free address"
        raise CannotStart(msg) from None
