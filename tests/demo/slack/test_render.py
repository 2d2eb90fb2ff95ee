from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.slack import SlackSim, render_text
from bot.demo.slack.mrkdwn import readable

from .conftest import actions, button, field, modal, options, plain, section, text_input

NEW_YORK = ZoneInfo("America/New_York")


class TestMrkdwn:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("*Kim* has _access_", "Kim has access"),
            ("2*3*4", "2*3*4"),
            ("`4 7 1 1`", "4 7 1 1"),
            ("```*as is*```", "*as is*"),
            ("A &amp; B &lt;x&gt;", "A & B <x>"),
            ("<@U1ANA> in <#C1DESK>", "@Ana in #desk"),
            ("<https://example.com|the page>", "the page (https://example.com)"),
            ("<mailto:kim@example.com|kim@example.com>", "kim@example.com"),
            ("<!date^1772460000^{date_short_pretty} at {time}|later>", "Mar 2, 2026 at 9:00 AM"),
            ("<!here>", "@here"),
        ],
    )
    def test_as_the_person_sees_it(self, text: str, shown: str) -> None:
        assert readable(text, NEW_YORK, {"U1ANA": "Ana", "C1DESK": "desk"}) == shown

    @given(st.text())
    def test_escaped_text_comes_out_as_it_was(self, text: str) -> None:
        marks = str.maketrans("", "", "*_~`")
        name = text.translate(marks)
        escaped = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

        assert readable(escaped) == name


def _everything() -> dict[str, Any]:
    (gym,) = options("gym")
    boxes = {"type": "checkboxes", "action_id": "c", "options": options("lobby", "gym"), "initial_options": [gym]}
    radio = {"type": "radio_buttons", "action_id": "r", "options": options("pin", "key")}
    menu = {"type": "static_select", "action_id": "s", "options": options("two"), "placeholder": plain("Choose")}
    more = {"type": "overflow", "action_id": "o", "options": options("again")}
    return modal(
        {"type": "header", "text": plain("4 7 1 1")},
        section("*Lobby*\nready", accessory=button("show", text=plain("Show"))),
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "_New York_"}]},
        {"type": "divider"},
        field("Doors", boxes),
        field("How", radio, optional=True),
        field("Length", menu, hint=plain("In building time")),
        field("Name", text_input("n", initial_value="Kim *B*")),
        actions(button("x", text=plain("More")), more),
        close=plain("Cancel"),
    )


class TestViews:
    async def test_every_element_is_shown(self, sim: SlackSim, web: AsyncWebClient) -> None:
        await web.views_open(trigger_id=sim.world.modals.trigger("U1ANA"), view=_everything())

        assert render_text(sim.open_views("U1ANA")[0]).splitlines() == [
            "== Title ==",
            "# 4 7 1 1",
            "Lobby",
            "ready",
            "  [Show]",
            "  New York",
            "-" * 24,
            "Doors: [ ] Lobby  [x] Gym",
            "How (optional): ( ) Pin  ( ) Key",
            "Length: <Choose>",
            "  In building time",
            "Name: Kim *B*",
            "[More] [... Again]",
            "[Cancel] [Save]",
        ]

    async def test_messages(self, sim: SlackSim, web: AsyncWebClient) -> None:
        sim.pace(None)
        words = {"type": "rich_text_section", "elements": [{"type": "text", "text": "hi"}]}
        rich = [{"type": "rich_text", "elements": [words]}]
        await web.chat_postMessage(channel="C1DESK", text="*plain*")
        await web.chat_postMessage(channel="C1DESK", text="fallback", blocks=rich)
        await web.chat_postEphemeral(channel="C1DESK", user="U1ANA", text="psst")

        assert [render_text(m) for m in sim.messages("C1DESK")] == ["plain", "hi"]
        assert render_text(sim.ephemerals("U1ANA")[0]) == "(only visible to you)\npsst"
