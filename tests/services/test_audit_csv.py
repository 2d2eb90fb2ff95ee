"""Every cell is read back as it was, and none is a formula."""

import csv
import io
import json
from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.bulk.row import RowState
from bot.services.bulk.result import result_csv
from bot.services.bulk.seeing import RowSeen
from bot.services.trail import audit_csv
from bot.services.trail.audit import Line
from tests.hostile import HIDDEN, WORDS
from tests.slack.blocks.bulk_lists import DOORS, listed, row

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
NASTY = (
    WORDS | st.text(max_size=12) | st.builds(str.__add__, st.sampled_from([*FORMULAS, "'", '"', ",", ";"]), st.text())
)
LINES = st.builds(
    Line,
    team_id=st.just("T1"),
    number=st.integers(1, 10**9),
    at=st.datetimes(timezones=st.just(UTC)),
    actor=st.none() | NASTY,
    what=NASTY,
    building_id=st.none() | st.sampled_from(["b1", "b2"]),
    grant_id=st.none() | NASTY,
    guest=st.none() | NASTY,
    data=st.dictionaries(NASTY, NASTY | st.integers() | st.lists(NASTY, max_size=3), max_size=3),
    hash=NASTY,
)


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def as_it_was(cell: str) -> str:
    return cell.removeprefix("'")


def is_formula(cell: str) -> bool:
    """Also to a program that skips what cannot be seen."""
    return cell.startswith(FORMULAS) or HIDDEN.sub("", cell).strip().startswith(FORMULAS)


@given(st.lists(LINES, max_size=5), NASTY)
def test_each_cell_is_read_back_and_is_no_formula(lines: list[Line], name: str) -> None:
    text = audit_csv.header() + "".join(audit_csv.row(line, {"b1": name}) for line in lines)

    head, *rows = read(text)

    assert tuple(head) == audit_csv.COLUMNS
    assert not [cell for row in rows for cell in row if is_formula(cell)]
    assert [[as_it_was(cell) for cell in row] for row in rows] == [
        [
            str(line.number),
            line.at.isoformat(),
            line.actor or "",
            line.what,
            name if line.building_id == "b1" else "",
            line.building_id or "",
            line.grant_id or "",
            line.guest or "",
            json.dumps(dict(line.data), sort_keys=True),
            line.hash,
        ]
        for line in lines
    ]


def result_holds(names: list[str]) -> None:
    given_ = [RowSeen(row=row(n, RowState.REFUSED, name=name)) for n, name in enumerate(names)]
    found = listed(given_).model_copy(update={"doors": dict.fromkeys(DOORS, names[0])})
    told = read(result_csv(found))
    assert len(told) == len(names) + 1
    assert [as_it_was(line[1]) for line in told[1:]] == names
    assert not [cell for line in told for cell in line if is_formula(cell)]


@given(st.lists(NASTY, min_size=1, max_size=5))
def test_the_result_of_a_list_holds_no_formula_and_no_row_of_its_own(names: list[str]) -> None:
    result_holds(names)


@pytest.mark.long
@settings(max_examples=1000)
@given(st.lists(NASTY, min_size=5, max_size=5))
def test_five_thousand_names_make_none(names: list[str]) -> None:
    result_holds(names)


def test_the_cell_of_a_formula_reads_as_text() -> None:
    assert audit_csv.written(['=HYPERLINK("http://evil")', "fine"]) == '"\'=HYPERLINK(""http://evil"")","fine"\r\n'
