from typing import Any

import pytest

from bot.demo.slack.blockkit import check_message, check_options, check_view

from .conftest import actions, button, field, modal, options, plain, section, text_input


def _mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def _confirm(**more: Any) -> dict[str, Any]:
    return {"title": plain("Sure?"), "text": plain("Really?"), "confirm": plain("End"), "deny": plain("Keep"), **more}


def _select(**more: Any) -> dict[str, Any]:
    return {"type": "static_select", "action_id": "pick", "options": options("a", "b"), **more}


def _boxes(count: int) -> dict[str, Any]:
    return {"type": "checkboxes", "action_id": "c", "options": options(*(f"v{n}" for n in range(count)))}


# Each row: the largest thing accepted, and the smallest refused, of one limit.
LIMITS: list[tuple[str, Any, Any]] = [
    ("title", modal(title=plain("t" * 24)), modal(title=plain("t" * 25))),
    ("submit", modal(submit=plain("t" * 24)), modal(submit=plain("t" * 25))),
    ("close", modal(close=plain("t" * 24)), modal(close=plain("t" * 25))),
    ("private_metadata", modal(private_metadata="m" * 3000), modal(private_metadata="m" * 3001)),
    ("callback_id", modal(callback_id="c" * 255), modal(callback_id="c" * 256)),
    ("view blocks", modal(*[{"type": "divider"}] * 100), modal(*[{"type": "divider"}] * 101)),
    ("section text", modal(section("x" * 3000)), modal(section("x" * 3001))),
    ("empty text", modal(section("x")), modal(section(""))),
    (
        "section fields",
        modal({"type": "section", "fields": [_mrkdwn("f" * 2000)] * 10}),
        modal({"type": "section", "fields": [_mrkdwn("f")] * 11}),
    ),
    (
        "field text",
        modal({"type": "section", "fields": [_mrkdwn("f" * 2000)]}),
        modal({"type": "section", "fields": [_mrkdwn("f" * 2001)]}),
    ),
    (
        "header",
        modal({"type": "header", "text": plain("h" * 150)}),
        modal({"type": "header", "text": plain("h" * 151)}),
    ),
    ("header type", modal({"type": "header", "text": plain("h")}), modal({"type": "header", "text": _mrkdwn("h")})),
    (
        "context",
        modal({"type": "context", "elements": [_mrkdwn("c")] * 10}),
        modal({"type": "context", "elements": [_mrkdwn("c")] * 11}),
    ),
    (
        "actions",
        modal(actions(*(button(f"b{n}") for n in range(25)))),
        modal(actions(*(button(f"b{n}") for n in range(26)))),
    ),
    (
        "button text",
        modal(actions(button("b", text=plain("b" * 75)))),
        modal(actions(button("b", text=plain("b" * 76)))),
    ),
    ("button value", modal(actions(button("b", value="v" * 2000))), modal(actions(button("b", value="v" * 2001)))),
    ("button style", modal(actions(button("b", style="danger"))), modal(actions(button("b", style="red")))),
    ("button mrkdwn", modal(actions(button("b"))), modal(actions(button("b", text=_mrkdwn("b"))))),
    ("action_id", modal(actions(button("b" * 255))), modal(actions(button("b" * 256)))),
    ("same action_id", modal(actions(button("a"), button("b"))), modal(actions(button("a"), button("a")))),
    ("block_id", modal(section("x", block_id="b" * 255)), modal(section("x", block_id="b" * 256))),
    (
        "same block_id",
        modal(section("x", block_id="a"), section("y", block_id="b")),
        modal(section("x", block_id="a"), section("y", block_id="a")),
    ),
    ("submit needed", modal(field("f", text_input())), modal(field("f", text_input())) | {"submit": None}),
    (
        "label",
        modal(field("f", text_input(), label=plain("l" * 2000))),
        modal(field("f", text_input(), label=plain("l" * 2001))),
    ),
    ("label type", modal(field("f", text_input())), modal(field("f", text_input(), label=_mrkdwn("l")))),
    (
        "hint",
        modal(field("f", text_input(), hint=plain("l" * 2000))),
        modal(field("f", text_input(), hint=plain("l" * 2001))),
    ),
    (
        "placeholder",
        modal(field("f", text_input(placeholder=plain("p" * 150)))),
        modal(field("f", text_input(placeholder=plain("p" * 151)))),
    ),
    ("max_length", modal(field("f", text_input(max_length=3000))), modal(field("f", text_input(max_length=3001)))),
    (
        "min over max",
        modal(field("f", text_input(min_length=5, max_length=5))),
        modal(field("f", text_input(min_length=6, max_length=5))),
    ),
    (
        "select options",
        modal(section("x", accessory=_select(options=options(*(f"v{n}" for n in range(100)))))),
        modal(section("x", accessory=_select(options=options(*(f"v{n}" for n in range(101)))))),
    ),
    (
        "option text",
        modal(actions(_select(options=options("a" * 75)))),
        modal(actions(_select(options=options("a" * 76)))),
    ),
    (
        "initial option",
        modal(actions(_select(initial_option=options("b")[0]))),
        modal(actions(_select(initial_option={"text": plain("Other"), "value": "b"}))),
    ),
    ("options and groups", modal(actions(_select())), modal(actions(_select(option_groups=[])))),
    ("checkboxes", modal(actions(_boxes(10))), modal(actions(_boxes(11)))),
    (
        "overflow",
        modal(actions({"type": "overflow", "action_id": "o", "options": options("a", "b", "c", "d", "e")})),
        modal(actions({"type": "overflow", "action_id": "o", "options": options("a", "b", "c", "d", "e", "f")})),
    ),
    (
        "confirm title",
        modal(actions(button("b", confirm=_confirm(title=plain("t" * 100))))),
        modal(actions(button("b", confirm=_confirm(title=plain("t" * 101))))),
    ),
    (
        "confirm text",
        modal(actions(button("b", confirm=_confirm(text=plain("t" * 300))))),
        modal(actions(button("b", confirm=_confirm(text=plain("t" * 301))))),
    ),
    (
        "confirm button",
        modal(actions(button("b", confirm=_confirm(deny=plain("t" * 30))))),
        modal(actions(button("b", confirm=_confirm(deny=plain("t" * 31))))),
    ),
    (
        "date",
        modal(actions({"type": "datepicker", "action_id": "d", "initial_date": "2026-03-01"})),
        modal(actions({"type": "datepicker", "action_id": "d", "initial_date": "1 March"})),
    ),
    (
        "time",
        modal(actions({"type": "timepicker", "action_id": "t", "initial_time": "23:59"})),
        modal(actions({"type": "timepicker", "action_id": "t", "initial_time": "24:00"})),
    ),
    (
        "moment",
        modal(actions({"type": "datetimepicker", "action_id": "d", "initial_date_time": 1772460000})),
        modal(actions({"type": "datetimepicker", "action_id": "d", "initial_date_time": 1772460000000})),
    ),
    (
        "number is a string",
        modal(field("n", {"type": "number_input", "is_decimal_allowed": False, "min_value": "1"})),
        modal(field("n", {"type": "number_input", "is_decimal_allowed": False, "min_value": 1})),
    ),
    (
        "number range",
        modal(field("n", {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "2"})),
        modal(field("n", {"type": "number_input", "is_decimal_allowed": False, "min_value": "3", "max_value": "2"})),
    ),
    (
        "one focus",
        modal(field("a", text_input(focus_on_load=True)), field("b", text_input())),
        modal(field("a", text_input(focus_on_load=True)), field("b", text_input(focus_on_load=True))),
    ),
    (
        "emoji",
        modal({"type": "context", "elements": [plain("x") | {"emoji": True}]}),
        modal({"type": "context", "elements": [_mrkdwn("x") | {"emoji": True}]}),
    ),
    ("unknown key", modal(section("x")), modal(section("x", colour="red"))),
    ("unknown block", modal({"type": "divider"}), modal({"type": "carousel"})),
    ("table in a modal", modal({"type": "divider"}), modal({"type": "table", "rows": [[plain("a")]]})),
]


