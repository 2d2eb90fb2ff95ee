"""The composition root: every concrete class of the bot is named in this package and nowhere else."""

import asyncio
import sys
from datetime import datetime
from pathlib import Path

from bot.bootstrap.auditing import export_audit as _export_audit
from bot.bootstrap.auditing import verify_audit as _verify_audit
from bot.bootstrap.doctor import doctor as _doctor
from bot.bootstrap.keys import rotate as _rotate
from bot.bootstrap.parts import CannotStart, Misconfigured, opening_the_database
from bot.bootstrap.product import Product, product
from bot.bootstrap.serving import serve
from bot.config import Settings
from bot.logs import configure_logging, log_uncaught
from bot.process import keep_memory_private
from bot.services.trail.audit import Wanted
from bot.storage.database import database_path
from bot.storage.lock import EngineLock
from bot.storage.schema import migrate as _migrate

__all__ = [
    "CannotStart",
    "Misconfigured",
    "Product",
    "doctor",
    "export_audit",
    "migrate",
    "product",
    "rotate_keys",
    "run",
    "verify_audit",
]


def run(settings: Settings) -> None:
    """The whole bot in this process, until a signal ends it.

    Raises:
        CannotStart, AlreadyRunning.
    """
    _begin(settings)
    asyncio.run(serve(settings))


def migrate(settings: Settings) -> None:
    """Bring the database to this version, while no bot works on it.

    Raises:
        CannotStart, AlreadyRunning.
    """
    _begin(settings)
    with opening_the_database(), EngineLock(database_path(settings.database_url)):
        asyncio.run(_migrate(settings.database_url))


def rotate_keys(settings: Settings) -> int:
    """Write what is encrypted anew under the newest key, while no bot works on the database; always 0.

    Raises:
        CannotStart, AlreadyRunning.
    """
    _begin(settings)
    with opening_the_database(), EngineLock(database_path(settings.database_url)):
        return asyncio.run(_rotate(settings, _print_line))


def doctor(settings: Settings, *, create_webhook: bool) -> int:
    """Print what is in order and what is not, each with its fix; 0 where nothing grave was found."""
    _begin(settings)
    return asyncio.run(_doctor(settings, _print_line, webhook=create_webhook))


def verify_audit(settings: Settings, noted: str | None) -> int:
    """Print how far the audit trail is sound, and the first row that is not; 0 where it is sound.

    Raises:
        CannotStart.
    """
    _begin(settings)
    return asyncio.run(_verify_audit(settings, noted, _print_line))


def export_audit(settings: Settings, out: Path, since: datetime | None, until: datetime | None) -> int:
    """Write the audit trail into a new CSV file.

    Raises:
        CannotStart.
    """
    _begin(settings)
    return asyncio.run(_export_audit(settings, out, Wanted(since=since, until=until), _print_line))


def _begin(settings: Settings) -> None:
    keep_memory_private()
    configure_logging(settings.log_level, settings.log_format)
    log_uncaught()


def _print_line(line: str) -> None:
    sys.stdout.write(f"{line}\n")
