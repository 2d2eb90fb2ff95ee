"""SQLite forgets time zones: what goes in must be aware, is kept as UTC, and comes back aware."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import JSON, DateTime, Dialect, Float
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


class Spans(TypeDecorator[tuple[timedelta, ...]]):
    """Several spans in order, kept as a list of seconds; none at all is not the same as an empty list."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Sequence[timedelta] | None, _dialect: Dialect) -> list[float] | None:
        return None if value is None else [span.total_seconds() for span in value]

    def process_result_value(self, value: list[float] | None, _dialect: Dialect) -> tuple[timedelta, ...] | None:
        return None if value is None else tuple(timedelta(seconds=seconds) for seconds in value)
