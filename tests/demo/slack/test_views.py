from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.slack import SlackSim, View

from .conftest import Clock, actions, error_of, field, modal, options, plain, refusal, section, text_input


def _trigger(sim: SlackSim, view: str | None = None) -> str:
    return sim.world.modals.trigger("U1ANA", "C1DESK", view)


async def _opened(sim: SlackSim, web: AsyncWebClient, *blocks: dict[str, Any], **more: Any) -> View:
    await web.views_open(trigger_id=_trigger(sim), view=modal(*blocks, **more))
    return sim.open_views("U1ANA")[-1]


class TestTriggers:
    async def test_one_use(self, sim: SlackSim, web: AsyncWebClient) -> None:
        trigger = _trigger(sim)
        await web.views_open(trigger_id=trigger, view=modal(section("a")))

        assert await error_of(web.views_open(trigger_id=trigger, view=modal(section("a")))) == "exchanged_trigger_id"

    @pytest.mark.parametrize(("seconds", "error"), [(3.0, None), (3.1, "expired_trigger_id")])
    async def test_three_seconds(
        self, sim: SlackSim, web: AsyncWebClient, clock: Clock, seconds: float, error: str | None
    ) -> None:
        trigger = _trigger(sim)
        clock.advance(seconds)

        call = web.views_open(trigger_id=trigger, view=modal(section("a")))

        if error:
            assert await error_of(call) == error
        else:
            assert (await call)["ok"]

    async def test_an_invented_one(self, web: AsyncWebClient) -> None:
        assert await error_of(web.views_open(trigger_id="1.2", view=modal(section("a")))) == "invalid_trigger_id"

    async def test_a_bad_view_does_not_spend_it(self, sim: SlackSim, web: AsyncWebClient) -> None:
        trigger = _trigger(sim)

        told = await refusal(web.views_open(trigger_id=trigger, view=modal(section(""))))

        assert told["error"] == "invalid_arguments"
        assert "/view/blocks/0/text/text" in told["response_metadata"]["messages"][0]
        await web.views_open(trigger_id=trigger, view=modal(section("a")))


class TestStack:
    async def test_three_views_and_no_more(self, sim: SlackSim, web: AsyncWebClient) -> None:
        root = await _opened(sim, web, section("1"))
        for name in "23":
            pushed = await web.views_push(trigger_id=_trigger(sim, root.id), view=modal(section(name)))
            assert pushed["view"]["root_view_id"] == root.id

        fourth = web.views_push(trigger_id=_trigger(sim, root.id), view=modal(section("4")))

        assert await error_of(fourth) == "push_limit_reached"
        assert len(sim.open_views("U1ANA")) == 3

    async def test_opening_from_within_a_modal_is_noted(self, sim: SlackSim, web: AsyncWebClient) -> None:
        """It takes the stack's place here; Slack's own people say that what it does is not guaranteed."""
        root = await _opened(sim, web, section("1"))
        assert sim.violations == []

        await web.views_open(trigger_id=_trigger(sim, root.id), view=modal(section("2")))

        assert len(sim.violations) == len(sim.open_views("U1ANA")) == 1

    async def test_only_from_within_the_modal(self, sim: SlackSim, web: AsyncWebClient) -> None:
        await _opened(sim, web, section("1"))

        assert await error_of(web.views_push(trigger_id=_trigger(sim), view=modal(section("2")))) == "not_found"


class TestUpdate:
    async def test_the_id_stays_and_the_hash_changes(self, sim: SlackSim, web: AsyncWebClient) -> None:
        view = await _opened(sim, web, section("a"))
        old = view.hash

        answer = await web.views_update(view_id=view.id, hash=old, view=modal(section("b")))

        assert answer["view"]["id"] == view.id
        assert answer["view"]["hash"] == view.hash != old
        assert await error_of(web.views_update(view_id=view.id, hash=old, view=modal())) == "hash_conflict"

    async def test_a_closed_view_is_gone(self, sim: SlackSim, web: AsyncWebClient) -> None:
        view = await _opened(sim, web, section("a"))
        await sim.person("U1ANA").close(view)

        assert await error_of(web.views_update(view_id=view.id, view=modal(section("b")))) == "not_found"
        assert not view.is_open

    async def test_by_external_id_which_is_unique(self, sim: SlackSim, web: AsyncWebClient) -> None:
        view = await _opened(sim, web, section("a"), external_id="grant-1")
        await web.views_update(external_id="grant-1", view=modal(section("b"), external_id="grant-1"))

        assert view.blocks[0]["text"]["text"] == "b"
        second = web.views_open(trigger_id=_trigger(sim), view=modal(section("a"), external_id="grant-1"))
        assert await error_of(second) == "duplicate_external_id"
        above = (await web.views_push(trigger_id=_trigger(sim, view.id), view=modal(section("b"))))["view"]
        taken = web.views_update(view_id=above["id"], view=modal(section("b"), external_id="grant-1"))
        assert await error_of(taken) == "duplicate_external_id"

    async def test_too_large(self, sim: SlackSim, web: AsyncWebClient) -> None:
        view = await _opened(sim, web, section("a"))
        huge = modal(*(section("ß" * 3000) for _ in range(50)))

        assert await error_of(web.views_update(view_id=view.id, view=huge)) == "view_too_large"


