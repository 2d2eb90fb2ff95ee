"""Slack refuses a whole view or message for one bad block, so this refuses at least all that Slack does.

Not looked into: the leaves of `rich_text`, the cells of `table`, and `video`. A block type that is not here is refused,
the newer ones (alert, card, carousel, container, data_table) among them.
"""

from collections import Counter

from bot.demo.slack import second_opinion
from bot.demo.slack.elements import (
    IMAGE,
    OPTION_GROUPS,
    OPTIONS,
    distinct_values,
    element_in,
)
from bot.demo.slack.rules import (
    Json,
    JsonValue,
    Rule,
    Spot,
    anything,
    boolean,
    every,
    items,
    one_of,
    plain,
    shape,
    string,
    text,
    then,
)

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MARKDOWN_OF_A_MESSAGE = 12_000
ALL_TEXT_OF_A_MESSAGE = 13_200
"""Over all blocks of one message; undocumented, seen as `msg_blocks_too_long`."""
_LABEL_KEYS = {"type": anything, "block_id": string(255)}


def _has_text(block: Json, spot: Spot) -> None:
    if "text" not in block and "fields" not in block:
        spot.fault("missing required field: text or fields")


def _has_picture(block: Json, spot: Spot) -> None:
    if ("image_url" in block) == ("slack_file" in block):
        spot.fault("must provide exactly one of image_url, slack_file")


def _context_element(value: JsonValue, spot: Spot) -> None:
    if isinstance(value, dict) and value.get("type") == "image":
        then(shape({"type": anything, "alt_text": string(2000)}, IMAGE), _has_picture)(value, spot)
    else:
        text(3000)(value, spot)


_PARTS = ("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")
_CELLS = ("raw_text", "rich_text", "raw_number")


def _rich_part(value: JsonValue, spot: Spot) -> None:
    shape(
        {"type": one_of(*_PARTS), "elements": items(anything, 3000, 0)},
        dict.fromkeys(("style", "indent", "offset", "border", "language"), anything),
    )(value, spot)


def _cell(value: JsonValue, spot: Spot) -> None:
    if not isinstance(value, dict):
        spot.fault("must be an object")
        return
    one_of(*_CELLS)(value.get("type"), spot.at("type"))


def _unique_action_ids(block: Json, spot: Spot) -> None:
    elements = block.get("elements")
    if not isinstance(elements, list):
        return
    seen = Counter(e["action_id"] for e in elements if isinstance(e, dict) and "action_id" in e)
    for action_id in (key for key, times in seen.items() if times > 1):
        spot.fault(f"action_id {action_id} already exists")


def _block(optional: dict[str, Rule], required: dict[str, Rule] | None = None, *more: Rule) -> Rule:
    return then(shape({"type": anything, **(required or {})}, {"block_id": string(255), **optional}), *more)


_STILL: dict[str, Rule] = {
    "header": _block({}, {"text": plain(150)}),
    "divider": _block({}),
    "context": _block({}, {"elements": items(_context_element, 10)}),
    "image": _block({"title": plain(2000), **IMAGE}, {"alt_text": string(2000)}, _has_picture),
    "rich_text": _block({}, {"elements": items(_rich_part, 100)}),
    "video": _block(
        dict.fromkeys(("description", "provider_name", "title_url", "author_name", "provider_icon_url"), anything),
        dict.fromkeys(("title", "video_url", "thumbnail_url", "alt_text"), anything),
    ),
}
_MESSAGE_ONLY: dict[str, Rule] = {
    "markdown": _block({}, {"text": string(MARKDOWN_OF_A_MESSAGE)}),
    "table": _block({"column_settings": anything}, {"rows": items(items(_cell, 20), 100)}),
}


def _blocks_of(surface: str) -> dict[str, Rule]:
    accessory = element_in("section", surface)
    about: dict[str, Rule] = {"text": text(3000), "fields": items(text(2000), 10), "expand": boolean}
    asked: dict[str, Rule] = {"label": plain(2000), "element": element_in("input", surface)}
    return {
        **_STILL,
        **(_MESSAGE_ONLY if surface == "message" else {}),
        "section": _block({**about, "accessory": accessory}, None, _has_text),
        "actions": _block({}, {"elements": items(element_in("actions", surface), 25)}, _unique_action_ids),
        "input": _block({"hint": plain(2000), "optional": boolean, "dispatch_action": boolean}, asked),
    }


