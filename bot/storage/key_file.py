"""The file beside the database holds one key, or two while a rotation is under way: the newer one first.

It is only ever replaced as a whole, so a process that is killed or starts meanwhile reads the old file or the new one.
"""

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from pydantic import SecretStr

from bot.storage.secrets import BadKey, key_bytes, new_key

OTHERS_MAY = 0o077


def load_or_make_keys(path: Path) -> tuple[tuple[SecretStr, ...], bool]:
    """The keys in a file, newest first, and whether it was made just now.

    Raises:
        BadKey: other users of the machine may read the file, or it holds no key.
    """
    made = not path.exists() and _make(path)
    if path.stat().st_mode & OTHERS_MAY:
        msg = f"{path}: other users may read this key. Run: chmod 600 {path}"
        raise BadKey(msg)
    keys = tuple(SecretStr(line) for line in path.read_text(encoding="ascii").split()) or (SecretStr(""),)
    for key in keys:
        key_bytes(key)
    return keys, made


def replace_keys(path: Path, keys: Sequence[SecretStr]) -> None:
    """Put these keys, newest first, in the place of what the file holds, durably."""
    with _draft(path, keys) as draft:
        draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _make(path: Path) -> bool:
    """Linked into place when it is whole: of two processes that start now, one makes the key of both."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _draft(path, [new_key()]) as draft, suppress(FileExistsError):
        os.link(draft, path)
        return True
    return False


@contextmanager
def _draft(path: Path, keys: Sequence[SecretStr]) -> Iterator[Path]:
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(f"{key.get_secret_value()}\n" for key in keys)
        file.flush()
        os.fsync(file.fileno())
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)
