"""SQLite forgets time zones: what goes in must be aware, is kept as UTC, and comes back aware."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import DateTime, Dialect, Float
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. A naive datetime is refused with ValueError: guessing its zone would move somebody's access."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            msg = "a naive datetime cannot be stored"
            raise ValueError(msg)
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Seconds(TypeDecorator[timedelta]):
    """A span, kept as seconds."""

    impl = Float
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, _dialect: Dialect) -> float | None:
        return None if value is None else value.total_seconds()

    def process_result_value(self, value: float | None, _dialect: Dialect) -> timedelta | None:
        return None if value is None else timedelta(seconds=value)
