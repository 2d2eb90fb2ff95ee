"""A list is refused for its size before it is parsed: nobody's file of ten thousand rows may keep the bot busy.

What a cell holds is text and nothing else, a formula too; a row's number is the one that a spreadsheet shows.
"""

import csv
import io
import unicodedata
from collections.abc import Iterator
from itertools import islice
from statistics import median_low

from bot.domain.errors import BadField
from bot.domain.value import Value

MOST_ROWS = 200
LARGEST = 2_000_000
"""Bytes of a file; two hundred rows have a fiftieth of it."""
LONGEST_ROW = 10_000
DELIMITERS = ("\t", ";", ",")
_SAMPLE = 20
_QUOTED_BY_SPREADSHEETS = tuple("=+-@'")
_JOINERS = "\u200c\u200d"
"""Part of the spelling of Persian and Indic names."""
_INVISIBLE = {"Cc", "Cf", "Cs"}
_WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How files of Excel begin, the new and the old ones."""


class Line(Value):
    """One row with something in it."""

    number: int
    """From 1, empty rows counted, as a spreadsheet numbers them."""
    cells: tuple[str, ...]


def decoded(raw: bytes) -> str:
    """The text of a file: UTF-8 or UTF-16, with or without a byte order mark.

    Raises:
        BadField: `list_too_large`, `list_is_workbook`, `list_not_utf8`.
    """
    if len(raw) > LARGEST:
        raise BadField("list", "list_too_large", most=MOST_ROWS)
    if raw.startswith(_WORKBOOK):
        raise BadField("list", "list_is_workbook")
    try:
        return raw.decode(_encoding(raw))
    except UnicodeDecodeError:
        raise BadField("list", "list_not_utf8") from None


def _encoding(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    even, odd = raw[0:200:2].count(0), raw[1:200:2].count(0)
    if even or odd:
        return "utf-16-le" if odd > even else "utf-16-be"
    return "utf-8-sig"


def lines_of(text: str) -> list[Line]:
    """The rows that hold something, whatever separates their cells.

    Raises:
        BadField: `list_empty`, `list_too_long`, `list_malformed`.
    """
    text = text.removeprefix("\ufeff").replace("\x00", "")
    lines: list[Line] = []
    try:
        for number, row in enumerate(_rows(text, _delimiter(text)), start=1):
            if sum(map(len, row)) > LONGEST_ROW:
                raise BadField("list", "list_row_too_long", row=number)
            cells = tuple(clean(cell) for cell in row)
            if any(cells):
                lines.append(Line(number=number, cells=cells))
            if len(lines) > MOST_ROWS + 1:
                raise BadField("list", "list_too_long", rows=_about(text), most=MOST_ROWS)
    except csv.Error:
        raise BadField("list", "list_malformed") from None
    if not lines:
        raise BadField("list", "list_empty")
    return lines


def clean(cell: str) -> str:
    """The text on one line; a sign that only says "no formula" to a spreadsheet is not part of it."""
    kept = "".join(c if c not in "\r\n\t" else " " for c in cell if c in "\r\n\t" or _is_visible(c))
    kept = " ".join(kept.split()).strip(_JOINERS)
    return kept[1:] if kept.startswith("'") and kept[1:].startswith(_QUOTED_BY_SPREADSHEETS) else kept


def _is_visible(character: str) -> bool:
    return character in _JOINERS or unicodedata.category(character) not in _INVISIBLE


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)


def _delimiter(text: str) -> str:
    """The one that cuts most of the first rows into the largest number of cells."""
    return max(DELIMITERS, key=lambda delimiter: _usual_width(text, delimiter))


def _usual_width(text: str, delimiter: str) -> int:
    filled = (len(row) for row in _rows(text, delimiter) if row)
    return median_low([*islice(filled, _SAMPLE)] or [0])


def _about(text: str) -> int:
    """How many rows there may be: counting line ends costs next to nothing."""
    return max(text.count("\n"), text.count("\r")) + 1
