from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.models.blocks import (
    ActionsBlock,
    ButtonElement,
    CheckboxesElement,
    ConfirmObject,
    ContextBlock,
    DatePickerElement,
    HeaderBlock,
    InputBlock,
    MarkdownTextObject,
    Option,
    OverflowMenuElement,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.views import View as SdkView

from bot.demo.slack import second_opinion
from bot.demo.slack.blockkit import check_message, check_options, check_view

from .conftest import actions, field, modal, options, plain, section


def _nested(inside: Any) -> Any:
    keys = st.sampled_from(
        ["type", "text", "elements", "options", "element", "value", "block_id", "action_id", "label"]
    )
    return st.lists(inside, max_size=4) | st.dictionaries(keys, inside, max_size=4)


def _home(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "home", "blocks": list(blocks), **more}


class TestWhole:
    @given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), _nested, max_leaves=20))
    def test_no_junk_crashes_it(self, junk: Any) -> None:
        check_view({"type": "modal", "title": junk, "blocks": junk}, "modal")
        check_view({"type": "home", "blocks": [junk, {"type": "section", "accessory": junk, "fields": junk}]}, "home")
        check_message([{"type": "actions", "elements": [junk, {"type": "static_select", "options": junk}]}])
        check_message([{"type": "input", "element": {"type": "checkboxes", "options": junk, "initial_options": junk}}])
        check_options(junk)

    def test_what_slack_sdk_builds_is_taken(self) -> None:
        choice = Option(label="Lobby", value="lobby")
        sure = ConfirmObject(title="End?", text="Kim loses it", confirm="End", deny="Keep", style="danger")
        view = SdkView(
            type="modal",
            title="Guest",
            submit="Give",
            notify_on_close=True,
            blocks=[
                HeaderBlock(text="4 7 1 1"),
                SectionBlock(text="*Lobby*", accessory=OverflowMenuElement(action_id="o", options=[choice])),
                InputBlock(
                    label="Doors", element=CheckboxesElement(action_id="c", options=[choice], initial_options=[choice])
                ),
                InputBlock(
                    label="Day", element=DatePickerElement(action_id="d", initial_date="2026-03-02"), optional=True
                ),
                ActionsBlock(elements=[ButtonElement(text="End", action_id="e", style="danger", confirm=sure)]),
                ContextBlock(elements=[MarkdownTextObject(text="_New York_"), PlainTextObject(text="x", emoji=True)]),
            ],
        )

        assert check_view(view.to_dict(), "modal") == []


class TestSecondOpinion:
    """slack_sdk's models would catch some of it too, were our own rules not there."""

    def test_on_a_view(self) -> None:
        assert second_opinion.on_view(modal(section("x"))) == []
        assert "24" in second_opinion.on_view(modal(section("x"), title=plain("t" * 25)))[0]

    def test_on_a_message(self) -> None:
        assert second_opinion.on_blocks([section("x")]) == []
        assert "3000" in second_opinion.on_blocks([section("x" * 3001)])[0]

    def test_it_is_heard(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(second_opinion, "on_view", lambda _: ["[ERROR] no [slack_sdk]"])
        monkeypatch.setattr(second_opinion, "on_blocks", lambda _: ["[ERROR] no [slack_sdk]"])

        assert check_view(modal(section("x")), "modal") == ["[ERROR] no [slack_sdk]"]
        assert check_message([section("x")]) == ["[ERROR] no [slack_sdk]"]


class TestPlaces:
    @pytest.mark.parametrize("kind", ["email_text_input", "url_text_input", "file_input", "rich_text_input"])
    def test_some_inputs_live_in_modals_only(self, kind: str) -> None:
        element = {"type": kind, "action_id": "x"}

        assert check_view(modal(field("f", element)), "modal") == []
        assert check_view(_home(field("f", element)), "home") != []
        assert check_message([field("f", element)]) != []
        assert check_view(modal(actions(element)), "modal") != []

    def test_a_datetimepicker_is_no_accessory(self) -> None:
        picker = {"type": "datetimepicker", "action_id": "d"}

        assert check_view(modal(field("f", picker)), "modal") == []
        assert check_view(modal(section("x", accessory=picker)), "modal") != []

    def test_a_multi_select_is_for_sections_and_inputs(self) -> None:
        multi = {"type": "multi_static_select", "action_id": "m", "options": options("a")}

        assert check_view(modal(section("x", accessory=multi), field("f", multi | {"action_id": "n"})), "modal") == []
        assert check_view(modal(actions(multi)), "modal") != []

    def test_a_home_has_no_title_or_submit(self) -> None:
        assert check_view(_home(section("x")), "home") == []
        assert check_view(_home(section("x"), title=plain("Home")), "home") != []

    def test_a_modal_is_no_home(self) -> None:
        assert check_view(modal(section("x")), "home") != []

    @pytest.mark.parametrize("junk", [None, [], "view", 7, {"blocks": [None, 3, {"type": []}], "type": "modal"}])
    def test_junk_is_refused_not_crashed_on(self, junk: Any) -> None:
        assert check_view(junk, "modal") != []
        assert check_message(junk) != [] or junk == []
