"""A page that shows the workspace draws again when `on_change` calls, so it must call for all that a person sees."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.slack import SlackSim

from .conftest import actions, button, field, modal, options, section, text_input

Step = Callable[[SlackSim, AsyncWebClient], Awaitable[Any]]
HOME = {"type": "home", "blocks": [section("Board")]}


def _top(sim: SlackSim) -> Any:
    return sim.open_views("U1ANA")[-1]


async def _say(sim: SlackSim, _web: AsyncWebClient) -> None:
    sim.person("U1ANA").say("C1DESK", "hello")


async def _respond(sim: SlackSim, _web: AsyncWebClient) -> None:
    async with httpx.AsyncClient() as http:
        await http.post(sim._replies.url("U1ANA", "C1DESK"), json={"text": "said later"})


STEPS: dict[str, Step] = {
    "posted": lambda _, web: web.chat_postMessage(channel="C1DESK", text="x"),
    "edited": lambda sim, web: web.chat_update(channel="C1DESK", ts=sim.messages("C1DESK")[0].ts, text="y"),
    "deleted": lambda sim, web: web.chat_delete(channel="C1DESK", ts=sim.messages("C1DESK")[0].ts),
    "whispered": lambda _, web: web.chat_postEphemeral(channel="C1DESK", user="U1ANA", text="x"),
    "said": _say,
    "answered by response_url": _respond,
    "opened": lambda sim, web: web.views_open(trigger_id=sim.world.modals.trigger("U1ANA"), view=modal(section("b"))),
    "updated": lambda sim, web: web.views_update(view_id=_top(sim).id, view=modal(section("b"))),
    "published": lambda _, web: web.views_publish(user_id="U1ANA", view=HOME),
    "typed": lambda sim, _: sim.person("U1ANA").type_text(_top(sim), "name", "Kim"),
    "chosen": lambda sim, _: sim.person("U1ANA").choose(_top(sim), "doors", "gym"),
    "closed": lambda sim, _: sim.person("U1ANA").close(_top(sim)),
}


class TestOnChange:
    @pytest.mark.parametrize("step", STEPS.values(), ids=STEPS.keys())
    async def test_all_that_a_person_may_see(self, sim: SlackSim, web: AsyncWebClient, step: Step) -> None:
        doors = {"type": "checkboxes", "action_id": "doors", "options": options("gym", "lobby")}
        form = modal(field("name", text_input("name")), field("doors", doors))
        await web.chat_postMessage(channel="C1DESK", text="x", blocks=[actions(button("go"))])
        await web.views_open(trigger_id=sim.world.modals.trigger("U1ANA"), view=form)
        sim.pace(None)
        heard: list[int] = []
        sim.on_change(lambda: heard.append(1))

        await step(sim, web)

        assert heard

    async def test_a_notice_is_there_when_it_calls(self, sim: SlackSim) -> None:
        sim.connect_http("http://127.0.0.1:1")
        ana, seen = sim.person("U1ANA"), []
        sim.on_change(lambda: seen.append(list(ana.notices)))

        await ana.command("/guest", channel="C1DESK")

        assert seen[-1] == ana.notices != []

    async def test_until_it_is_ended(self, sim: SlackSim, web: AsyncWebClient) -> None:
        heard: list[int] = []
        end = sim.on_change(lambda: heard.append(1))
        end()
        end()

        await web.chat_postMessage(channel="C1DESK", text="x")

        assert heard == []
