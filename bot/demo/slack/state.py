"""Slack reports every field of a view, touched or not: an untouched one is there with a null or an empty list."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from bot.demo.slack.blockkit import elements_of
from bot.demo.slack.elements import options_of
from bot.demo.slack.records import State
from bot.demo.slack.rules import Json, JsonValue

VALUES: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "file_input": ("files", ""),
    "checkboxes": ("selected_options", "initial_options"),
    "radio_buttons": ("selected_option", "initial_option"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
"""Element type: the key its value has in the state, and the key that gives the first value."""
LISTS = {"selected_options", "selected_users", "selected_channels", "selected_conversations", "files"}


@dataclass(frozen=True)
class Field:
    """One interactive element and the block it stands in."""

    block: Json
    element: Json

    @property
    def block_id(self) -> str:
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        return str(self.element["action_id"])

    @property
    def type(self) -> str:
        return str(self.element["type"])

    @property
    def is_input(self) -> bool:
        return bool(self.block["type"] == "input")

    @property
    def dispatches(self) -> bool:
        """Whether a change is sent to the bot at once."""
        return not self.is_input or bool(self.block.get("dispatch_action"))


def fields(blocks: list[Json]) -> Iterator[Field]:
    """All interactive elements, in reading order."""
    for block in blocks:
        for element in elements_of(block):
            if "action_id" in element:
                yield Field(block, element)


def with_ids(blocks: list[Json]) -> None:
    """Give ids to blocks and elements that have none, as Slack does: random, so no state survives on them."""
    for block in blocks:
        block.setdefault("block_id", secrets.token_urlsafe(4))
        for element in elements_of(block):
            if element["type"] != "image":
                element.setdefault("action_id", secrets.token_urlsafe(4))


def has_state(field: Field) -> bool:
    return field.type in VALUES


def value_of(field: Field, value: JsonValue) -> Json:
    """The element's entry in the state."""
    key, _ = VALUES[field.type]
    entry: Json = {"type": field.type, key: value}
    if field.type == "timepicker" and "timezone" in field.element:
        entry["timezone"] = field.element["timezone"]
    return entry


def current(state: State, field: Field) -> JsonValue:
    """The element's bare value."""
    entry = state.get(field.block_id, {}).get(field.action_id, {})
    return entry.get(VALUES[field.type][0])


def put(state: State, field: Field, value: JsonValue) -> None:
    state.setdefault(field.block_id, {})[field.action_id] = value_of(field, value)


def _first(field: Field, here: str | None) -> JsonValue:
    key, initial = VALUES[field.type]
    empty: JsonValue = [] if key in LISTS else None
    if here and field.element.get("default_to_current_conversation"):
        return [here] if key in LISTS else here
    return field.element.get(initial) or empty


def _still_offered(field: Field, value: JsonValue) -> JsonValue:
    """Static choices that the new view no longer offers are dropped."""
    if "options" not in field.element and "option_groups" not in field.element:
        return value
    offered = {option["value"] for option in options_of(field.element)}
    if isinstance(value, list):
        return [option for option in value if option["value"] in offered]
    return value if value is None or value["value"] in offered else None


def state_of(blocks: list[Json], before: State | None = None, here: str | None = None) -> State:
    """The state of a newly shown view: what was there under the same block id, action id and type stays.

    `here` is the conversation behind the modal, for `default_to_current_conversation`.
    """
    state: State = {}
    for field in (f for f in fields(blocks) if has_state(f)):
        old = (before or {}).get(field.block_id, {}).get(field.action_id)
        if old is not None and old["type"] == field.type:
            put(state, field, _still_offered(field, old[VALUES[field.type][0]]))
        else:
            put(state, field, _first(field, here))
    return state
