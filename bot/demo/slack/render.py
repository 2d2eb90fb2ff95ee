"""A screen as plain lines, for the scripted demo: the words and values that the person sees, and nothing hidden."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from bot.demo.slack.elements import options_of
from bot.demo.slack.mrkdwn import readable
from bot.demo.slack.records import Message, State, View
from bot.demo.slack.rules import Json, JsonValue
from bot.demo.slack.state import VALUES, Field, current


def render_text(shown: View | Message, tz: tzinfo = UTC, names: Mapping[str, str] | None = None) -> str:
    """The view or message for a reader in `tz`; `names` gives people and channels their names by id."""
    pen = _Pen(tz, names or {}, shown.state if isinstance(shown, View) else {})
    if isinstance(shown, View):
        return "\n".join(pen.view(shown))
    lines = list(pen.blocks(shown.blocks)) if shown.blocks else readable(shown.text, tz, names).splitlines()
    mark = ["(only visible to you)"] if shown.only_for else []
    lines += [f"(file: {file['name']})" for file in shown.files]
    return "\n".join(mark + lines + (["(edited)"] if shown.edited else []))


@dataclass(frozen=True)
class _Pen:
    tz: tzinfo
    names: Mapping[str, str]
    state: State
    errors: dict[str, str] = field(default_factory=dict)

    def view(self, view: View) -> Iterator[str]:
        self.errors.update(view.errors)
        if view.given["type"] == "modal":
            yield f"== {self.text(view.given['title'])} =="
        yield from self.blocks(view.blocks)
        if view.note:
            yield f"!! {view.note}"
        keys = [view.given.get("close"), view.given.get("submit")]
        if labels := [f"[{self.text(key)}]" for key in keys if key]:
            yield " ".join(labels)

    def blocks(self, blocks: list[Json]) -> Iterator[str]:
        for block in blocks:
            draw = self._draw().get(block["type"])
            yield from draw(block) if draw else [f"({block['type']})"]
            if problem := self.errors.get(block["block_id"]):
                yield f"  ! {problem}"

    def _draw(self) -> dict[str, Callable[[Json], Iterator[str]]]:
        return {
            "header": lambda b: iter(["# " + self.text(b["text"])]),
            "divider": lambda _: iter(["-" * 24]),
            "section": self._section,
            "context": lambda b: iter(["  " + " · ".join(self._context(e) for e in b["elements"])]),
            "image": lambda b: iter([f"(image: {b['alt_text']})"]),
            "actions": lambda b: iter([" ".join(self._element(b, e) for e in b["elements"])]),
            "input": self._input,
            "markdown": lambda b: iter(b["text"].splitlines()),
            "rich_text": lambda b: iter("".join(_leaves(b)).splitlines()),
            "table": lambda b: iter(" | ".join("".join(_leaves(cell)) for cell in row) for row in b["rows"]),
        }

    def text(self, text: Json) -> str:
        """plain_text stands as it is; only mrkdwn is read."""
        raw = str(text["text"])
        return readable(raw, self.tz, self.names) if text["type"] == "mrkdwn" else raw

    def _section(self, block: Json) -> Iterator[str]:
        if "text" in block:
            yield from self.text(block["text"]).splitlines()
        for item in block.get("fields", ()):
            yield from ("  " + line for line in self.text(item).splitlines())
        if accessory := block.get("accessory"):
            yield "  " + self._element(block, accessory)

    def _context(self, element: Json) -> str:
        return f"(image: {element['alt_text']})" if element["type"] == "image" else self.text(element)

    def _input(self, block: Json) -> Iterator[str]:
        optional = " (optional)" if block.get("optional") else ""
        yield f"{self.text(block['label'])}{optional}: {self._element(block, block['element'])}"
        if hint := block.get("hint"):
            yield "  " + self.text(hint)

    def _element(self, block: Json, element: Json) -> str:
        kind = element["type"]
        if kind == "image":
            return f"(image: {element['alt_text']})"
        if kind == "button":
            return f"[{self.text(element['text'])}]"
        if kind == "overflow":
            return "[... " + " / ".join(self.text(o["text"]) for o in element["options"]) + "]"
        value = current(self.state, Field(block, element)) if self.state else element.get(VALUES[kind][1])
        if kind in {"checkboxes", "radio_buttons"}:
            return self._boxes(element, value)
        shown = self._value(value)
        return shown or f"<{self.text(element['placeholder'])}>" if "placeholder" in element else shown or "____"

    def _boxes(self, element: Json, value: JsonValue) -> str:
        chosen = value if isinstance(value, list) else [value] if value else []
        values = {option["value"] for option in chosen}
        on, off = ("[x]", "[ ]") if element["type"] == "checkboxes" else ("(o)", "( )")
        return "  ".join(f"{on if o['value'] in values else off} {self.text(o['text'])}" for o in options_of(element))

    def _value(self, value: JsonValue) -> str:
        if isinstance(value, list):
            return ", ".join(self._value(item) for item in value)
        if isinstance(value, dict) and "name" in value:
            return str(value["name"])
        if isinstance(value, dict):
            return self.text(value["text"]) if "text" in value else "".join(_leaves(value))
        return "" if value is None else self.names.get(str(value), str(value))


def _leaves(value: JsonValue) -> Iterator[str]:
    """The texts of a rich_text block, a line for each part."""
    if isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    elif isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        yield from _leaves(value.get("elements", []))
        if str(value.get("type", "")).startswith("rich_text_"):
            yield "\n"
