"""The lock guards the engine role, not the database: readers and the writing of other commands go by SQLite's locks.

The kernel lets go of it when the process ends, however it ends, so there is no stale lock to remove by hand.
"""

import fcntl
import os
from pathlib import Path
from typing import Self


class AlreadyRunning(Exception):
    """Another process is the engine of this database: stop it first."""


class EngineLock:
    """Held by the one process that drives sagas, reminders and posts of an embedded database."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(f"{database.name}.engine-lock")
        self._fd: int | None = None

    def acquire(self) -> None:
        """Take the role; raises AlreadyRunning at once where another process (or lock object) has it."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(fd, 20, 0).decode(errors="replace").strip() or "unknown"
            os.close(fd)
            msg = f"Keydesk already runs on this database (process {holder}). Stop it first."
            raise AlreadyRunning(msg) from None
        os.ftruncate(fd, 0)
        os.pwrite(fd, f"{os.getpid()}\n".encode(), 0)
        self._fd = fd

    def release(self) -> None:
        """Give the role back; nothing happens where it is not held."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(self, *_exc: object) -> None:
        self.release()
