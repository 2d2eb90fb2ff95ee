"""JSON and times as Seam writes them."""

from datetime import UTC, datetime

Json = dict[str, object]


def when(moment: datetime) -> str:
    """UTC, milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def when_if(moment: datetime | None) -> str | None:
    return None if moment is None else when(moment)