_RULES = {surface: _blocks_of(surface) for surface in ("modal", "home", "message")}


def _one_block(surface: str) -> Rule:
    def check(value: JsonValue, spot: Spot) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        rule = _RULES[surface].get(kind) if isinstance(kind, str) else None
        if rule is None:
            spot.fault(f"unsupported type: {kind} in a {surface}")
        else:
            rule(value, spot)

    return check


def _whole(blocks: JsonValue, spot: Spot) -> None:
    """Rules over all blocks: unique block ids, one focus."""
    known = [block for block in blocks if isinstance(block, dict)] if isinstance(blocks, list) else []
    seen = Counter(block["block_id"] for block in known if isinstance(block.get("block_id"), str))
    for block_id in (key for key, times in seen.items() if times > 1):
        spot.fault(f"block_id {block_id} already exists")
    focused = [e for block in known for e in elements_of(block) if e.get("focus_on_load") is True]
    if len(focused) > 1:
        spot.fault("only one element may have focus_on_load")


def _over_a_message(blocks: JsonValue, spot: Spot) -> None:
    kinds = Counter(block["type"] for block in blocks)
    if kinds["table"] > 1:
        spot.fault("only one table is allowed")
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > MARKDOWN_OF_A_MESSAGE:
        spot.fault(f"markdown must be less than {MARKDOWN_OF_A_MESSAGE + 1} characters together")


def elements_of(block: Json) -> list[Json]:
    """The interactive elements of one block, in order."""
    found = [block.get("accessory"), block.get("element")]
    if block.get("type") == "actions" and isinstance(block.get("elements"), list):
        found += block["elements"]
    return [element for element in found if isinstance(element, dict)]


def _submit_with_inputs(view: Json, spot: Spot) -> None:
    blocks = view.get("blocks")
    has_input = isinstance(blocks, list) and any(isinstance(b, dict) and b.get("type") == "input" for b in blocks)
    if has_input and "submit" not in view:
        spot.fault("missing required field: submit is required when there are input blocks")


_ABOUT: dict[str, Rule] = {
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}
_MODAL = every(
    shape(
        {"type": anything, "title": plain(24), "blocks": every(items(_one_block("modal"), VIEW_BLOCKS), _whole)},
        {
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": boolean,
            **_ABOUT,
        },
    ),
    _submit_with_inputs,
)
_HOME = shape({"type": anything, "blocks": every(items(_one_block("home"), VIEW_BLOCKS), _whole)}, _ABOUT)
_MESSAGE = then(every(items(_one_block("message"), MESSAGE_BLOCKS, 0), _whole), _over_a_message)


def check_view(view: JsonValue, kind: str) -> list[str]:
    """What Slack would say against this view; `kind` is modal or home. Empty: accepted."""
    spot = Spot("/view")
    if not isinstance(view, dict):
        spot.fault("must be an object")
        return spot.faults
    one_of(kind)(view.get("type"), spot.at("type"))
    (_MODAL if kind == "modal" else _HOME)(view, spot)
    return spot.faults or second_opinion.on_view(view)


def check_message(blocks: JsonValue) -> list[str]:
    """What Slack would say against the blocks of a message. Empty: accepted."""
    spot = Spot("/blocks")
    _MESSAGE(blocks, spot)
    return spot.faults or second_opinion.on_blocks(blocks)


def check_options(answer: JsonValue) -> list[str]:
    """What Slack would say against the answer to a `block_suggestion`. Empty: accepted."""
    spot = Spot()
    then(shape({}, {"options": OPTIONS, "option_groups": OPTION_GROUPS}), distinct_values)(answer, spot)
    return spot.faults


def text_length(blocks: list[Json]) -> int:
    """Characters in all text objects."""
    return sum(len(found) for found in strings_at(blocks, "text"))


def strings_at(value: JsonValue, key: str) -> list[str]:
    """Every string found under `key`, however deep."""
    if isinstance(value, list):
        return [found for item in value for found in strings_at(item, key)]
    if not isinstance(value, dict):
        return []
    own = [value[key]] if isinstance(value.get(key), str) else []
    return own + [found for item in value.values() for found in strings_at(item, key)]
