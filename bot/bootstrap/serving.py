"""A stop (SIGTERM) takes nothing new, lets what runs come to a safe line, and leaves the rest to rows."""

import asyncio
import contextlib
import gc
import resource
import signal

import structlog
import uvicorn
from slack_sdk.errors import SlackApiError

from bot.bootstrap.parts import HTTP_TROUBLE, CannotStart
from bot.bootstrap.product import product
from bot.config import Settings
from bot.storage.database import database_path
from bot.storage.disk import ephemeral_filesystem
from bot.storage.secrets import SecretError

log = structlog.get_logger(__name__)


async def serve(settings: Settings) -> None:
    """Run the whole bot until a signal ends it.

    Raises:
        CannotStart, AlreadyRunning.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if kind := ephemeral_filesystem(database_path(settings.database_url)):
        log.warning("database_on_ephemeral_disk", filesystem=kind, advice="set DATABASE_URL to a disk that stays")
    try:
        async with product(settings) as bot:
            # Without this a full collection stalls the loop for tens of milliseconds (measured).
            gc.collect()
            gc.freeze()
            config = uvicorn.Config(
                bot.web,
                host=settings.host,
                port=settings.port,
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=int(settings.drain.total_seconds()),
            )
            await _until_signalled(uvicorn.Server(config))
    except SecretError as error:
        raise CannotStart(str(error)) from None
    except SlackApiError as error:
        code = error.response.get("error")
        msg = f"SLACK_BOT_TOKEN: Slack answers {code}. Where to get it: Slack app settings > OAuth & Permissions"
        raise CannotStart(msg) from None
    except HTTP_TROUBLE as error:
        msg = f"Slack cannot be reached ({type(error).__name__}). Check the network and SLACK_API_URL"
        raise CannotStart(msg) from None


async def _until_signalled(server: uvicorn.Server) -> None:
    server.capture_signals = contextlib.nullcontext  # type: ignore[assignment,method-assign]
    loop = asyncio.get_running_loop()

    def stop() -> None:
        log.info("stopping")
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    log.info("serving", host=server.config.host, port=server.config.port)
    try:
        await server.serve()
    except SystemExit:
        # uvicorn has logged why it cannot listen, and would leave with an exit code of its own.
        msg = f"PORT: cannot listen on {server.config.host}:{server.config.port}. Give HOST and PORT a free address"
        raise CannotStart(msg) from None
