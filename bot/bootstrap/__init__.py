"""The composition root: every concrete class of the bot is named in this package and nowhere else."""

import asyncio
import sys

from bot.bootstrap.doctor import doctor as _doctor
from bot.bootstrap.parts import CannotStart, opening_the_database
from bot.bootstrap.product import Product, product
from bot.bootstrap.serving import serve
from bot.config import Settings
from bot.logs import configure_logging
from bot.storage.database import database_path
from bot.storage.lock import EngineLock
from bot.storage.schema import migrate as _migrate

__all__ = ["CannotStart", "Product", "doctor", "migrate", "product", "run"]


def run(settings: Settings) -> None:
    """The whole bot in this process, until a signal ends it.

    Raises:
        CannotStart, AlreadyRunning.
    """
    configure_logging(settings.log_level, settings.log_format)
    asyncio.run(serve(settings))


def migrate(settings: Settings) -> None:
    """Bring the database to this version, while no bot works on it.

    Raises:
        CannotStart, AlreadyRunning.
    """
    configure_logging(settings.log_level, settings.log_format)
    with opening_the_database(), EngineLock(database_path(settings.database_url)):
        asyncio.run(_migrate(settings.database_url))


def doctor(settings: Settings, *, create_webhook: bool) -> int:
    """Print what is in order and what is not, each with its fix; 0 where nothing grave was found."""
    configure_logging(settings.log_level, settings.log_format)
    return asyncio.run(_doctor(settings, _print_line, webhook=create_webhook))


def _print_line(line: str) -> None:
    sys.stdout.write(f"{line}\n")
