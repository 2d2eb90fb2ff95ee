"""The table of rights as the documentation states it: what the code does is held against it."""

from pathlib import Path

from bot.domain.roles import Role, Verb

PAGE = Path(__file__).resolve().parent.parent / "docs" / "control.md"


def documented() -> dict[Verb, frozenset[Role]]:
    """Who may do what by docs/control.md; a verb or role that it does not know, or not know any more, fails here."""
    rows = [line.strip("|").split("|") for line in PAGE.read_text(encoding="utf-8").splitlines() if line[:2] == "| "]
    heading = next(row for row in rows if row[0].strip() == "verb")
    roles = [Role(cell.strip()) for cell in heading[1:]]
    table = {}
    for verb, *cells in rows[rows.index(heading) + 1 :]:
        if verb.strip() in set(Verb):
            table[Verb(verb.strip())] = frozenset(r for r, cell in zip(roles, cells, strict=True) if cell.strip())
    return table