class TestLimits:
    @pytest.mark.parametrize(("name", "good", "bad"), LIMITS, ids=[row[0] for row in LIMITS])
    def test_the_last_good_and_the_first_bad(self, name: str, good: Any, bad: Any) -> None:
        assert check_view(good, "modal") == [], name
        assert check_view({k: v for k, v in bad.items() if v is not None}, "modal") != [], name

    def test_a_fault_says_where_it_is(self) -> None:
        assert check_view(modal(section("x"), section("x" * 3001)), "modal") == [
            "[ERROR] must be less than 3001 characters [json-pointer:/view/blocks/1/text/text]"
        ]

    def test_every_fault_is_reported(self) -> None:
        assert len(check_view(modal(section(""), {"type": "header"}, title=plain("t" * 25)), "modal")) == 3

    def test_a_message_takes_50_blocks(self) -> None:
        assert check_message([{"type": "divider"}] * 50) == []
        assert check_message([{"type": "divider"}] * 51) != []

    def test_options_of_a_search_are_at_most_100(self) -> None:
        assert check_options({"options": options(*(f"v{n}" for n in range(100)))}) == []
        assert check_options({"options": options(*(f"v{n}" for n in range(101)))}) != []
        assert check_options({"options": [{"text": _mrkdwn("*a*"), "value": "a"}]}) != []
