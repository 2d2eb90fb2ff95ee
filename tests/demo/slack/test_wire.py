"""Every delivery is signed as Slack signs it: slack_sdk's own verifier is the judge, at the workspace's clock."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.signature import Clock as SignatureClock
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.slack import SlackSim

from .conftest import Clock, actions, button, field, modal
from .listener import Arrived, Listener, listening

FORM = "application/x-www-form-urlencoded"
SEARCH = {"type": "external_select", "action_id": "guest", "min_query_length": 1}


class _At(SignatureClock):
    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.now().timestamp()


@pytest.fixture
async def arrived(sim: SlackSim, web: AsyncWebClient) -> AsyncIterator[list[Arrived]]:
    """One of everything that Slack sends."""
    async with listening(sim, Listener(answer={})) as bot:
        ana = sim.person("U1ANA")
        said = ana.say("C1DESK", "Kim comes at 2")
        await ana.command("/guest", "Kim & Co", channel="C1DESK")
        await ana.shortcut("give")
        await ana.message_shortcut("from_message", said)
        form = modal(field("g", SEARCH, optional=True), actions(button("go")), notify_on_close=True)
        for leave in (ana.close, ana.submit):
            await web.views_open(trigger_id=sim.world.modals.trigger("U1ANA"), view=form)
            (view,) = sim.open_views("U1ANA")
            await ana.options(view, "guest", "kim")
            await ana.click(view, "go")
            await leave(view)
        await ana.open_home()
        await sim.admin.deactivate("U2BEN")
        await sim.admin.archive("C1DESK")
        yield bot.arrived


def _kind(body: dict[str, Any]) -> str:
    return str(body["event"]["type"] if "event" in body else body.get("type", body.get("command")))


class TestSigned:
    async def test_all_kinds_are_there(self, arrived: list[Arrived]) -> None:
        assert {_kind(one.body) for one in arrived} == {
            "/guest", "shortcut", "message_action", "block_suggestion", "block_actions", "view_submission",
            "view_closed", "app_home_opened", "user_change", "channel_archive",
        }  # fmt: skip

    async def test_each_is_signed(self, arrived: list[Arrived], clock: Clock) -> None:
        verifier = SignatureVerifier("demo-secret", _At(clock))

        assert all(verifier.is_valid_request(one.raw, one.headers) for one in arrived)
        assert not any(verifier.is_valid_request(one.raw + b" ", one.headers) for one in arrived)
        clock.advance(301)
        assert not any(verifier.is_valid_request(one.raw, one.headers) for one in arrived)

    async def test_events_are_json_and_the_rest_forms(self, arrived: list[Arrived]) -> None:
        for one in arrived:
            is_event = "event" in one.body
            assert one.headers["content-type"] == ("application/json" if is_event else FORM)

    async def test_who_pressed_and_where_from(self, arrived: list[Arrived]) -> None:
        for body in (one.body for one in arrived if "event" not in one.body):
            who = body["user_id"] if "command" in body else body["user"]["id"]
            assert (who, body["api_app_id"]) == ("U1ANA", "A0KEYDESK")

    async def test_what_opens_a_modal_has_a_trigger(self, arrived: list[Arrived]) -> None:
        with_one = {_kind(one.body) for one in arrived if "trigger_id" in one.body}

        assert with_one == {"/guest", "shortcut", "message_action", "block_actions", "view_submission"}

    async def test_what_answers_in_a_channel_has_a_response_url(self, arrived: list[Arrived]) -> None:
        """A modal's button and its submission have none: the submission has `response_urls` where it asked for them."""
        with_one = {_kind(one.body) for one in arrived if "response_url" in one.body}

        assert with_one == {"/guest", "message_action"}
        assert [one.body["response_urls"] for one in arrived if _kind(one.body) == "view_submission"] == [[]]

    async def test_each_is_kept(self, arrived: list[Arrived], sim: SlackSim) -> None:
        assert {delivery.kind for delivery in sim.deliveries} == {"slash_commands", "interactive", "events_api"}
        assert [_kind(delivery.payload) for delivery in sim.deliveries] == [_kind(one.body) for one in arrived]
