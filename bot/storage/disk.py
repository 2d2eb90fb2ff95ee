"""A container's own layer looks like a disk and is gone with the container, and all grants with it."""

from pathlib import Path

MOUNTS = Path("/proc/self/mounts")
EPHEMERAL = frozenset({"overlay", "ramfs", "tmpfs"})


def ephemeral_filesystem(path: Path, mounts: Path = MOUNTS) -> str | None:
    """The kind of file system under `path` where it does not outlive the machine or container; None otherwise.

    None too where the system does not tell (only Linux does).
    """
    try:
        lines = mounts.read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    kinds = {Path(fields[1].replace("\\040", " ")): fields[2] for line in lines if len(fields := line.split()) > 2}  # noqa: PLR2004
    target = path.absolute()
    nearest = next((place for place in (target, *target.parents) if place in kinds), None)
    kind = kinds[nearest] if nearest else ""
    return kind if kind in EPHEMERAL else None
