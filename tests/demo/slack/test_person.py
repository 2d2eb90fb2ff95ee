"""A small Bolt app on the other side, driven by a person's hand over signed HTTP and over the socket."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_sdk.signature import Clock as SignatureClock
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.demo.serving import serve
from bot.demo.slack import NotConnected, Refused, SlackSim, View, render_text

from .conftest import Clock, actions, button, error_of
from .listener import plug
from .small_bot import bolt_app


@asynccontextmanager
async def over_http(sim: SlackSim, web: AsyncWebClient, seen: list[Any], clock: Clock) -> AsyncIterator[None]:
    class Now(SignatureClock):
        def now(self) -> float:
            return clock.now().timestamp()

    verifier = SignatureVerifier("demo-secret", Now())
    handler = AsyncSlackRequestHandler(bolt_app(web, seen))

    async def endpoint(request: Request) -> Response:
        if not verifier.is_valid_request(await request.body(), dict(request.headers)):
            return Response(status_code=401)
        return await handler.handle(request)

    async with serve(Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])) as url:
        sim.connect_http(f"{url}/slack/events")
        yield


@asynccontextmanager
async def over_socket(sim: SlackSim, web: AsyncWebClient, seen: list[Any], _clock: Clock) -> AsyncIterator[None]:
    handler = AsyncSocketModeHandler(bolt_app(web, seen), "xapp-test", web_client=web, ping_interval=0.1)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await sim.until(lambda: sim.hub.connected)
    try:
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


@pytest.fixture
def seen() -> list[Any]:
    return []


@pytest.fixture(params=[over_http, over_socket], ids=["http", "socket"])
async def bot(request: Any, sim: SlackSim, web: AsyncWebClient, seen: list[Any], clock: Clock) -> AsyncIterator[None]:
    async with request.param(sim, web, seen, clock):
        yield


@pytest.fixture
async def http_bot(sim: SlackSim, web: AsyncWebClient, seen: list[Any], clock: Clock) -> AsyncIterator[None]:
    async with over_http(sim, web, seen, clock):
        yield


async def _form(sim: SlackSim) -> View:
    await sim.person("U1ANA").command("/guest", channel="C1DESK")
    (view,) = sim.open_views("U1ANA")
    return view


@pytest.mark.usefixtures("bot")
class TestJourney:
    async def test_command_form_result_card_click(self, sim: SlackSim, seen: list[Any]) -> None:
        ana = sim.person("U1ANA")

        ack = await ana.command("/guest", "Kim", channel="C1DESK")
        assert (ack.ok, ack.body) == (True, {})
        view = ana.view
        assert view is not None
        await ana.type_text(view, "name", "Kim")
        await ana.choose(view, "doors", ["lobby", "gym"])
        submitted = await ana.submit(view)

        assert submitted.ok
        assert seen[0]["name"]["name"] == {"type": "plain_text_input", "value": "Kim"}
        assert seen[0]["mail"]["mail"] == {"type": "email_text_input", "value": None}
        assert render_text(view) == "== Title ==\nPIN 4711"
        (card,) = sim.messages("C1DESK")
        await ana.click(card, "end")
        assert render_text(card) == "ended\n(edited)"
        assert [m.text for m in sim.ephemerals("U1ANA")] == ["You ended it."]
        assert [(c.title, c.confirm) for c in ana.confirms] == [("End access?", "End")]
        assert ana.actions == 1 + 1 + 2 + 1 + 2
        assert sim.violations == ana.notices == []
        assert {d.kind for d in sim.deliveries} == {"slash_commands", "interactive"}
        assert all(d.ack.seconds < 3 for d in sim.deliveries)

    async def test_errors_come_back_to_the_field(self, sim: SlackSim) -> None:
        view, ana = await _form(sim), sim.person("U1ANA")
        await ana.type_text(view, "name", "Nobody")
        await ana.choose(view, "doors", "gym")

        await ana.submit(view)

        assert view.is_open
        assert view.errors == {"name": "Who is that?"}
        assert "  ! Who is that?" in render_text(view).splitlines()

    async def test_closing_tells_the_bot(self, sim: SlackSim, seen: list[Any]) -> None:
        await sim.person("U1ANA").close(await _form(sim))

        assert seen == [("closed", False)]
        assert sim.open_views("U1ANA") == []

    async def test_searching(self, sim: SlackSim) -> None:
        view, ana = await _form(sim), sim.person("U1ANA")

        found = await ana.options(view, "guest", "ki")
        await ana.choose(view, "guest", "kit")

        assert [o["value"] for o in found] == ["kim", "kit"]
        assert view.state["guest"]["guest"]["selected_option"]["value"] == "kit"
        with pytest.raises(Refused):
            await ana.choose(view, "guest", "kai")

    async def test_an_answer_in_the_ack_is_for_the_caller_alone(self, sim: SlackSim) -> None:
        await sim.person("U2BEN").command("/say", "hello", channel="C2LOBBY")

        assert [m.text for m in sim.ephemerals("U2BEN")] == ["hello"]
        assert sim.messages("C2LOBBY") == []

    async def test_shortcut_and_home(self, sim: SlackSim) -> None:
        ben = sim.person("U2BEN")

        await ben.shortcut("give")
        await ben.open_home()

        assert ben.view is not None
        home = await sim.until(lambda: ben.home)
        assert home is not None
        assert render_text(home) == "Board"

    async def test_a_listener_that_fails(self, sim: SlackSim) -> None:
        if not sim.wire.url:
            sim.wire.ack_limit = 0.3

        ack = await sim.person("U1ANA").command("/broken", channel="C1DESK")

        expected = "dispatch_failed" if sim.wire.url else "operation_timeout"
        assert (ack.ok, ack.problem) == (False, expected)
        assert sim.person("U1ANA").notices == [f'/broken failed with the error "{expected}"']


@pytest.mark.usefixtures("http_bot")
class TestWhatThePersonCannotDo:
    async def test_the_form_is_checked_before_it_is_sent(self, sim: SlackSim, seen: list[Any]) -> None:
        view, ana = await _form(sim), sim.person("U1ANA")
        await ana.type_text(view, "mail", "no address")

        with pytest.raises(Refused, match=r"required field.*valid email"):
            await ana.submit(view)

        assert seen == []

    async def test_only_what_is_offered(self, sim: SlackSim) -> None:
        view, ana = await _form(sim), sim.person("U1ANA")

        for attempt in (
            ana.choose(view, "doors", ["roof"]),
            ana.type_text(view, "name", "x" * 21),
            ana.type_text(view, "name", "two\nlines"),
            ana.type_text(view, "doors", "x"),
            ana.click(view, "end"),
            ana.options(view, "guest", "k"),
        ):
            with pytest.raises(Refused):
                await attempt

    async def test_only_what_is_before_them(self, sim: SlackSim, web: AsyncWebClient) -> None:
        view, ana = await _form(sim), sim.person("U1ANA")
        await web.chat_postMessage(channel="C3SECRET", text="x", blocks=[actions(button("end"))])
        (hidden,) = sim.messages("C3SECRET")
        await ana.close(view)

        for attempt in (
            ana.submit(view),
            sim.person("U2BEN").click(hidden, "end"),
            sim.person("U2BEN").command("/guest", channel="C3SECRET"),
        ):
            with pytest.raises(Refused):
                await attempt

    async def test_the_deactivated_do_nothing(self, sim: SlackSim) -> None:
        with pytest.raises(Refused):
            sim.person("U3GONE")


class TestSocket:
    async def test_the_bot_comes_back_when_asked_to_reconnect(
        self, sim: SlackSim, web: AsyncWebClient, seen: list[Any], clock: Clock
    ) -> None:
        async with over_socket(sim, web, seen, clock):
            (old,) = sim.hub._sockets
            await sim.hub.ask_to_reconnect()
            await sim.until(lambda: sim.hub.connected and sim.hub._sockets[-1] is not old)

            assert (await sim.person("U1ANA").command("/say", "hello", channel="C1DESK")).ok

    async def test_a_wrong_app_token_gets_no_socket(self, web: AsyncWebClient) -> None:
        assert await error_of(web.apps_connections_open(app_token="xapp-other")) == "invalid_auth"
        assert await error_of(web.apps_connections_open(app_token="xoxb-test")) == "not_allowed_token_type"

    async def test_ten_at_once_and_no_more(self, web: AsyncWebClient) -> None:
        async with AsyncExitStack() as stack:
            sockets = [await stack.enter_async_context(plug(web)) for _ in range(11)]
            greetings = [await socket.receive_json() for socket in sockets]

        assert [greeting["type"] for greeting in greetings] == ["hello"] * 10 + ["disconnect"]
        assert greetings[9]["num_connections"] == 10
        assert greetings[10]["reason"] == "too_many_websockets"

    async def test_nobody_listens(self, sim: SlackSim) -> None:
        with pytest.raises(NotConnected):
            await sim.person("U1ANA").command("/guest", channel="C1DESK")
