"""A small Bolt app on the other side, driven by a person's hand over signed HTTP and over the socket."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_sdk.signature import Clock as SignatureClock
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.demo.serving import serve
from bot.demo.slack import Refused, SlackSim, View, render_text

from .conftest import Clock, actions, button, modal, plain, section
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
    yield
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


class TestBadAnswers:
    """Acks that Slack does not take, from a bare server."""

    @asynccontextmanager
    async def _answering(self, sim: SlackSim, status: int, body: Any) -> AsyncIterator[None]:
        async def endpoint(_request: Request) -> Response:
            if body == "late":
                await asyncio.sleep(1)
            return Response(body, status) if isinstance(body, str) else JSONResponse(body, status)

        async with serve(Starlette(routes=[Route("/", endpoint, methods=["POST"])])) as url:
            sim.connect_http(url)
            yield

    @pytest.mark.parametrize(
        ("status", "body"),
        [
            (500, ""),
            (200, "late"),
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
        sim.wire.ack_limit = 0.1

        async with self._answering(sim, status, body):
            ack = await ana.submit(view)

        assert not ack.ok
        assert view.is_open
        assert "!! We had some trouble connecting. Try again?" in render_text(view)
        assert bool(sim.violations) is isinstance(body, dict)

    @pytest.mark.parametrize(("body", "left"), [({"response_action": "clear"}, 0), ("", 1)])
    async def test_an_empty_answer_closes_one_view_and_clear_all(
        self, sim: SlackSim, web: AsyncWebClient, body: Any, left: int
    ) -> None:
        modals = sim.world.modals
        root = (await web.views_open(trigger_id=modals.trigger("U1ANA"), view=modal(section("1"))))["view"]["id"]
        second = modal(section("2"), submit=plain("Save"))
        await web.views_push(trigger_id=modals.trigger("U1ANA", view=root), view=second)

        async with self._answering(sim, 200, body):
            await sim.person("U1ANA").submit(sim.open_views("U1ANA")[-1])

        assert len(sim.open_views("U1ANA")) == left

    async def test_an_event_is_sent_four_times_at_most(self, sim: SlackSim) -> None:
        async with self._answering(sim, 500, ""):
            ack = await sim.event({"type": "user_change", "user": {"id": "U1ANA"}})

        assert not ack.ok
        assert [d.attempt for d in sim.deliveries] == [0, 1, 2, 3]
        assert len({d.payload["event_id"] for d in sim.deliveries}) == 1
