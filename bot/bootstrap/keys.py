"""A rotation may be killed anywhere and run again: until its last line every value is readable, and after it no old key
opens anything. It wants the bot stopped, which would go on writing under the key that it knows.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from pydantic import JsonValue, SecretStr

from bot.bootstrap.parts import CannotStart, Misconfigured, key_file, open_store
from bot.config import Settings
from bot.services.trail.audit import Entry
from bot.storage.key_file import load_or_make_keys, replace_keys
from bot.storage.secrets import SecretError, new_key
from bot.storage.store import NotMigrated, SqlStore

Say = Callable[[str], None]
NO_NEW_KEY = (
    "ENCRYPTION_KEYS holds one key, so there is none to rotate to. Put a new one in front of it: python -m bot keys new"
)


async def rotate(settings: Settings, say: Say) -> int:
    """Write all that is encrypted anew under the newest key, and say what may go; always 0.

    Raises:
        CannotStart: there is no database, or no new key was given.
    """
    try:
        if settings.encryption_keys:
            if len(settings.encryption_keys) == 1:
                raise Misconfigured(NO_NEW_KEY)
            await _rotate(settings, say, "take the older keys out of ENCRYPTION_KEYS")
        else:
            await _rotate_file(settings, say)
    except SecretError as error:
        raise Misconfigured(str(error)) from None
    except NotMigrated as error:
        raise CannotStart(str(error)) from None
    return 0


async def _rotate_file(settings: Settings, say: Say) -> None:
    """A file with two keys is of a rotation that did not come to its end: the newer one stays the newer one."""
    path = key_file(settings)
    if not path.exists():
        msg = f"{path} is not there: there is nothing to rotate"
        raise CannotStart(msg)
    keys: Sequence[SecretStr] = load_or_make_keys(path)[0]
    if len(keys) == 1:
        keys = (new_key(), *keys)
        replace_keys(path, keys)
    await _rotate(settings, say, f"the old key is gone from {path}, the new one is in it: back it up")
    replace_keys(path, keys[:1])


async def _rotate(settings: Settings, say: Say, then: str) -> None:
    async with open_store(settings) as store:
        rows = await store.reencrypt()
        ended = await store.end_rotation(await _entry(store, rows))
        await store.compact()
        newest = store.keyring.key_ids[0]
    if ended:
        say(f"{rows} values are under the new key {newest} now. Next: {then}.")
    else:
        say(f"Everything is under key {newest} already. Next: {then}.")


async def _entry(store: SqlStore, rows: int) -> Entry | None:
    """For the trail; an install that has not met Slack yet has none."""
    team_id = await store.recall("slack_team_id")
    if team_id is None:
        return None
    newest, *older = store.keyring.key_ids
    data: dict[str, JsonValue] = {"values": rows, "key": newest, "before": list(older), "by": "cli"}
    return Entry(team_id=team_id, at=datetime.now(UTC), actor=None, what="keys_rotated", data=data)
