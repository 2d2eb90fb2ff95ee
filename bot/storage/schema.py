"""Migrations run inside the process, on our own connection: there is no alembic.ini to find or to forget."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import create_database_file, migration_engine
from bot.storage.tables import metadata

MIGRATIONS = Path(__file__).parent / "migrations"


async def migrate(url: str) -> None:
    """Bring the database to the newest schema, making the file if there is none; all or nothing."""
    create_database_file(url)
    engine = migration_engine(url)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()


async def is_current(connection: AsyncConnection) -> bool:
    """Whether the database has the schema that this program was written for."""
    return await connection.run_sync(_revision) == newest_revision()


async def drift(connection: AsyncConnection) -> list[object]:
    """What a new migration would have to change, as Alembic's operations; empty when tables and migrations agree."""
    return await connection.run_sync(_difference)


@cache
def newest_revision() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _upgrade(connection: Connection) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _difference(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))
