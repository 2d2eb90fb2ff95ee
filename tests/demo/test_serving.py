import asyncio
import logging
from collections.abc import Awaitable, Callable
from time import perf_counter

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp
from starlette.websockets import WebSocket
from websockets.asyncio.client import connect

from bot.demo.serving import RESET, serve


def app(handler: Callable[[Request], Awaitable[Response]]) -> Starlette:
    return Starlette(routes=[Route("/", handler)])


async def hello(_request: Request) -> Response:
    return PlainTextResponse("hello")


async def get(url: str) -> httpx.Response:
    async with httpx.AsyncClient() as client:
        return await client.get(url)


async def test_answers_while_the_block_runs_and_not_after() -> None:
    async with serve(app(hello)) as url:
        during = await get(url)

    assert during.text == "hello"
    with pytest.raises(httpx.ConnectError):
        await get(url)


async def test_the_port_is_free_again_at_once() -> None:
    async with serve(app(hello)) as url:
        port = httpx.URL(url).port or 0

    async with serve(app(hello), port=port) as again:
        assert again == url
        with pytest.raises(OSError, match="in use"):
            async with serve(app(hello), port=port):
                pass


async def test_no_answer_waits_for_the_peers_acknowledgement() -> None:
    """The kernel holds a small packet back for 40 ms on a connection that has lasted a while."""

    async def seconds(client: httpx.AsyncClient, url: str) -> float:
        begun = perf_counter()
        await client.get(url)
        return perf_counter() - begun

    async with serve(app(hello)) as url, httpx.AsyncClient() as client:
        took = [await seconds(client, url) for _ in range(40)]

    assert min(took[20:]) < 0.03


async def test_a_request_in_flight_is_finished() -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_request: Request) -> Response:
        begun.set()
        await go_on.wait()
        return PlainTextResponse("done")

    async with serve(app(slow)) as url:
        answer = asyncio.create_task(get(url))
        await begun.wait()
        asyncio.get_running_loop().call_soon(go_on.set)

    assert (await answer).text == "done"


async def test_one_that_hangs_is_cut_off_in_silence(caplog: pytest.LogCaptureFixture) -> None:
    begun = asyncio.Event()

    async def hangs(_request: Request) -> Response:
        begun.set()
        await asyncio.Event().wait()
        return PlainTextResponse("never")

    with caplog.at_level(logging.WARNING):
        async with serve(app(hangs)) as url:
            answer = asyncio.create_task(get(url))
            await begun.wait()

    with pytest.raises(httpx.TransportError):
        await answer
    assert caplog.records == []


async def test_a_reset_is_a_lost_connection_for_the_caller(caplog: pytest.LogCaptureFixture) -> None:
    async def resets(request: Request) -> Response:
        await request.scope["extensions"][RESET]()
        return PlainTextResponse("never")

    with caplog.at_level(logging.WARNING):
        async with serve(app(resets)) as url:
            with pytest.raises(httpx.ReadError):
                await get(url)
    assert caplog.records == []


async def test_serves_web_sockets_and_ends_them() -> None:
    async def echo(socket: WebSocket) -> None:
        await socket.accept()
        async for text in socket.iter_text():
            await socket.send_text(text.upper())

    served: ASGIApp = Starlette(routes=[WebSocketRoute("/ws", echo)])
    async with serve(served) as url, connect(url.replace("http", "ws") + "/ws") as socket:
        await socket.send("ping")
        assert await socket.recv() == "PING"
    async with serve(served) as url:
        left_open = await connect(url.replace("http", "ws") + "/ws")
    await left_open.wait_closed()
