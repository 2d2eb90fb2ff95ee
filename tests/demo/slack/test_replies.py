from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.demo.slack import Message, Refused, SlackSim

from .conftest import Clock, actions, button, field, modal, options, section, text_input
from .listener import Listener, listening


@pytest.fixture
async def got(sim: SlackSim) -> AsyncIterator[list[dict[str, Any]]]:
    """What arrives at a bot that acknowledges everything and does nothing."""
    async with listening(sim, Listener()) as bot:
        yield bot.bodies


async def _card(sim: SlackSim, web: AsyncWebClient) -> Message:
    await web.chat_postMessage(channel="C1DESK", text="card", blocks=[actions(button("end"))])
    return sim.messages("C1DESK")[0]


class TestResponseUrl:
    async def test_five_uses(self, sim: SlackSim, got: list[dict[str, Any]]) -> None:
        await sim.person("U1ANA").command("/guest", channel="C2LOBBY")
        hook = AsyncWebhookClient(got[0]["response_url"])

        for _ in range(5):
            assert (await hook.send(text="hi")).status_code == 200
        sixth = await hook.send(text="hi")

        assert (sixth.status_code, sixth.body) == (404, "used_url")
        assert len(sim.ephemerals("U1ANA")) == 5
        assert sim.messages("C2LOBBY") == []

    @pytest.mark.parametrize(("minutes", "status"), [(30, 200), (31, 404)])
    async def test_half_an_hour(
        self, sim: SlackSim, got: list[dict[str, Any]], clock: Clock, minutes: int, status: int
    ) -> None:
        await sim.person("U1ANA").command("/guest", channel="C2LOBBY")
        clock.advance(60 * minutes)

        assert (await AsyncWebhookClient(got[0]["response_url"]).send(text="late")).status_code == status

    async def test_in_channel(self, sim: SlackSim, got: list[dict[str, Any]]) -> None:
        await sim.person("U1ANA").command("/guest", channel="C2LOBBY")
        await AsyncWebhookClient(got[0]["response_url"]).send(text="all see", response_type="in_channel")

        assert [m.text for m in sim.messages("C2LOBBY")] == ["all see"]

    async def test_bad_blocks(self, sim: SlackSim, got: list[dict[str, Any]]) -> None:
        await sim.person("U1ANA").command("/guest", channel="C2LOBBY")
        answer = await AsyncWebhookClient(got[0]["response_url"]).send(text="x", blocks=[section("")])

        assert (answer.status_code, answer.body) == (400, "invalid_blocks")

    async def test_a_body_that_is_no_json_object(self, sim: SlackSim, got: list[dict[str, Any]]) -> None:
        await sim.person("U1ANA").command("/guest", channel="C2LOBBY")
        async with httpx.AsyncClient() as raw:
            answers = [await raw.post(got[0]["response_url"], content=body) for body in (b"{", b"[]", b"")]

        assert {(answer.status_code, answer.text) for answer in answers} == {(400, "invalid_payload")}

    async def test_replacing_and_deleting_the_original(
        self, sim: SlackSim, web: AsyncWebClient, got: list[dict[str, Any]]
    ) -> None:
        card = await _card(sim, web)
        await sim.person("U2BEN").click(card, "end")
        hook = AsyncWebhookClient(got[0]["response_url"])

        await hook.send(text="done", replace_original=True)
        assert (card.text, card.blocks) == ("done", [])
        await hook.send(delete_original=True)

        assert sim.messages("C1DESK") == []

    async def test_an_ephemeral_stays_one(self, sim: SlackSim, web: AsyncWebClient, got: list[dict[str, Any]]) -> None:
        await web.chat_postEphemeral(channel="C1DESK", user="U1ANA", text="x", blocks=[actions(button("show"))])
        (whisper,) = sim.ephemerals("U1ANA")
        await sim.person("U1ANA").click(whisper, "show")

        assert got[0]["container"]["is_ephemeral"] is True
        assert "message" not in got[0]
        await AsyncWebhookClient(got[0]["response_url"]).send(text="PIN", replace_original=True)
        assert [m.text for m in sim.ephemerals("U1ANA")] == ["PIN"]
        assert sim.messages("C1DESK") == []
        assert ("ephemeral", "PIN") in {(s.kind, s.text) for s in sim.everything_sent()}


