"""What the person sees when the bot does not acknowledge: the same as in Slack, and nothing that came too late.

The words of a failed command and of the modal are Slack's own. A failed button gets a warning mark, of which no source
names the words; `notices` has the error instead.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.slack import SlackSim, View, render_text

from .conftest import actions, button, field, modal, section
from .listener import Listener, listening

TROUBLE = "We had some trouble connecting. Try again?"
SEARCH = {"type": "external_select", "action_id": "guest", "min_query_length": 1}
FAILURES = pytest.mark.parametrize(
    ("bot", "error"),
    [("silent", "operation_timeout"), ("broken", "dispatch_failed"), ("gone", "dispatch_failed")],
)


@asynccontextmanager
async def failing(sim: SlackSim, how: str) -> AsyncIterator[None]:
    async with listening(sim, Listener(500 if how == "broken" else 200, is_silent=how == "silent")):
        if how == "silent":
            sim.wire.ack_limit = 0.05
        if how == "gone":
            sim.connect_http("http://127.0.0.1:1/")
        yield


async def _opened(sim: SlackSim, web: AsyncWebClient) -> View:
    form = modal(field("g", SEARCH, optional=True), actions(button("go")))
    await web.views_open(trigger_id=sim.world.modals.trigger("U1ANA"), view=form)
    return sim.open_views("U1ANA")[0]


@FAILURES
class TestNoAck:
    async def test_a_command(self, sim: SlackSim, bot: str, error: str) -> None:
        async with failing(sim, bot):
            await sim.person("U1ANA").command("/guest", channel="C1DESK")

        assert sim.person("U1ANA").notices == [f'/guest failed with the error "{error}"']

    async def test_a_button_gets_a_warning_mark(self, sim: SlackSim, web: AsyncWebClient, bot: str, error: str) -> None:
        await web.chat_postMessage(channel="C1DESK", text="x", blocks=[actions(button("go"), button("stay"))])
        (card,), ana = sim.messages("C1DESK"), sim.person("U1ANA")

        async with failing(sim, bot):
            await ana.click(card, "go")
        assert ana.marks == {(card.ts, "acts", "go")}
        assert sim.person("U2BEN").marks == set()
        assert ana.notices == [error]

        sim.wire.ack_limit = 3.0
        async with listening(sim, Listener()):
            await ana.click(card, "go")
        assert ana.marks == set()

    async def test_a_modal_stays_and_says_so(self, sim: SlackSim, web: AsyncWebClient, bot: str, error: str) -> None:
        view, ana = await _opened(sim, web), sim.person("U1ANA")

        async with failing(sim, bot):
            ack = await ana.submit(view)

        assert (ack.ok, ack.problem) == (False, error)
        assert (view.is_open, view.note) == (True, TROUBLE)
        assert f"!! {TROUBLE}" in render_text(view)
        sim.wire.ack_limit = 3.0
        async with listening(sim, Listener()):
            await ana.submit(view)
        assert not view.is_open

    async def test_a_shortcut(self, sim: SlackSim, bot: str, error: str) -> None:
        said = sim.person("U1ANA").say("C1DESK", "hello")
        async with failing(sim, bot):
            await sim.person("U1ANA").shortcut("give")
            await sim.person("U1ANA").message_shortcut("from_message", said)

        assert sim.person("U1ANA").notices == [error, error]


@pytest.mark.parametrize("bot", ["silent", "broken", "gone"])
class TestNoAnswer:
    async def test_a_search(self, sim: SlackSim, web: AsyncWebClient, bot: str) -> None:
        view = await _opened(sim, web)
        async with failing(sim, bot):
            found = await sim.person("U1ANA").options(view, "guest", "kim")

        assert (found, sim.person("U1ANA").notices) == ([], ["Results failed to load"])

    async def test_nobody_sees_that_an_event_fails(self, sim: SlackSim, bot: str) -> None:
        async with failing(sim, bot):
            await sim.person("U1ANA").open_home()

        assert sim.person("U1ANA").notices == []


class TestTooLate:
    def test_three_seconds(self, sim: SlackSim) -> None:
        """Of real time, whatever the clock of the workspace says: a bot has no other to be quick by."""
        assert sim.wire.ack_limit == 3.0

    async def test_an_ack_that_comes_too_late_does_nothing(self, sim: SlackSim, web: AsyncWebClient) -> None:
        view = await _opened(sim, web)
        late: Any = {"response_action": "update", "view": modal(section("late"))}
        async with listening(sim, Listener(answer=late, is_silent=True)):
            sim.wire.ack_limit = 0.05
            await sim.person("U1ANA").submit(view)

        assert view.blocks[1]["block_id"] == "acts"
