"""A database as `migrate` makes it, copied: nearly every test needs one, few are about how it is made."""

from bot.storage.database import create_database_file, database_path
from bot.storage.schema import migrate

_made: list[bytes] = []


async def empty_database(url: str) -> None:
    """Put an empty database of the newest schema where the URL says; nothing may be there yet."""
    path = database_path(url)
    if _made:
        create_database_file(url)
        path.write_bytes(_made[0])
        return
    await migrate(url)
    _made.append(path.read_bytes())
