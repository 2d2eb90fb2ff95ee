"""The table of rights as the documentation states it: what the code does is held against it."""

from itertools import takewhile
from pathlib import Path

from bot.domain.roles import Role, Verb

PAGE = Path(__file__).resolve().parent.parent / "docs" / "control.md"


def documented() -> dict[Verb, frozenset[Role]]:
    """Who may do what by docs/control.md; a verb or role that is not known, or not known any more, fails here."""
    heading, *rows = table("verb")
    roles = [Role(cell) for cell in heading[1:]]
    return {Verb(verb): frozenset(r for r, cell in zip(roles, cells, strict=True) if cell) for verb, *cells in rows}


def table(first: str) -> list[list[str]]:
    """The rows of the page's table whose first column is headed so."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith(f"| {first} |"))
    rows = takewhile(lambda line: line.startswith("|"), lines[start:])
    return [[cell.strip() for cell in row.split("|")[1:-1]] for row in rows if not row.startswith("|---")]
