"""Shown to fail: without the deadline, the cap or the giving up of the oldest, the test of it hangs or is red."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from starlette.requests import Request
from starlette.types import Message

from bot.web import bodies
from bot.web.bodies import MAX_BODY_BYTES, Bodies, Unacceptable


def request_of(messages: AsyncIterator[Message], length: str | None = None) -> Request:
    headers = [] if length is None else [(b"content-length", length.encode())]
    return Request({"type": "http", "method": "POST", "headers": headers}, messages.__anext__)


async def trickle() -> AsyncIterator[Message]:
    yield {"type": "http.request", "body": b"x", "more_body": True}
    await asyncio.Event().wait()


async def whole(size: int = 1) -> AsyncIterator[Message]:
    yield {"type": "http.request", "body": b"x" * size}


async def broken() -> AsyncIterator[Message]:
    yield {"type": "http.request", "body": b"x", "more_body": True}
    yield {"type": "http.disconnect"}


async def test_a_body_is_read_to_its_end() -> None:
    assert await Bodies().read(request_of(whole(MAX_BODY_BYTES))) == b"x" * MAX_BODY_BYTES


async def test_a_body_that_trickles_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BODY_DEADLINE", timedelta(milliseconds=5))

    with pytest.raises(Unacceptable):
        await Bodies().read(request_of(trickle()))


async def test_a_body_that_breaks_off_is_given_up() -> None:
    with pytest.raises(Unacceptable):
        await Bodies().read(request_of(broken()))


async def test_a_body_that_is_too_long_is_given_up() -> None:
    with pytest.raises(Unacceptable):
        await Bodies().read(request_of(whole(MAX_BODY_BYTES + 1)))


@pytest.mark.parametrize("length", [str(MAX_BODY_BYTES + 1), "9" * 400])
async def test_what_says_that_it_is_too_long_is_not_read_at_all(length: str) -> None:
    with pytest.raises(Unacceptable):
        await Bodies().read(request_of(trickle(), length))


async def test_of_too_many_at_once_the_oldest_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "MOST_AT_ONCE", 3)
    reader = Bodies()
    slow = [asyncio.create_task(reader.read(request_of(trickle()))) for _ in range(5)]
    await asyncio.wait(slow[:2])

    assert await reader.read(request_of(whole())) == b"x"
    await asyncio.wait(slow[2:3])
    assert [task.done() for task in slow] == [True, True, True, False, False]
    for task in slow:
        task.cancel()
    ended = await asyncio.gather(*slow, return_exceptions=True)
    assert [type(end) for end in ended[:3]] == [Unacceptable] * 3


async def test_one_whose_time_runs_out_just_then_is_given_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "MOST_AT_ONCE", 1)
    monkeypatch.setattr(bodies, "BODY_DEADLINE", timedelta(0))
    reader = Bodies()

    async def late() -> bytes:
        for _ in range(2):
            await asyncio.sleep(0)
        return await reader.read(request_of(trickle()))

    reads = [reader.read(request_of(trickle())), late(), late(), reader.read(request_of(trickle()))]
    ends = await asyncio.gather(*reads, return_exceptions=True)

    assert [type(end) for end in ends] == [Unacceptable] * 4
