"""What Slack accepts in each block element, and where the element may stand; limits differ by element, not by surface.

Lengths are Slack's Block Kit reference; an option's value is held to 75 although newer clients take 150. Two options
of one value are refused here: Slack asks for different ones, but whether it refuses the same is not settled.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from bot.demo.slack.rules import (
    Json,
    JsonValue,
    Rule,
    Spot,
    anything,
    boolean,
    every,
    integer,
    items,
    matching,
    one_of,
    plain,
    shape,
    string,
    text,
    then,
)

CONFIRM = shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
_ADDRESS = every(string(3000), matching(r"(https?://|mailto:|tel:)\S+", "a valid URL"))
IMAGE = {"image_url": every(string(3000), matching(r"https?://\S+", "a valid URL")), "slack_file": anything}
_MENU_OPTION = shape({"text": plain(75), "value": string(75)}, {"description": plain(75)})
_LINK_OPTION = shape({"text": plain(75), "value": string(75)}, {"description": plain(75), "url": _ADDRESS})
_BOX_OPTION = shape({"text": text(75), "value": string(75)}, {"description": text(75)})
OPTIONS = items(_MENU_OPTION, 100, 0)
OPTION_GROUPS = items(shape({"label": plain(75), "options": items(_MENU_OPTION, 100)}), 100)
_MENU = {"options": items(_MENU_OPTION, 100), "option_groups": OPTION_GROUPS}
_FOCUS = {"focus_on_load": boolean}
_PICKER: dict[str, Rule] = {"placeholder": plain(150), "confirm": CONFIRM, **_FOCUS}
_MULTI: dict[str, Rule] = {**_PICKER, "max_selected_items": integer(1, 100)}
_DISPATCH = shape({"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)})
_TYPED: dict[str, Rule] = {"placeholder": plain(150), "dispatch_action_config": _DISPATCH, **_FOCUS}
_KINDS = items(one_of("im", "mpim", "private", "public"), 4)
_FILTER = shape({}, {"include": _KINDS, "exclude_external_shared_channels": boolean, "exclude_bot_users": boolean})
_HERE: dict[str, Rule] = {"default_to_current_conversation": boolean, "filter": _FILTER}
_ID = string(255)
_NUMBER = matching(r"-?\d+(\.\d+)?", "a number in a string")
_TIME = matching(r"([01]\d|2[0-3]):[0-5]\d", "a time as HH:mm")


def _date(value: JsonValue, spot: Spot) -> None:
    try:
        is_one = isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        is_one = False
    if not is_one:
        spot.fault("must be a date as YYYY-MM-DD")


def _zone(value: JsonValue, spot: Spot) -> None:
    try:
        ZoneInfo(str(value))
    except (KeyError, ValueError, OSError):
        spot.fault("must be a time zone of the IANA database")


def options_of(element: Json) -> Iterator[Json]:
    """All options that a static element offers, those in groups too."""
    yield from element.get("options") or ()
    for group in element.get("option_groups") or ():
        yield from group.get("options") or ()


def _initial_among(element: Json, spot: Spot) -> None:
    """Slack compares whole options: the right value with another text does not match."""
    given = element.get("initial_options") or [element.get("initial_option")]
    offered = list(options_of(element))
    for option in given:
        if option is not None and option not in offered:
            spot.fault("initial_option must exactly match one of the provided options")


def distinct_values(element: Json, spot: Spot) -> None:
    """Among all options, whatever group they stand in."""
    seen = Counter(option["value"] for option in options_of(element))
    for value in (value for value, times in seen.items() if times > 1):
        spot.fault(f"option value {value} already exists")


def _whole_numbers(element: Json, spot: Spot) -> None:
    given = [element[key] for key in ("initial_value", "min_value", "max_value") if key in element]
    if not element["is_decimal_allowed"] and any("." in number for number in given):
        spot.fault("decimals are not allowed")


def _initial_fits(element: Json, spot: Spot) -> None:
    length = len(element.get("initial_value", ""))
    if length > element.get("max_length", length) or 0 < length < element.get("min_length", 0):
        spot.fault("initial_value must keep to min_length and max_length")


def _one_menu(element: Json, spot: Spot) -> None:
    if ("options" in element) == ("option_groups" in element):
        spot.fault("must provide exactly one of options, option_groups")


def _ordered(low: str, high: str) -> Rule:
    def check(element: Json, spot: Spot) -> None:
        try:
            lowest, highest = float(element.get(low, "-inf")), float(element.get(high, "inf"))
        except (TypeError, ValueError):
            return
        if lowest > highest:
            spot.fault(f"{low} must not be greater than {high}")

    return check


def _not_more_initial_than_allowed(element: Json, spot: Spot) -> None:
    initial, most = element.get("initial_options"), element.get("max_selected_items")
    if isinstance(initial, list) and isinstance(most, int) and len(initial) > most:
        spot.fault("initial_options must not exceed max_selected_items")


def _has_picture(element: Json, spot: Spot) -> None:
    if ("image_url" in element) == ("slack_file" in element):
        spot.fault("must provide exactly one of image_url, slack_file")


def _element(optional: Mapping[str, Rule], required: Mapping[str, Rule] | None = None, *more: Rule) -> Rule:
    return then(shape({"type": anything, **(required or {})}, {"action_id": _ID, **optional}), *more)


def _many(**initial: Rule) -> Rule:
    return _element({**_MULTI, **initial}, None)


_BOXES: dict[str, Rule] = {"options": items(_BOX_OPTION, 10)}
_LENGTHS: dict[str, Rule] = {"min_length": integer(0, 3000), "max_length": integer(1, 3000)}

ELEMENTS: dict[str, Rule] = {
    "button": _element(
        {
            "value": string(2000),
            "url": _ADDRESS,
            "style": one_of("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
        },
        {"text": plain(75)},
    ),
    "overflow": _element({"confirm": CONFIRM}, {"options": items(_LINK_OPTION, 5)}, distinct_values),
    "image": then(shape({"type": anything, "alt_text": string(2000)}, IMAGE), _has_picture),
    "plain_text_input": _element(
        {**_TYPED, **_LENGTHS, "multiline": boolean, "initial_value": string(3000, 0)},
        None,
        _ordered("min_length", "max_length"),
        _initial_fits,
    ),
    "email_text_input": _element({**_TYPED, "initial_value": string(3000, 0)}),
    "url_text_input": _element({**_TYPED, "initial_value": string(3000, 0)}),
    "number_input": _element(
        {**_TYPED, "initial_value": _NUMBER, "min_value": _NUMBER, "max_value": _NUMBER},
        {"is_decimal_allowed": boolean},
        _ordered("min_value", "max_value"),
        _ordered("initial_value", "max_value"),
        _ordered("min_value", "initial_value"),
        _whole_numbers,
    ),
    "rich_text_input": _element({**_TYPED, "initial_value": anything}),
    "file_input": _element({"filetypes": items(string(20), 100), "max_files": integer(1, 10)}),
    "checkboxes": _element(
        {"initial_options": items(_BOX_OPTION, 10), "confirm": CONFIRM, **_FOCUS},
        _BOXES,
        _initial_among,
        distinct_values,
    ),
    "radio_buttons": _element(
        {"initial_option": _BOX_OPTION, "confirm": CONFIRM, **_FOCUS}, _BOXES, _initial_among, distinct_values
    ),
    "static_select": _element(
        {**_PICKER, **_MENU, "initial_option": _MENU_OPTION}, None, _one_menu, _initial_among, distinct_values
    ),
    "multi_static_select": _element(
        {**_MULTI, **_MENU, "initial_options": items(_MENU_OPTION, 100)},
        None,
        _one_menu,
        _initial_among,
        distinct_values,
        _not_more_initial_than_allowed,
    ),
    "external_select": _element({**_PICKER, "initial_option": _MENU_OPTION, "min_query_length": integer(0, 3000)}),
    "multi_external_select": _element(
        {**_MULTI, "initial_options": items(_MENU_OPTION, 100), "min_query_length": integer(0, 3000)},
        None,
        _not_more_initial_than_allowed,
    ),
    "users_select": _element({**_PICKER, "initial_user": string(255)}),
    "multi_users_select": _many(initial_users=items(string(255), 100)),
    "channels_select": _element({**_PICKER, "initial_channel": string(255), "response_url_enabled": boolean}),
    "multi_channels_select": _many(initial_channels=items(string(255), 100)),
    "conversations_select": _element(
        {**_PICKER, **_HERE, "initial_conversation": string(255), "response_url_enabled": boolean}
    ),
    "multi_conversations_select": _many(initial_conversations=items(string(255), 100), **_HERE),
    "datepicker": _element({**_PICKER, "initial_date": _date}),
    "timepicker": _element({**_PICKER, "initial_time": _TIME, "timezone": _zone}),
    "datetimepicker": _element(
        {"initial_date_time": integer(1_000_000_000, 9_999_999_999), "confirm": CONFIRM, **_FOCUS}
    ),
}

_MULTIS = {name for name in ELEMENTS if name.startswith("multi_")}
_PICKED = {name for name in ELEMENTS if name.endswith("_select")} - _MULTIS | {
    "checkboxes",
    "radio_buttons",
    "datepicker",
    "timepicker",
}
_TYPED_IN = {name for name in ELEMENTS if name.endswith("_input")}
MODAL_ONLY = _TYPED_IN - {"plain_text_input"}
PLACES: dict[str, frozenset[str]] = {
    "section": frozenset(_PICKED | _MULTIS | {"button", "overflow", "image"}),
    "actions": frozenset(_PICKED | {"button", "overflow", "datetimepicker"}),
    "input": frozenset(_PICKED | _MULTIS | _TYPED_IN | {"datetimepicker"}),
}


def element_in(place: str, surface: str) -> Rule:
    """An element that stands in a block of type `place` on `surface` (modal, home or message)."""

    def check(value: JsonValue, spot: Spot) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in PLACES[place]:
            spot.fault(f"unsupported type: {kind} in {place}")
            return
        if kind in MODAL_ONLY and surface != "modal":
            spot.fault(f"unsupported type: {kind} outside of a modal")
        if (place, surface) != ("input", "modal") and value.get("response_url_enabled"):
            spot.fault("response_url_enabled works in input blocks of modals only")
        ELEMENTS[kind](value, spot)

    return check
