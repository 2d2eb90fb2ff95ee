"""Shown to fail: with `Rate.allows` always true every test of refusing is red."""

from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.web import rates
from bot.web.rates import Rate, address_of, limited
from tests.fakes import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def rate(clock: FakeClock) -> Rate:
    return Rate(3, timedelta(seconds=30), clock.now)


def test_a_burst_then_one_at_a_time(rate: Rate, clock: FakeClock) -> None:
    assert [rate.allows("a") for _ in range(5)] == [True, True, True, False, False]

    clock.advance(timedelta(seconds=10))

    assert [rate.allows("a") for _ in range(2)] == [True, False]


def test_the_whole_burst_is_back_after_the_span(rate: Rate, clock: FakeClock) -> None:
    for _ in range(4):
        rate.allows("a")
    clock.advance(timedelta(seconds=30))

    assert [rate.allows("a") for _ in range(4)] == [True, True, True, False]


def test_one_key_does_not_use_up_anothers(rate: Rate) -> None:
    for _ in range(4):
        rate.allows("a")

    assert rate.allows("b")


def test_its_memory_is_bounded(rate: Rate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MOST_KEYS", 10)

    for number in range(50):
        rate.allows(str(number))

    assert len(rate) == 10


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.7", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("testclient", "testclient", True),
    ],
)
def test_who_is_counted_as_one(one: str, other: str, same: bool) -> None:
    def key(host: str) -> str:
        return address_of(Request({"type": "http", "client": (host, 1), "headers": []}))

    assert (key(one) == key(other)) is same


async def test_whoever_comes_too_often_is_told_when_to_come_back(rate: Rate) -> None:
    async def page(_request: Request) -> Response:
        return PlainTextResponse("page")

    app = Starlette(routes=[Route("/", limited(page, (rate, address_of)))])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk") as client:
        answers = [await client.get("/") for _ in range(4)]

    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert (answers[-1].text, answers[-1].headers["retry-after"]) == ("too many requests", "10")
