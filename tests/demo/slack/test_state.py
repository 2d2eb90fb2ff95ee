"""`view.state.values` of every element: untouched, first value, and what a person put in.

That sections and actions are in it too, untouched ones as well, is FACTS' reading of secondary sources.
"""

from typing import Any, NamedTuple

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.slack import SlackSim
from bot.demo.slack.elements import ELEMENTS

from .conftest import actions, field, modal, options, section

KIM, KIT = options("kim", "kit")
MENU = {"options": [KIM, KIT]}
RICH = {"type": "rich_text", "elements": []}


class Row(NamedTuple):
    """`untouched` is the state without a first value; `initial` the key that gives the element one."""

    kind: str
    needs: dict[str, Any]
    untouched: dict[str, Any]
    initial: str
    first: Any


STATES = [
    Row("plain_text_input", {}, {"value": None}, "initial_value", "Kim"),
    Row("email_text_input", {}, {"value": None}, "initial_value", "kim@example.com"),
    Row("url_text_input", {}, {"value": None}, "initial_value", "https://example.com"),
    Row("number_input", {"is_decimal_allowed": True}, {"value": None}, "initial_value", "4.5"),
    Row("rich_text_input", {}, {"rich_text_value": None}, "initial_value", RICH),
    Row("checkboxes", MENU, {"selected_options": []}, "initial_options", [KIT]),
    Row("radio_buttons", MENU, {"selected_option": None}, "initial_option", KIT),
    Row("static_select", MENU, {"selected_option": None}, "initial_option", KIT),
    Row("multi_static_select", MENU, {"selected_options": []}, "initial_options", [KIT]),
    Row("external_select", {}, {"selected_option": None}, "initial_option", KIT),
    Row("multi_external_select", {}, {"selected_options": []}, "initial_options", [KIT]),
    Row("users_select", {}, {"selected_user": None}, "initial_user", "U2BEN"),
    Row("multi_users_select", {}, {"selected_users": []}, "initial_users", ["U2BEN"]),
    Row("channels_select", {}, {"selected_channel": None}, "initial_channel", "C1DESK"),
    Row("multi_channels_select", {}, {"selected_channels": []}, "initial_channels", ["C1DESK"]),
    Row("conversations_select", {}, {"selected_conversation": None}, "initial_conversation", "C1DESK"),
    Row("multi_conversations_select", {}, {"selected_conversations": []}, "initial_conversations", ["C1DESK"]),
    Row("datepicker", {}, {"selected_date": None}, "initial_date", "2026-03-02"),
    Row("timepicker", {}, {"selected_time": None}, "initial_time", "14:00"),
    Row("datetimepicker", {}, {"selected_date_time": None}, "initial_date_time", 1_772_460_000),
]


async def _submitted(sim: SlackSim, web: AsyncWebClient, *blocks: dict[str, Any]) -> dict[str, Any]:
    """The state as views.open answers it, which is what a submission would bring."""
    answer = await web.views_open(trigger_id=sim.world.modals.trigger("U1ANA"), view=modal(*blocks))
    values: dict[str, Any] = answer["view"]["state"]["values"]
    return values


class TestUntouched:
    @pytest.mark.parametrize("row", STATES, ids=[row.kind for row in STATES])
    async def test_it_is_there_and_empty(self, sim: SlackSim, web: AsyncWebClient, row: Row) -> None:
        element = {"type": row.kind, "action_id": "x", **row.needs}
        (key,) = row.untouched

        assert await _submitted(sim, web, field("f", element)) == {"f": {"x": {"type": row.kind, **row.untouched}}}
        with_first = field("f", element | {row.initial: row.first})
        assert await _submitted(sim, web, with_first) == {"f": {"x": {"type": row.kind, key: row.first}}}

    async def test_files(self, sim: SlackSim, web: AsyncWebClient) -> None:
        files = {"type": "file_input", "action_id": "x"}

        assert await _submitted(sim, web, field("f", files)) == {"f": {"x": {"type": "file_input", "files": []}}}

    def test_no_element_is_forgotten(self) -> None:
        without = {"button", "overflow", "image", "file_input"}

        assert {row.kind for row in STATES} == set(ELEMENTS) - without

    async def test_in_sections_and_actions_too(self, sim: SlackSim, web: AsyncWebClient) -> None:
        day = {"type": "datepicker", "action_id": "day"}
        menu = {"type": "static_select", "action_id": "menu", **MENU}

        state = await _submitted(sim, web, section("x", block_id="s", accessory=day), actions(menu))

        assert state == {
            "s": {"day": {"type": "datepicker", "selected_date": None}},
            "acts": {"menu": {"type": "static_select", "selected_option": None}},
        }

    async def test_a_time_zone_comes_back(self, sim: SlackSim, web: AsyncWebClient) -> None:
        clock = {"type": "timepicker", "action_id": "x", "timezone": "Europe/Berlin"}

        state = await _submitted(sim, web, field("f", clock))

        assert state["f"]["x"] == {"type": "timepicker", "selected_time": None, "timezone": "Europe/Berlin"}
