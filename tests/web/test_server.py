"""Shown to fail: with uvicorn's own protocol the first three hang, and with its own headers the fourth is red."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.web import server
from bot.web.guard import slack_endpoint
from tests.web.serving import connect, health, heard, served
from tests.web.test_app import Readiness, app_with, say_request_id
from tests.web.test_guard import NOW, SECRETS, Desk, signed

HALF = b"POST /slack/events HTTP/1.1\r\nhost: desk\r\n"
WHOLE = b"GET /healthz HTTP/1.1\r\nhost: desk\r\n\r\n"


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async with served(app_with(Readiness(), slack=say_request_id)) as port:
        yield port


async def test_a_head_that_does_not_come_is_not_waited_for(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "HEAD_DEADLINE", timedelta(milliseconds=20))

    assert await heard(await connect(port, b"")) == b""
    assert await heard(await connect(port, HALF)) == b""


async def test_nor_is_a_second_one_on_the_same_connection(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "HEAD_DEADLINE", timedelta(milliseconds=20))

    assert (await heard(await connect(port, WHOLE + HALF))).count(b"HTTP/1.1 200") == 1


async def test_of_too_many_the_oldest_gives_way_and_a_newcomer_is_heard(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "MOST_WAITING", 3)
    monkeypatch.setattr(server, "HEAD_DEADLINE", timedelta(hours=1))
    slow = [await connect(port, HALF) for _ in range(5)]
    async with asyncio.timeout(10):
        assert [await heard(one) for one in slow[:2]] == [b"", b""]

    assert await health(port) == "HTTP/1.1 200 OK"
    for _, writer in slow[2:]:
        writer.close()


async def test_it_does_not_say_what_it_is(port: int) -> None:
    said = (await heard(await connect(port, WHOLE.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n")))).lower()

    assert b"\r\nserver:" not in said
    assert b"uvicorn" not in said


async def test_a_head_that_is_too_long_is_refused(port: int) -> None:
    said = await heard(await connect(port, HALF + b"x-long: " + b"x" * 2 * server.MAX_HEAD_BYTES))

    assert said.startswith(b"HTTP/1.1 400 ")


@pytest.mark.long
async def test_500_slow_sockets_of_each_kind_do_not_keep_health_waiting() -> None:
    """A probe every 0.1 s for the seven seconds in which the deadlines run out; none may take a second."""
    desk = Desk()
    stamped = "".join(f"{name}: {value}\r\n" for name, value in signed().items()).encode()
    slow_body = HALF + stamped + b"content-length: 26\r\n\r\ncomm"
    async with served(app_with(Readiness(), slack=slack_endpoint(desk.handle, SECRETS, lambda: NOW))) as port:
        slow = [await connect(port, kind) for _ in range(250) for kind in (HALF, slow_body)]
        for _ in range(70):
            async with asyncio.timeout(1):
                assert await health(port) == "HTTP/1.1 200 OK"
            await asyncio.sleep(0.1)
        ends = [await heard(one) for one in slow]
    assert {end.partition(b"\r\n")[0] for end in ends} == {b"", b"HTTP/1.1 401 Unauthorized"}
    assert desk.bodies == []
