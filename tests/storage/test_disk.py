from pathlib import Path

import pytest

from bot.storage.disk import ephemeral_filesystem

MOUNTS = """overlay / overlay rw 0 0
/dev/vda1 /data ext4 rw 0 0
tmpfs /data/scratch\\040pad tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/app/data/keydesk.sqlite3", "overlay"),
        ("/data/keydesk.sqlite3", None),
        ("/data/scratch pad/keydesk.sqlite3", "tmpfs"),
        ("/database/keydesk.sqlite3", "overlay"),
    ],
)
def test_the_nearest_mount_decides(tmp_path: Path, path: str, kind: str | None) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS, encoding="utf-8")

    assert ephemeral_filesystem(Path(path), mounts) == kind


def test_a_system_that_does_not_tell_is_not_warned_about(tmp_path: Path) -> None:
    assert ephemeral_filesystem(tmp_path, tmp_path / "nothing") is None
