"""Which element may stand where, and what it must hold, surface by surface.

Refused here though no page of Slack settles it: two options of one value, and an initial value outside the lengths.
"""

from typing import Any

import pytest

from bot.demo.slack.blockkit import check_message, check_options, check_view
from bot.demo.slack.elements import ELEMENTS, PLACES

from .conftest import actions, button, field, modal, options, plain, section, text_input

GOOD: dict[str, dict[str, Any]] = {
    "button": {"text": plain("Go")},
    "overflow": {"options": options("a")},
    "image": {"image_url": "https://example.com/a.png", "alt_text": "a"},
    "plain_text_input": {},
    "email_text_input": {},
    "url_text_input": {},
    "number_input": {"is_decimal_allowed": True},
    "rich_text_input": {},
    "file_input": {},
    "checkboxes": {"options": options("a")},
    "radio_buttons": {"options": options("a")},
    "static_select": {"options": options("a")},
    "multi_static_select": {"options": options("a")},
    "external_select": {},
    "multi_external_select": {},
    "users_select": {},
    "multi_users_select": {},
    "channels_select": {},
    "multi_channels_select": {},
    "conversations_select": {},
    "multi_conversations_select": {},
    "datepicker": {},
    "timepicker": {},
    "datetimepicker": {},
}
ONE_CHOICE = {"static_select", "external_select", "users_select", "channels_select", "conversations_select"}
SEVERAL = {kind for kind in GOOD if kind.startswith("multi_")}
BOXES = {"checkboxes", "radio_buttons", "datepicker", "timepicker"}
MODAL_INPUTS = {"email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input"}
IN_SECTION = ONE_CHOICE | SEVERAL | BOXES | {"button", "overflow", "image"}
IN_ACTIONS = ONE_CHOICE | BOXES | {"button", "overflow", "datetimepicker"}
IN_INPUT = ONE_CHOICE | SEVERAL | BOXES | {"plain_text_input", "datetimepicker"} | MODAL_INPUTS


def _element(kind: str) -> dict[str, Any]:
    named = {} if kind == "image" else {"action_id": "x"}
    return {"type": kind, **named, **GOOD[kind]}


def _faults(surface: str, block: dict[str, Any]) -> list[str]:
    if surface == "message":
        return check_message([block])
    return check_view(modal(block) if surface == "modal" else {"type": "home", "blocks": [block]}, surface)


def _in_input(**element: Any) -> dict[str, Any]:
    return modal(field("f", {"action_id": "x", **element}))


class TestMatrix:
    def test_every_element_is_in_it(self) -> None:
        assert set(GOOD) == set(ELEMENTS) == set().union(*PLACES.values())

    @pytest.mark.parametrize("kind", GOOD)
    @pytest.mark.parametrize("surface", ["modal", "home", "message"])
    def test_where_each_element_may_stand(self, surface: str, kind: str) -> None:
        element = _element(kind)
        is_here = kind not in MODAL_INPUTS or surface == "modal"

        assert (_faults(surface, section("x", accessory=element)) == []) is (kind in IN_SECTION)
        assert (_faults(surface, actions(element)) == []) is (kind in IN_ACTIONS)
        assert (_faults(surface, field("f", element)) == []) is (kind in IN_INPUT and is_here)

    @pytest.mark.parametrize(
        ("block", "surfaces"),
        [
            ({"type": "markdown", "text": "*x*"}, {"message"}),
            ({"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}, {"message"}),
            ({"type": "divider"}, {"modal", "home", "message"}),
            ({"type": "header", "text": plain("x")}, {"modal", "home", "message"}),
            ({"type": "alert", "text": plain("x")}, set()),
        ],
    )
    def test_where_each_block_may_stand(self, block: dict[str, Any], surfaces: set[str]) -> None:
        assert {surface for surface in ("modal", "home", "message") if not _faults(surface, block)} == surfaces

    def test_a_response_url_is_for_inputs_of_modals(self) -> None:
        asking = _element("conversations_select") | {"response_url_enabled": True}

        assert _faults("modal", field("f", asking)) == []
        for surface in ("home", "message"):
            assert _faults(surface, field("f", asking)) != []
        assert _faults("modal", section("x", accessory=asking)) != []


TWICE = [*options("a"), {"text": plain("Other"), "value": "a"}]
GROUPS = [{"label": plain("1"), "options": options("a")}, {"label": plain("2"), "options": options("a")}]
NUMBER = {"type": "number_input", "is_decimal_allowed": False}
WRONG: dict[str, dict[str, Any]] = {
    "radio buttons of one value": _in_input(type="radio_buttons", options=TWICE),
    "boxes of one value": _in_input(type="checkboxes", options=TWICE),
    "a menu of one value": _in_input(type="static_select", options=TWICE),
    "a value in two groups": _in_input(type="static_select", option_groups=GROUPS),
    "several of one value": _in_input(type="multi_static_select", options=TWICE),
    "overflow of one value": modal(actions({"type": "overflow", "action_id": "x", "options": TWICE})),
    "no such day": _in_input(type="datepicker", initial_date="2026-02-30"),
    "a day with a time": _in_input(type="datepicker", initial_date="20260301"),
    "no such zone": _in_input(type="timepicker", timezone="Mars/Olympus"),
    "a decimal": _in_input(**NUMBER, initial_value="1.5"),
    "an initial number out of range": _in_input(**NUMBER, initial_value="3", max_value="2"),
    "an initial text too long": _in_input(type="plain_text_input", initial_value="abc", max_length=2),
    "an initial text too short": _in_input(type="plain_text_input", initial_value="a", min_length=2),
    "a button to nowhere": modal(actions(button("b", url="example.com"))),
    "a picture from nowhere": modal({"type": "image", "alt_text": "a", "image_url": "a.png"}),
    "a picture from two places": modal(
        {"type": "image", "alt_text": "a", "image_url": "https://example.com/a.png", "slack_file": {"id": "F1"}}
    ),
    "no options": _in_input(type="checkboxes", options=[]),
    "no options at all": _in_input(type="static_select"),
    "an option without a value": _in_input(type="static_select", options=[{"text": plain("a")}]),
    "a long option value": _in_input(type="static_select", options=[{"text": plain("a"), "value": "v" * 76}]),
    "more chosen than allowed": _in_input(
        type="multi_static_select", options=options("a", "b"), initial_options=options("a", "b"), max_selected_items=1
    ),
    "nobody may be chosen": _in_input(type="multi_users_select", max_selected_items=0),
    "a rich text of a strange part": modal(
        {"type": "rich_text", "elements": [{"type": "rich_text_table", "elements": []}]}
    ),
    "an empty block_id": modal(section("x", block_id="")),
    "no blocks": modal() | {"blocks": []},
    "an unnamed input": modal({"type": "input", "element": text_input()}),
}


class TestWrong:
    @pytest.mark.parametrize("view", WRONG.values(), ids=WRONG.keys())
    def test_what_an_element_must_not_hold(self, view: dict[str, Any]) -> None:
        assert len(check_view(view, "modal")) == 1

    def test_options_that_a_search_brings_differ(self) -> None:
        assert check_options({"options": TWICE}) != []
        assert check_options({"option_groups": GROUPS}) != []

    def test_one_table_and_so_much_markdown(self) -> None:
        table = {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}
        assert check_message([table]) == []
        assert check_message([table, table]) != []
        assert check_message([{"type": "markdown", "text": "x" * 6_000}] * 2) == []
        assert check_message([{"type": "markdown", "text": "x" * 6_001}] * 2) != []
