"""docs/security.md leads from every threat to tests: one that was renamed or taken away fails here."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
THREATS = 30
SECTIONS = dict(re.findall(r"^## (\d+)\. .+?\n(.+?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


@cache
def defined_in(name: str) -> frozenset[str]:
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(node.name for node in functions if node.name.startswith("test_"))


def test_every_threat_has_its_section() -> None:
    assert [int(number) for number in SECTIONS] == list(range(1, THREATS + 1))


@pytest.mark.parametrize("number", SECTIONS)
def test_names_its_control_and_tests_that_exist(number: str) -> None:
    control, tests, red = re.findall(r"^- (Control|Tests|Red): ", SECTIONS[number], re.MULTILINE)
    assert (control, tests, red) == ("Control", "Tests", "Red")
    named = NAMED.findall(SECTIONS[number])
    assert named
    assert [f"{path}::{name}" for path, name in named if name not in defined_in(path)] == []
    files = re.findall(r"`(bot/[\w/.]+)`", SECTIONS[number])
    assert [name for name in files if not (ROOT / name).exists()] == []
