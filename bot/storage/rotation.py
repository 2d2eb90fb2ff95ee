"""Rotation may stop anywhere and be run again: all listed keys decrypt, so a row is readable before and after its turn.

The key of the hashes comes last, so that under which key it stands says whether a rotation has come to its end: only
then may older keys leave ENCRYPTION_KEYS.
"""

from sqlalchemy import Table, not_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.secrets import HASH_KEY, Keyring
from bot.storage.tables import bulk_rows, credentials, grants, meta, series

SEALED: tuple[tuple[Table, str], ...] = (
    (grants, "guest_email"),
    (grants, "guest_phone"),
    (series, "guest_email"),
    (series, "guest_phone"),
    (credentials, "pin"),
    (credentials, "instant_key_url"),
    (bulk_rows, "row"),
)
"""Each encrypted field; its column is the name with `_token`."""


async def reencrypt(connection: AsyncConnection, keyring: Keyring, limit: int) -> int:
    """Write up to `limit` tokens of older keys anew under the newest; how many there were, 0 at the end."""
    done = 0
    for table, field in SEALED:
        done += await _reencrypt(connection, keyring, table, field, limit - done)
    return done


async def rewrap(connection: AsyncConnection, keyring: Keyring) -> bool:
    """Write the key of the hashes anew under the newest key; False where it stands under that already."""
    kept = (await connection.execute(select(meta.c.value).where(meta.c.name == HASH_KEY))).scalar_one()
    if kept.startswith(keyring.prefix):
        return False
    fresh = keyring.wrap(keyring.unwrap(kept))
    await connection.execute(update(meta).where(meta.c.name == HASH_KEY).values(value=fresh))
    return True


async def _reencrypt(connection: AsyncConnection, keyring: Keyring, table: Table, field: str, limit: int) -> int:
    token = table.c[f"{field}_token"]
    current = token.startswith(keyring.prefix, autoescape=True)
    old = select(table.c.team_id, table.c.id, token).where(token.is_not(None), not_(current)).limit(limit)
    rows = (await connection.execute(old)).all()
    for team_id, row, sealed in rows:
        clear = keyring.decrypt(sealed, team_id=team_id, row=row, field=field).get_secret_value()
        fresh = keyring.encrypt(clear, team_id=team_id, row=row, field=field)
        await connection.execute(update(table).where(table.c.id == row).values({token: fresh}))
    return len(rows)
