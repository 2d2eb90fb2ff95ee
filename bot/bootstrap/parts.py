"""Pieces that several commands open the same way; whoever opens one closes it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from http import HTTPStatus
from pathlib import Path

import aiohttp
import httpx
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.config import Settings
from bot.mail.smtp import SmtpMailer, SmtpServer
from bot.seam.client import SeamClient
from bot.seam.exchange import seam_http
from bot.services.meters import Took, unmeasured
from bot.services.ports import Clock
from bot.services.systems.clock_watch import ClockWatch
from bot.slack.app import web_client
from bot.slack.session import slack_session
from bot.storage.database import TROUBLE, database_path
from bot.storage.key_file import load_or_make_keys
from bot.storage.secrets import BadKey, Keyring
from bot.storage.store import SqlStore

log = structlog.get_logger(__name__)

HTTP_TROUBLE = (aiohttp.ClientError, asyncio.TimeoutError, OSError)
SLACK_IN_TROUBLE = frozenset({"fatal_error", "internal_error", "ratelimited", "request_timeout", "service_unavailable"})
"""Codes that come with 200 and say nothing about the token: Slack's lists for auth.test and apps.connections.open."""
KEY_FILE = "encryption.key"


def keyring(settings: Settings, *, make: bool = True) -> Keyring:
    """The keys that were given, else the one kept beside the database, made at the first start.

    Raises:
        SecretError: a key is unusable, other users may read the file, or without `make` there is none.
    """
    if settings.encryption_keys:
        return Keyring(settings.encryption_keys)
    path = key_file(settings)
    if not make and not path.exists():
        msg = f"ENCRYPTION_KEYS is not set, and {path} is not there"
        raise BadKey(msg)
    keys, made = load_or_make_keys(path)
    if made:
        log.warning(
            "encryption_key_made", path=str(path), advice="back it up: without it no PIN or contact is readable"
        )
    return Keyring(keys)


def key_file(settings: Settings) -> Path:
    """Where the key is kept that was not given."""
    return database_path(settings.database_url).with_name(KEY_FILE)


class CannotStart(Exception):
    """One line that says why, and what to do."""


class Misconfigured(CannotStart):
    """The same, where what was given is at fault and no later try can help."""


def refusal(error: Exception) -> str | None:
    """Slack's code where it refuses our token or app; None where it was not reached, or was itself in trouble."""
    if not isinstance(error, SlackApiError) or error.response.status_code != HTTPStatus.OK:
        return None
    code = str(error.response.get("error"))
    return None if code in SLACK_IN_TROUBLE else code


@contextmanager
def opening_the_database() -> Iterator[None]:
    """Says which variable is to blame where the file system or SQLite refuses; raises CannotStart."""
    try:
        yield
    except TROUBLE as error:
        msg = (
            f"DATABASE_URL: cannot be opened ({type(error).__name__}). Check the folder, its rights and its free space"
        )
        raise CannotStart(msg) from None


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
async def look_at_store(settings: Settings) -> AsyncIterator[SqlStore]:
    """The database as it is: nothing is made, neither a row nor a key.

    Raises:
        NotMigrated, SecretError.
    """
    store = SqlStore(settings.database_url, keyring(settings, make=False))
    try:
        await store.check()
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def seam_client(
    settings: Settings, took: Took = unmeasured, watch: ClockWatch | None = None
) -> AsyncIterator[SeamClient]:
    """One connection pool to Seam, and a small one for what ends access."""
    async with _seam_pool(settings, 40) as http, _seam_pool(settings, 10) as ends:
        if watch is not None:
            http.event_hooks = {"response": [partial(_seam_answered, watch)]}
        yield SeamClient(http, total_timeout=settings.seam_total_timeout, ends=ends, took=took)


async def _seam_answered(watch: ClockWatch, answer: httpx.Response) -> None:
    _dated(watch, "Seam", answer.headers.get("Date"))


def slack_dated(watch: ClockWatch | None) -> Callable[[str | None], None] | None:
    """What hears the dates of Slack's answers."""
    return partial(_dated, watch, "Slack") if watch is not None else None


def _dated(watch: ClockWatch, source: str, date: str | None) -> None:
    if (off := watch.heard(source, date)) is not None:
        log.warning("clock_is_wrong", by=source, seconds=round(off.total_seconds()), advice="switch NTP on")


def _seam_pool(settings: Settings, connections: int) -> httpx.AsyncClient:
    return seam_http(
        settings.seam_api_url,
        settings.seam_api_key,
        connect_timeout=settings.seam_connect_timeout,
        read_timeout=settings.seam_read_timeout,
        max_connections=connections,
    )


def mailer(settings: Settings, clock: Clock) -> SmtpMailer | None:
    """What sends e-mail to guests; None where no mail server is named."""
    if settings.smtp_host is None or settings.smtp_from is None:
        return None
    server = SmtpServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.smtp_from,
        tls=settings.smtp_tls,
        user=settings.smtp_user,
        password=settings.smtp_password,
    )
    return SmtpMailer(server, clock)


@asynccontextmanager
async def slack_client(settings: Settings, watch: ClockWatch | None = None) -> AsyncIterator[AsyncWebClient]:
    """The product's Web API client with a session of its own, for a command that asks a few questions."""
    async with slack_session(dated=slack_dated(watch)) as session:
        yield web_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url, session)
