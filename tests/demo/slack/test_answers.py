"""Acks that Slack does not take, from a bare server."""

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.slack import SlackSim, render_text

from .conftest import modal, plain, section
from .listener import Listener, listening


class TestBadAnswers:
    @pytest.mark.parametrize(
        ("status", "body"),
        [
            (500, ""),
            (200, None),
            (200, {"response_action": "errors", "errors": {"note": "not an input"}}),
            (200, {"response_action": "update", "view": modal(section("x" * 3001))}),
            (200, {"response_action": "dance"}),
        ],
    )
    async def test_the_view_stays_with_slacks_own_note(
        self, sim: SlackSim, web: AsyncWebClient, status: int, body: Any
    ) -> None:
        trigger = sim.world.modals.trigger("U1ANA", "C1DESK")
        await web.views_open(trigger_id=trigger, view=modal(section("x", block_id="note"), submit=plain("Save")))
        view, ana = sim.open_views("U1ANA")[0], sim.person("U1ANA")
        sim.wire.ack_limit = 0.1 if body is None else 3.0

        async with listening(sim, Listener(status, body, is_silent=body is None)):
            ack = await ana.submit(view)

        assert not ack.ok
        assert view.is_open
        assert "!! We had some trouble connecting. Try again?" in render_text(view)
        assert bool(sim.violations) is isinstance(body, dict)

    async def test_a_fourth_view_is_pushed_by_no_answer_either(self, sim: SlackSim, web: AsyncWebClient) -> None:
        modals, form = sim.world.modals, modal(section("x"), submit=plain("Save"))
        root = (await web.views_open(trigger_id=modals.trigger("U1ANA"), view=form))["view"]["id"]
        push = {"response_action": "push", "view": form}
        async with listening(sim, Listener(answer=push)):
            for _ in range(3):
                await sim.person("U1ANA").submit(sim.open_views("U1ANA")[-1])

        assert len(sim.open_views("U1ANA")) == 3
        assert {view.root_id for view in sim.open_views("U1ANA")} == {root}
        assert ["push_limit_reached" in violation for violation in sim.violations] == [True]

    @pytest.mark.parametrize(("body", "left"), [({"response_action": "clear"}, 0), ("", 1)])
    async def test_an_empty_answer_closes_one_view_and_clear_all(
        self, sim: SlackSim, web: AsyncWebClient, body: Any, left: int
    ) -> None:
        modals = sim.world.modals
        root = (await web.views_open(trigger_id=modals.trigger("U1ANA"), view=modal(section("1"))))["view"]["id"]
        second = modal(section("2"), submit=plain("Save"))
        await web.views_push(trigger_id=modals.trigger("U1ANA", view=root), view=second)

        async with listening(sim, Listener(answer=body)):
            await sim.person("U1ANA").submit(sim.open_views("U1ANA")[-1])

        assert len(sim.open_views("U1ANA")) == left
