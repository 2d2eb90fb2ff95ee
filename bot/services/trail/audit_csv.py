"""A spreadsheet runs a cell that begins like a formula, and what stands in the trail was typed by others: doors' names.

So such a cell gets an apostrophe in front (OWASP, "CSV Injection"). One that begins with an apostrophe gets another, so
that the first can always be taken off again.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping

from bot.services.trail.audit import Line

DANGEROUS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20'")
"""The four before the apostrophe are the full-width forms of the first four."""
COLUMNS = ("number", "at", "actor", "what", "building", "building_id", "grant_id", "guest", "data", "hash")


def header() -> str:
    return written(COLUMNS)


def row(line: Line, buildings: Mapping[str, str]) -> str:
    """One line of the trail; `buildings` are their names by id."""
    return written(
        [
            str(line.number),
            line.at.isoformat(),
            line.actor or "",
            line.what,
            buildings.get(line.building_id or "", ""),
            line.building_id or "",
            line.grant_id or "",
            line.guest or "",
            json.dumps(dict(line.data), sort_keys=True),
            line.hash,
        ]
    )


def written(cells: Iterable[str]) -> str:
    """One row, every cell quoted (RFC 4180)."""
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow([harmless(cell) for cell in cells])
    return text.getvalue()


def harmless(cell: str) -> str:
    """The text as no spreadsheet takes it for a formula, one that skips spaces and what cannot be seen neither."""
    first = next((c for c in cell if c.isprintable() and not c.isspace()), "")
    return f"'{cell}" if cell.startswith(DANGEROUS) or first in DANGEROUS else cell