class TestState:
    async def test_untouched_fields_are_there_empty(self, sim: SlackSim, web: AsyncWebClient) -> None:
        view = await _opened(
            sim,
            web,
            field("name", text_input("name")),
            field("doors", {"type": "checkboxes", "action_id": "doors", "options": options("lobby", "gym")}),
            field("many", {"type": "multi_external_select", "action_id": "many"}),
            actions({"type": "static_select", "action_id": "kind", "options": options("a")}, block_id="acts"),
            section("day", block_id="day", accessory={"type": "datepicker", "action_id": "day"}),
            field("time", {"type": "timepicker", "action_id": "time", "timezone": "America/New_York"}),
        )

        assert view.state == {
            "name": {"name": {"type": "plain_text_input", "value": None}},
            "doors": {"doors": {"type": "checkboxes", "selected_options": []}},
            "many": {"many": {"type": "multi_external_select", "selected_options": []}},
            "acts": {"kind": {"type": "static_select", "selected_option": None}},
            "day": {"day": {"type": "datepicker", "selected_date": None}},
            "time": {"time": {"type": "timepicker", "selected_time": None, "timezone": "America/New_York"}},
        }

    async def test_initial_values_count_as_chosen(self, sim: SlackSim, web: AsyncWebClient) -> None:
        (gym,) = options("gym")
        boxes = {"type": "checkboxes", "action_id": "doors", "options": options("gym"), "initial_options": [gym]}
        here = {"type": "conversations_select", "action_id": "where", "default_to_current_conversation": True}

        view = await _opened(sim, web, field("n", text_input(initial_value="Kim")), field("d", boxes), field("w", here))

        assert view.state["n"]["text"]["value"] == "Kim"
        assert view.state["d"]["doors"]["selected_options"] == [gym]
        assert view.state["w"]["where"]["selected_conversation"] == "C1DESK"

    async def test_what_was_typed_outlives_an_update_under_the_same_ids(
        self, sim: SlackSim, web: AsyncWebClient
    ) -> None:
        view = await _opened(sim, web, field("a", text_input("x")), field("b", text_input("y")))
        person = sim.person("U1ANA")
        await person.type_text(view, "a", "kept")
        await person.type_text(view, "b", "lost")

        fresh = modal(field("a", text_input("x", initial_value="unseen")), field("b2", text_input("y")))
        await web.views_update(view_id=view.id, view=fresh)

        assert view.state["a"]["x"]["value"] == "kept"
        assert view.state["b2"]["y"]["value"] is None

    async def test_blocks_without_ids_lose_what_was_typed(self, sim: SlackSim, web: AsyncWebClient) -> None:
        nameless = {"type": "input", "label": plain("Name"), "element": {"type": "plain_text_input", "action_id": "x"}}
        view = await _opened(sim, web, nameless)
        await sim.person("U1ANA").type_text(view, "x", "Kim")

        await web.views_update(view_id=view.id, view=modal(nameless))

        assert [next(iter(entry.values()))["value"] for entry in view.state.values()] == [None]

    async def test_a_choice_no_longer_offered_is_dropped(self, sim: SlackSim, web: AsyncWebClient) -> None:
        def form(*doors: str) -> dict[str, Any]:
            return modal(field("d", {"type": "checkboxes", "action_id": "doors", "options": options(*doors)}))

        view = await _opened(sim, web, *form("gym", "lobby")["blocks"])
        await sim.person("U1ANA").choose(view, "doors", ["gym", "lobby"])
        await web.views_update(view_id=view.id, view=form("gym"))

        assert [o["value"] for o in view.state["d"]["doors"]["selected_options"]] == ["gym"]


class TestHome:
    async def test_one_for_each_person(self, sim: SlackSim, web: AsyncWebClient) -> None:
        first = (await web.views_publish(user_id="U1ANA", view={"type": "home", "blocks": [section("a")]}))["view"]
        again = await web.views_publish(
            user_id="U1ANA", hash=first["hash"], view={"type": "home", "blocks": [section("b")]}
        )

        assert again["view"]["id"] == first["id"]
        assert sim.home("U2BEN") is None
        stale = web.views_publish(user_id="U1ANA", hash=first["hash"], view={"type": "home", "blocks": [section("c")]})
        assert await error_of(stale) == "hash_conflict"
