import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.bulk.columns import Column, named_cells
from bot.domain.bulk.table import LARGEST, MOST_ROWS, decoded, lines_of
from bot.domain.errors import BadField

PASTED = "Rita Reyes, rita@example.com, , Front; Garage, 2026-11-24 09:00, 2h"
HEADER = "Name;E-Mail;Doors;Valid from;Until"


def named(text: str, *, header_needed: bool = False) -> list[tuple[int, dict[Column, str] | None]]:
    rows, _ = named_cells(lines_of(text), header_needed=header_needed)
    return [(number, None if cells is None else dict(cells)) for number, cells in rows]


def refused(text: str, *, header_needed: bool = False) -> str:
    with pytest.raises(BadField) as bad:
        named(text, header_needed=header_needed)
    return bad.value.problem


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_is_read_in_the_encodings_that_spreadsheets_write(encoding: str) -> None:
    assert decoded(f"{HEADER}\nZoë;z@example.com".encode(encoding)) == f"{HEADER}\nZoë;z@example.com"


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"PK\x03\x04 a workbook", "list_is_workbook"),
        ("José;j@example.com".encode("cp1252"), "list_not_utf8"),
        (b"a" * (LARGEST + 1), "list_too_large"),
    ],
)
def test_other_files_are_refused(raw: bytes, problem: str) -> None:
    with pytest.raises(BadField, match=problem):
        decoded(raw)


def test_pasted_rows_need_no_header() -> None:
    [(number, cells)] = named(PASTED)

    assert number == 1
    assert cells == {
        Column.NAME: "Rita Reyes",
        Column.EMAIL: "rita@example.com",
        Column.PHONE: "",
        Column.DOORS: "Front; Garage",
        Column.START: "2026-11-24 09:00",
        Column.END: "2h",
    }


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_columns_are_known_by_their_names_in_any_order(delimiter: str) -> None:
    header = delimiter.join(["Until", "Company", "Full name", "E-MAIL"])
    row = delimiter.join(["2h", "Acme", '"Reyes, Rita; Ms"', "r@example.com"])

    rows, ignored = named_cells(lines_of(f"\ufeff{header}\r\n\r\n{row}\r\n"), header_needed=True)

    cells = {Column.END: "2h", Column.NAME: "Reyes, Rita; Ms", Column.EMAIL: "r@example.com"}
    assert rows == [(3, cells)]
    assert ignored == ["Company"]


def test_a_quoted_cell_may_hold_quotes_and_line_ends() -> None:
    [(_, cells)] = named('Name,Doors,End\n"Rita ""R"" Reyes","Front;\nGarage",2h')

    assert cells == {Column.NAME: 'Rita "R" Reyes', Column.DOORS: "Front; Garage", Column.END: "2h"}


def test_a_formula_is_text_and_the_sign_against_formulas_is_not_part_of_it() -> None:
    rows = named("name,phone,end\n=1+1,'+12125550100,2h\n'=1+1,,2h")

    assert [cells[Column.NAME] for _, cells in rows if cells] == ["=1+1", "=1+1"]
    assert rows[0][1] is not None
    assert rows[0][1][Column.PHONE] == "+12125550100"


def test_a_row_with_more_cells_than_columns_is_pointed_out() -> None:
    assert named("name,end\nRita,2h\nSam,2h,what is this") == [(2, {Column.NAME: "Rita", Column.END: "2h"}), (3, None)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "list_empty"),
        ("\n , ,\n", "list_empty"),
        ("name,end", "list_empty"),
        ("name,guest,end\na,b,2h", "list_column_twice"),
        ("name,email\na,b", "list_column_missing"),
        ("email,end\na,b", "list_column_missing"),
        ('name,end\n"a,2h' + "x" * 200_000, "list_malformed"),
        ("name,end\n" + "x" * 20_000 + ",2h", "list_row_too_long"),
        ("name,end\n" + "a,2h\n" * (MOST_ROWS + 1), "list_too_long"),
        ("a,b,2h\n" * 10_000, "list_too_long"),
    ],
)
def test_a_list_that_is_none_is_refused_as_a_whole(text: str, problem: str) -> None:
    assert refused(text) == problem


def test_a_file_must_name_its_columns() -> None:
    assert refused(PASTED, header_needed=True) == "list_no_header"


def test_two_hundred_rows_are_taken() -> None:
    assert len(named("name,end\n" + "a,2h\n" * MOST_ROWS)) == MOST_ROWS
    assert len(named("Rita,2h\n" * MOST_ROWS)) == MOST_ROWS


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        rows = named(text)
    except BadField:
        return
    assert rows
    assert not any("\n" in cell or "\x00" in cell for _, cells in rows if cells for cell in cells.values())


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    try:
        decoded(raw)
    except BadField:
        return
