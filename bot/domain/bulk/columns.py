"""Which column means what. A header is recognised by its names, never by its place; without one the order is fixed."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from bot.domain.bulk.table import MOST_ROWS, Line
from bot.domain.errors import BadField


class Column(StrEnum):
    """Named as people see them."""

    NAME = "name"
    EMAIL = "e-mail"
    PHONE = "phone"
    DOORS = "entrances"
    START = "start"
    END = "end"
    METHOD = "method"
    REASON = "reason"


NEEDED = (Column.NAME, Column.END)
_NAMES: Mapping[Column, str] = {
    Column.NAME: "name guest guestname fullname visitor visitorname person",
    Column.EMAIL: "email mail emailaddress mailaddress",
    Column.PHONE: "phone phonenumber mobile mobilenumber mobilephone cell cellphone telephone tel",
    Column.DOORS: "entrance entrances door doors access accesspoint accesspoints entry entries",
    Column.START: "start starts startsat starttime startdate from validfrom begin begins arrival",
    Column.END: "end ends endsat endtime enddate until to till validuntil validto expires expiry departure",
    Column.METHOD: "method kind type credential accessmethod",
    Column.REASON: "reason why purpose note notes",
}
_MEANING = {name: column for column, names in _NAMES.items() for name in names.split()}
_IN_ORDER = tuple(Column)
_SURE = 2
"""A row with so many known names is a header; with one, somebody may be called so."""

Cells = Mapping[Column, str]


def named_cells(lines: Sequence[Line], *, header_needed: bool) -> tuple[list[tuple[int, Cells | None]], list[str]]:
    """Each row's number with its cells by column, None where it has too many; and the header's names that mean nothing.

    Raises:
        BadField: `list_no_header`, `list_column_missing`, `list_column_twice`, `list_empty`, `list_too_long`.
    """
    first, *rest = lines
    known = [_MEANING.get(_bare(cell)) for cell in first.cells]
    if sum(column is not None for column in known) < _SURE:
        if header_needed:
            raise BadField("list", "list_no_header")
        return _by_column(lines, _IN_ORDER), []
    _check(known)
    unknown = [cell for cell, column in zip(first.cells, known, strict=True) if column is None and cell]
    return _by_column(rest, known), unknown


def _by_column(lines: Sequence[Line], columns: Sequence[Column | None]) -> list[tuple[int, Cells | None]]:
    if not lines:
        raise BadField("list", "list_empty")
    if len(lines) > MOST_ROWS:
        raise BadField("list", "list_too_long", rows=len(lines), most=MOST_ROWS)
    return [(line.number, _cells(line, columns)) for line in lines]


def _cells(line: Line, columns: Sequence[Column | None]) -> Cells | None:
    if any(line.cells[len(columns) :]):
        return None
    return {column: cell for column, cell in zip(columns, line.cells, strict=False) if column is not None}


def _check(known: Sequence[Column | None]) -> None:
    for column in Column:
        if known.count(column) > 1:
            raise BadField("list", "list_column_twice", column=column)
    for column in NEEDED:
        if column not in known:
            raise BadField("list", "list_column_missing", column=column)


def _bare(header: str) -> str:
    return "".join(c for c in header.casefold() if c.isalnum())
