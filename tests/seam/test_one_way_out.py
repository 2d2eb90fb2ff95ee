"""The way to Seam is one file: errors, deadlines and the no-retry rule of its `_post` hold for every call."""

import ast
from pathlib import Path

BOT = Path(__file__).resolve().parents[2] / "bot"
MAY_HOLD_THE_POOL = ("bootstrap", "demo/")
"""The composition root opens and closes the connection pool; the simulators call back as Slack and Seam do."""


def imported_by(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def test_only_the_client_speaks_http_to_seam() -> None:
    files = {file.relative_to(BOT).as_posix(): file for file in BOT.rglob("*.py")}
    speaking = {name for name, file in files.items() if "httpx" in imported_by(file)}

    assert {name for name in speaking if not name.startswith(MAY_HOLD_THE_POOL)} == {"seam/exchange.py"}
