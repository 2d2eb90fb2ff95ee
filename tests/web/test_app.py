import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.web.app import create_app
from bot.web.guard import Endpoint


class Readiness:
    def __init__(self) -> None:
        self.ready = True

    async def __call__(self) -> bool:
        return self.ready


@pytest.fixture
def readiness() -> Readiness:
    return Readiness()


async def say_request_id(_request: Request) -> Response:
    return PlainTextResponse(str(structlog.contextvars.get_contextvars().get("request_id")))


async def break_down(_request: Request) -> Response:
    msg = "canary"
    raise RuntimeError(msg)


def app_with(readiness: Readiness, slack: Endpoint | None = None, seam: Endpoint | None = None) -> Starlette:
    ids = (f"r{number}" for number in itertools.count())
    return create_app(slack=slack, seam=seam, is_ready=readiness, new_request_id=lambda: next(ids))


async def ask(app: Starlette, method: str, path: str) -> httpx.Response:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        return await client.request(method, path, headers={"x-request-id": "forged"})


@pytest.mark.parametrize("path", ["/slack/events", "/seam/webhooks"])
class TestRoutes:
    async def test_a_post_reaches_its_endpoint_under_an_id_of_ours(self, readiness: Readiness, path: str) -> None:
        app = app_with(readiness, say_request_id, say_request_id)

        assert [(await ask(app, "POST", path)).text for _ in range(2)] == ["r0", "r1"]

    async def test_a_get_does_not(self, readiness: Readiness, path: str) -> None:
        answer = await ask(app_with(readiness, say_request_id, say_request_id), "GET", path)

        assert (answer.status_code, answer.text) == (405, "Method Not Allowed")

    async def test_what_is_not_configured_is_not_there(self, readiness: Readiness, path: str) -> None:
        answer = await ask(app_with(readiness), "POST", path)

        assert (answer.status_code, answer.text) == (404, "Not Found")

    async def test_a_failure_says_nothing_about_itself(self, readiness: Readiness, path: str) -> None:
        answer = await ask(app_with(readiness, break_down, break_down), "POST", path)

        assert (answer.status_code, answer.text) == (500, "Internal Server Error")


async def test_the_request_id_ends_with_the_request(readiness: Readiness) -> None:
    await ask(app_with(readiness, say_request_id), "POST", "/slack/events")

    assert structlog.contextvars.get_contextvars() == {}


async def test_the_lifespan_runs_around_the_application(readiness: Readiness) -> None:
    told = []

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        told.append("start")
        yield
        told.append("stop")

    app = create_app(slack=None, seam=None, is_ready=readiness, new_request_id=str, lifespan=lifespan)
    async with app.router.lifespan_context(app):
        told.append("serve")

    assert told == ["start", "serve", "stop"]
