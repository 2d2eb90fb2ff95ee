import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.storage.lock import AlreadyRunning, EngineLock

HOLD = "import sys, pathlib, bot.storage.lock as l; l.EngineLock(pathlib.Path(sys.argv[1])).acquire(); "


def test_one_engine_at_a_time(tmp_path: Path) -> None:
    database = tmp_path / "keydesk.sqlite3"

    with EngineLock(database), pytest.raises(AlreadyRunning, match=f"process {os.getpid()}"):
        EngineLock(database).acquire()

    with EngineLock(database):
        pass


def test_another_process_is_kept_out_until_it_dies(tmp_path: Path) -> None:
    database = tmp_path / "keydesk.sqlite3"
    script = HOLD + "print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", script, str(database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(AlreadyRunning, match=f"process {other.pid}"):
            EngineLock(database).acquire()
        other.kill()
        other.wait()

    EngineLock(database).acquire()
