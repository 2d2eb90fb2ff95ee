"""The next time something may be claimed, found by an index and not by reading all rows."""

from datetime import datetime

from sqlalchemy import Select, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection


async def earliest(connection: AsyncConnection, *queries: Select[datetime | None]) -> datetime | None:
    """The smallest of the one-value answers; None where all are empty."""
    times = union_all(*(query.with_only_columns(*(c.label("at") for c in query.selected_columns)) for query in queries))
    found: datetime | None = await connection.scalar(select(func.min(times.subquery().c.at)))
    return found
