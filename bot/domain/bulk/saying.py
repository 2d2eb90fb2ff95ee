"""A fault of a row is put into words at once: it is read on a page of many, where nothing else explains it.

Times are said as they are written in a list, in the building's zone, so that the right one can be copied.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.bulk.columns import Column
from bot.domain.bulk.row import Fault
from bot.domain.errors import BadField
from bot.domain.problems import sentence

_COLUMNS: Mapping[str, Column] = {
    "email": Column.EMAIL,
    "doors": Column.DOORS,
    "time": Column.START,
    **{column.value: column for column in Column},
}


def said(bad: BadField, zone: ZoneInfo) -> str:
    """What is wrong, and what to do."""
    return sentence(bad.problem, **{name: _written(value, zone) for name, value in bad.data.items()})


def fault(bad: BadField, zone: ZoneInfo) -> Fault:
    """The same of a row; one that is no single column's is the whole row's."""
    column = _COLUMNS.get(bad.field)
    return Fault(column=column.value if column else "row", said=said(bad, zone))


def _written(value: object, zone: ZoneInfo) -> str:
    match value:
        case datetime():
            return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
        case time():
            return f"{value:%H:%M}"
        case date():
            return value.isoformat()
        case timedelta():
            return _length(value)
    return str(value)


def _length(span: timedelta) -> str:
    hours, days = span // timedelta(hours=1), span // timedelta(days=1)
    return f"{hours} hours" if hours % 24 or not days else f"{days} days"