class TestPayloads:
    async def test_a_command(self, sim: SlackSim, got: list[dict[str, Any]]) -> None:
        await sim.person("U1ANA").command("/guest", "Kim & Co", channel="C3SECRET")

        (form,) = got
        assert (form["command"], form["text"], form["user_id"]) == ("/guest", "Kim & Co", "U1ANA")
        assert (form["channel_id"], form["channel_name"]) == ("C3SECRET", "privategroup")

    async def test_a_menu_in_a_message_is_sent_at_once(
        self, sim: SlackSim, web: AsyncWebClient, got: list[dict[str, Any]]
    ) -> None:
        menu = {"type": "static_select", "action_id": "hours", "options": options("two", "four")}
        more = {"type": "overflow", "action_id": "more", "options": options("again")}
        await web.chat_postMessage(channel="C1DESK", text="x", blocks=[actions(menu, more)])
        (card,) = sim.messages("C1DESK")

        await sim.person("U2BEN").choose(card, "hours", "Four")
        await sim.person("U2BEN").choose(card, "more", "again")

        assert got[0]["actions"][0]["selected_option"]["value"] == "four"
        assert got[0]["state"]["values"]["acts"]["hours"]["selected_option"]["value"] == "four"
        assert got[1]["actions"][0]["type"] == "overflow"
        assert got[1]["user"]["id"] == "U2BEN"

    async def test_an_input_is_sent_only_where_it_dispatches(
        self, sim: SlackSim, web: AsyncWebClient, got: list[dict[str, Any]]
    ) -> None:
        trigger = sim.world.modals.trigger("U1ANA")
        form = modal(field("a", text_input("quiet")), field("b", text_input("loud"), dispatch_action=True))
        await web.views_open(trigger_id=trigger, view=form)
        (view,) = sim.open_views("U1ANA")

        assert await sim.person("U1ANA").type_text(view, "quiet", "x") is None
        assert await sim.person("U1ANA").type_text(view, "loud", "y") is not None

        (sent,) = got
        assert sent["actions"][0]["value"] == "y"
        assert sent["view"]["state"]["values"]["a"]["quiet"]["value"] == "x"

    async def test_a_conversation_input_may_bring_a_response_url(
        self, sim: SlackSim, web: AsyncWebClient, got: list[dict[str, Any]]
    ) -> None:
        element = {"type": "conversations_select", "action_id": "where", "response_url_enabled": True}
        await web.views_open(trigger_id=sim.world.modals.trigger("U1ANA"), view=modal(field("w", element)))
        (view,) = sim.open_views("U1ANA")
        with pytest.raises(Refused):
            await sim.person("U1ANA").choose(view, "where", "C4BOARD")
        await sim.person("U1ANA").choose(view, "where", "C2LOBBY")

        await sim.person("U1ANA").submit(view)

        (url,) = got[0]["response_urls"]
        assert (url["channel_id"], url["block_id"]) == ("C2LOBBY", "w")
        assert (await AsyncWebhookClient(url["response_url"]).send(text="hi")).status_code == 200

    async def test_a_message_shortcut_brings_the_message(self, sim: SlackSim, got: list[dict[str, Any]]) -> None:
        said = sim.person("U2BEN").say("C1DESK", "Kim comes at 2")

        await sim.person("U1ANA").message_shortcut("from_message", said)

        assert (got[0]["type"], got[0]["message"]["text"]) == ("message_action", "Kim comes at 2")

    async def test_the_x_clears_the_stack(self, sim: SlackSim, web: AsyncWebClient, got: list[dict[str, Any]]) -> None:
        first = modal(section("1"), notify_on_close=True)
        root = await web.views_open(trigger_id=sim.world.modals.trigger("U1ANA"), view=first)
        trigger = sim.world.modals.trigger("U1ANA", view=root["view"]["id"])
        await web.views_push(trigger_id=trigger, view=modal(section("2")))

        await sim.person("U1ANA").close(sim.open_views("U1ANA")[-1], whole=True)

        assert [(body["type"], body["is_cleared"]) for body in got] == [("view_closed", True)]
        assert sim.open_views("U1ANA") == []
