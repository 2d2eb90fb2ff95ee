"""Pieces that several commands open the same way; whoever opens one closes it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import structlog
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.config import Settings
from bot.seam.client import SeamClient, seam_http
from bot.storage.database import database_path
from bot.storage.secrets import Keyring, load_or_make_key_file
from bot.storage.store import SqlStore

log = structlog.get_logger(__name__)

HTTP_TROUBLE = (aiohttp.ClientError, asyncio.TimeoutError, OSError)
SLACK_TIMEOUT_SECONDS = 10
KEY_FILE = "encryption.key"


def keyring(settings: Settings) -> Keyring:
    """The keys that were given, else the one kept beside the database, made at the first start.

    Raises:
        SecretError: a key is unusable, or other users may read the file.
    """
    if settings.encryption_keys:
        return Keyring(settings.encryption_keys)
    path = database_path(settings.database_url).with_name(KEY_FILE)
    key, made = load_or_make_key_file(path)
    if made:
        log.warning(
            "encryption_key_made", path=str(path), advice="back it up: without it no PIN or contact is readable"
        )
    return Keyring([key])


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[SqlStore]:
    """The database, open.

    Raises:
        NotMigrated, SecretError.
    """
    store = SqlStore(settings.database_url, keyring(settings))
    try:
        await store.open()
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def seam_client(settings: Settings) -> AsyncIterator[SeamClient]:
    """One connection pool to Seam."""
    http = seam_http(
        settings.seam_api_url,
        settings.seam_api_key,
        connect_timeout=settings.seam_connect_timeout,
        read_timeout=settings.seam_read_timeout,
    )
    async with http:
        yield SeamClient(http, total_timeout=settings.seam_total_timeout)


def slack_client(
    settings: Settings, session: aiohttp.ClientSession | None = None, *, resend: bool = False
) -> AsyncWebClient:
    """A Web API client that never resends by itself: measured, slack_sdk's own resending posts a message twice.

    `resend` is for reads, which a broken connection may repeat.
    """
    return AsyncWebClient(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_api_url,
        timeout=SLACK_TIMEOUT_SECONDS,
        session=session,
        retry_handlers=[AsyncConnectionErrorRetryHandler()] if resend else [],
    )
