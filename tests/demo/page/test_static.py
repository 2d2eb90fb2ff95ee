"""The page's own files: what the Content-Security-Policy lets it be, and what keeps a bot's words from being markup."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot.demo.page.app import STATIC
from tests.demo.page.page import Page

SVG = "http://www.w3.org/2000/svg"
"""A name that is looked up by nobody."""
ENTRY = "main.js"
LINES, LINE, FUNCTION_LINES = 250, 120, 30
FORBIDDEN = re.compile(
    r"\b(innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|setHTML|srcdoc|DOMParser|createContextualFragment|eval)\b"
    r"|document\.write|new Function|cssText|\bimport\(|setAttribute\(\s*[\"'](?:style|on)"
)
"""Ways by which data could become markup or code."""
ELSEWHERE = re.compile(r"""\b(?:https?|wss?|data|blob):[^\s"'`)]*|["'`(]//[\w.]+""")
IMPORT = re.compile(r'^import \{([^}]+)\} from "\./([\w.]+)";', re.MULTILINE)
EXPORT = re.compile(r"^export (?:async )?(?:function|const) (\w+)", re.MULTILINE)
TOP_LEVEL = re.compile(r"^(?:export )?(?:async )?function (\w+).*?^\}", re.MULTILINE | re.DOTALL)
DRAWN_FROM_DATA = re.compile(
    r"^(?:colour-\d|level-\d|indent-\d|align-\w+|drawer-\w+|info|warning|error|success|good|bad|wait|icon-more|tiny|small"
    r"|large|thumbnail|primary|danger|problem|app|header|section|context|input)$"
)
"""Class names that are put together from what is drawn."""


def files(*endings: str) -> list[Path]:
    return sorted(path for path in STATIC.rglob("*") if path.suffix in endings)


def modules() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in files(".js")}


def name_of(path: Path) -> str:
    return path.relative_to(STATIC).as_posix()


class Markup(HTMLParser):
    """What an HTML file holds that a strict policy would refuse, and what it loads."""

    def __init__(self) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.loaded: list[str] = []
        self._within = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within = tag
        self.inline += [f"{tag} {name}" for name, _ in attrs if name == "style" or name.startswith("on")]
        self.loaded += [value or "" for name, value in attrs if name in {"src", "href"}]

    def handle_data(self, data: str) -> None:
        if self._within in {"script", "style"} and data.strip():
            self.inline.append(self._within)

    def handle_endtag(self, _tag: str) -> None:
        self._within = ""


@pytest.mark.parametrize("path", files(".html", ".js", ".css", ".svg"), ids=name_of)
class TestEveryFile:
    def test_it_names_no_other_address(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8").replace(SVG, "")

        assert [hit[0] for hit in ELSEWHERE.finditer(text) if hit[0] not in {"http:", "https:"}] == []

    def test_it_fits_in_the_head(self, path: Path) -> None:
        lines = path.read_text(encoding="utf-8").splitlines()

        assert len(lines) <= LINES


def test_the_html_holds_no_script_and_no_style_and_loads_only_what_is_there() -> None:
    markup = Markup()
    markup.feed((STATIC / "index.html").read_text(encoding="utf-8"))

    assert markup.inline == []
    assert len(markup.loaded) > 3
    for address in markup.loaded:
        assert address.startswith("/static/")
        assert (STATIC / address.removeprefix("/static/")).is_file()


@pytest.mark.parametrize("path", files(".js"), ids=name_of)
class TestEveryModule:
    def test_no_data_can_become_markup_or_code(self, path: Path) -> None:
        assert [hit[0] for hit in FORBIDDEN.finditer(path.read_text(encoding="utf-8"))] == []

    def test_it_opens_with_what_a_newcomer_would_get_wrong(self, path: Path) -> None:
        assert path.read_text(encoding="utf-8").startswith("/**")

    def test_lines_and_functions_are_short(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        wide = [line for line in text.splitlines() if len(line) > LINE and not re.match(r"\s*\w+: \"M", line)]
        wide = [line for line in wide if not re.fullmatch(r'\s*"M[^"]*",', line)]
        long = [found[1] for found in TOP_LEVEL.finditer(text) if found[0].count("\n") + 1 > FUNCTION_LINES]

        assert wide == []
        assert long == []

    def test_what_it_imports_is_exported(self, path: Path) -> None:
        there = modules()
        for names, module in imports(there[path.name]):
            assert module in there
            assert names <= set(EXPORT.findall(there[module]))


def imports(text: str) -> Iterator[tuple[set[str], str]]:
    """The names that a module imports, and from which other one."""
    for found in IMPORT.finditer(text):
        yield {name.strip() for name in found[1].split(",") if name.strip()}, found[2]


def test_no_module_and_no_export_is_left_over() -> None:
    there = modules()
    reached, waiting = set[str](), [ENTRY]
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting += [module for _, module in imports(there[name]) if module not in reached]
    used = {(module, name) for text in there.values() for names, module in imports(text) for name in names}
    exported = {(module, name) for module, text in there.items() for name in EXPORT.findall(text)}

    assert set(there) - reached == set()
    assert exported - used == set()


def test_every_shape_is_there_and_used() -> None:
    there = modules()
    shapes = set(re.findall(r'^  (\w+):\s+"M', there["icons.js"], re.MULTILINE))
    rest = "".join(text for name, text in there.items() if name != "icons.js")
    asked = set(re.findall(r'(?:icon|iconButton)\(\s*"(\w+)"', rest))

    assert asked <= shapes
    assert {shape for shape in shapes if f'"{shape}"' not in rest} == set()


def test_no_rule_of_style_is_left_over() -> None:
    drawn = set(re.findall(r"[\w-]+", "".join(modules().values())))
    styled = {
        name
        for path in files(".css")
        for name in re.findall(r"\.([a-z][\w-]*)", re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL))
    }

    assert {name for name in styled - drawn if not DRAWN_FROM_DATA.match(name)} == set()


async def test_it_is_served_under_the_policy(here: Page) -> None:
    kinds = {"/": "text/html", "/static/js/main.js": "text/javascript", "/static/css/tokens.css": "text/css"}
    for path, kind in kinds.items():
        answer = await here.http.get(path)

        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)
        assert answer.headers["content-security-policy"].startswith("default-src 'self';")
        assert answer.headers["x-content-type-options"] == "nosniff"
