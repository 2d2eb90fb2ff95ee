"""The next time something may be claimed, found by an index and not by reading all rows."""

from datetime import datetime

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncConnection


async def earliest(connection: AsyncConnection, *queries: Select[datetime | None]) -> datetime | None:
    """The smallest of the one-value answers; None where all are empty."""
    found = [(await connection.execute(query)).scalar_one() for query in queries]
    return min((time for time in found if time is not None), default=None)
