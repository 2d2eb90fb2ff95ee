"""Rules of the house that no tool knows; each says what it protects."""

import ast
import re
import shutil
import subprocess
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import pytest

from bot.config import Settings

ROOT = Path(__file__).resolve().parent.parent
BOT = ROOT / "bot"

FILE_LINES = 400
FILE_LINES_WANTED = 250
FUNCTION_LINES = 40
LISTENER_LINES = 15

HTTPX_ALLOWED = {"bot/seam/exchange.py"}
"""One file speaks HTTP to Seam, so that one file decides what may be sent twice. Others may name the type alone."""

BROAD_EXCEPTS = {
    "bot/engine/embedded.py": 4,  # one fault in one piece of work must not stop the engine; what is due stays a row
    "bot/services/messages/reminders.py": 1,  # what cannot be drawn is not tried for ever; the error goes up
    "bot/slack/desk.py": 1,  # after the ack nobody else can tell the person
    "bot/web/answers.py": 1,  # whoever asked is answered, and the server would log the error's text
}
"""The true edges, where nobody is left to hear the error, and how many each file has."""


def sources(folder: Path = BOT) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text_of(path), filename=name_of(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def long_functions(path: Path, lines: int) -> list[str]:
    return [f"{name_of(path)}: {node.name}" for node in functions(path) if lines_of(node) > lines]


def kept_files() -> list[Path]:
    """What a clone holds, and new files that are not ignored; a source archive has no git to ask."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    command = [git, "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")  # noqa: S603
    return [ROOT / name for name in listed if name and (ROOT / name).is_file()]


def test_files_and_functions_fit_in_the_head() -> None:
    everywhere = [*sources(), *sources(ROOT / "tests")]

    assert [name_of(path) for path in everywhere if text_of(path).count("\n") > FILE_LINES] == []
    assert [long for path in everywhere for long in long_functions(path, FUNCTION_LINES)] == []


def test_most_files_stay_below_the_wanted_length(capsys: pytest.CaptureFixture[str]) -> None:
    lengths = {name_of(path): text_of(path).count("\n") for path in sources()}
    long = {name: lines for name, lines in lengths.items() if lines > FILE_LINES_WANTED}

    with capsys.disabled():
        for name, lines in sorted(long.items()):
            print(f"\nlonger than {FILE_LINES_WANTED} lines: {name} ({lines})", end="")  # noqa: T201
    assert len(long) <= len(lengths) // 10


def test_listeners_acknowledge_read_call_and_stop() -> None:
    listeners = sources(BOT / "slack" / "listeners")

    assert [long for path in listeners for long in long_functions(path, LISTENER_LINES)] == []


class TestSource:
    def test_a_file_opens_with_what_a_newcomer_would_get_wrong(self) -> None:
        modules = {name_of(path): tree(path) for path in sources()}

        assert [name for name, module in modules.items() if module.body and not ast.get_docstring(module)] == []

    def test_httpx_is_used_in_one_place(self) -> None:
        free = ("bot/demo/", "bot/bootstrap", *HTTPX_ALLOWED)
        calls = [
            f"{name_of(path)}: {node.lineno}"
            for path in sources()
            if not name_of(path).startswith(free) and "httpx" in text_of(path)
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("httpx.")
        ]

        assert calls == []

    def test_errors_are_caught_by_name(self) -> None:
        broad = Counter(
            name_of(path)
            for path in sources()
            for node in ast.walk(tree(path))
            if isinstance(node, ast.ExceptHandler) and (node.type is None or _is_broad(node.type))
        )

        assert broad == BROAD_EXCEPTS

    def test_nothing_is_left_open(self) -> None:
        left = re.compile(r"\b(?:TODO|FIXME|XXX|NotImplementedError)\b")

        assert [name_of(path) for path in sources() if left.search(text_of(path))] == []


def _is_broad(node: ast.expr) -> bool:
    return bool(re.search(r"\b(?:Base)?Exception\b", ast.unparse(node)))


def test_the_tests_mirror_the_tree() -> None:
    """A folder of tests is a ring, or one of the few kinds that cross them."""
    crossing = {"browser", "contracts", "faults", "fakes_tables", "journeys"}
    folders = {path.relative_to(ROOT / "tests") for path in (ROOT / "tests").rglob("*") if path.is_dir()}
    strangers = {
        str(folder)
        for folder in folders
        if "__pycache__" not in folder.parts and folder.parts[0] not in crossing and not (BOT / folder).is_dir()
    }

    assert strangers == set()


def test_every_ring_has_tests() -> None:
    rings = {path.name for path in BOT.iterdir() if (path / "__init__.py").exists() and len(sources(path)) > 1}

    assert {ring for ring in rings - {"bootstrap", "demo"} if not (ROOT / "tests" / ring).is_dir()} == set()


class TestRepository:
    MACHINE = re.compile("/" + r"(?:work|home|root|Users|farm)/[a-z]")
    REGISTRY = re.compile(r"pypi\." + r"org|python" + r"hosted|npm" + r"js\.|deb\." + "debian")

    def test_it_holds_no_path_of_a_machine_and_no_registry(self) -> None:
        found = []
        for path in kept_files():
            text = path.read_bytes().decode(errors="replace")
            found += [
                f"{name_of(path)}: {hit[0]}" for hit in (self.MACHINE.search(text), self.REGISTRY.search(text)) if hit
            ]

        assert found == []

    @pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-audit.txt"])
    def test_the_locks_pin_every_package_by_hash_and_name_no_host(self, name: str) -> None:
        text = (ROOT / name).read_text(encoding="utf-8")
        entries = [entry for entry in text.replace("\\\n", " ").splitlines() if entry and not entry.startswith("#")]

        assert len(entries) > 20
        assert [entry for entry in entries if "--hash=sha256:" not in entry or "==" not in entry] == []
        assert "://" not in text
        assert "--index-url" not in text

    def test_everything_the_product_installs_is_locked_for_development_too(self) -> None:
        product, development = (
            set(
                re.findall(
                    r"^([a-z0-9-]+==[^ ;]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE | re.IGNORECASE
                )
            )
            for name in ("requirements.txt", "requirements-dev.txt")
        )

        assert product <= development


def test_every_picture_in_the_docs_is_there_and_every_one_there_is_shown() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    shown = {
        (page.parent / name).resolve() for page in pages for name in re.findall(r"\]\(([^)]+\.png)\)", text_of(page))
    }

    assert shown == {path.resolve() for path in (ROOT / "docs" / "images").iterdir()}


class TestReadme:
    README = (ROOT / "README.md").read_text(encoding="utf-8")

    def test_every_setting_has_its_row_and_no_row_is_of_one_that_is_gone(self) -> None:
        rows = set(re.findall(r"^\| `([A-Z_]+)` \|", self.README, re.MULTILINE))

        assert rows == {str(field.validation_alias) for field in Settings.model_fields.values()}

    def test_its_commands_exist(self) -> None:
        targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
        named = set(re.findall(r"^make ([a-z-]+)", self.README, re.MULTILINE))

        assert {"demo", "test"} <= named <= targets

    def test_its_map_names_every_folder(self) -> None:
        folders = {path.name for path in BOT.iterdir() if (path / "__init__.py").exists()}

        assert {folder for folder in folders if f"  {folder}" not in self.README} == set()


def test_a_decision_says_why_each_dependency_is_there() -> None:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text())
    project, groups = table["project"], [*table["dependency-groups"].values()]
    asked = [*project["dependencies"], *chain.from_iterable([*project["optional-dependencies"].values(), *groups])]
    names = {re.split(r"[\[<>=~ ]", one)[0].casefold() for one in asked}
    said = (ROOT / "docs" / "decisions" / "0003-dependencies.md").read_text().casefold()

    assert sorted(name for name in names if name not in said) == []
