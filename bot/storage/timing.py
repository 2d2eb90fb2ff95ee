"""The next time something may be claimed, found by an index and not by reading all rows.

Asked at every pass of the engine: the statements are built once, which costs more than running them.
"""

from datetime import datetime

from sqlalchemy import Select, func, select, union_all


def earliest(*queries: Select[datetime | None]) -> Select[datetime | None]:
    """Asks for the smallest of the one-value answers; None where all are empty."""
    times = union_all(*(query.with_only_columns(*(c.label("at") for c in query.selected_columns)) for query in queries))
    return select(func.min(times.subquery().c.at))
