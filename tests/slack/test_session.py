"""Shown to fail: with a plain `aiohttp.ClientSession` the second server is asked."""

from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.demo.serving import serve
from bot.services.meters import Outcome
from bot.slack.acting import Acting
from bot.slack.app import web_client
from bot.slack.blocks.message import simple
from bot.slack.errors import UNREACHABLE
from bot.slack.replies import Replies
from bot.slack.session import slack_session

asked: list[str] = []


@pytest.fixture
async def away() -> AsyncIterator[str]:
    """A Slack that sends everybody somewhere else."""
    asked.clear()

    async def elsewhere(request: Request) -> Response:
        asked.append(request.url.path)
        return Response("{}", media_type="application/json")

    async with serve(Starlette(routes=[Route("/{rest:path}", elsewhere, methods=["GET", "POST"])])) as other:

        async def send_away(_request: Request) -> Response:
            return RedirectResponse(f"{other}/elsewhere", 307)

        async with serve(Starlette(routes=[Route("/{rest:path}", send_away, methods=["GET", "POST"])])) as url:
            yield url


async def call(client: AsyncWebClient) -> None:
    await client.auth_test()


async def fetch(client: AsyncWebClient) -> None:
    assert client.session is not None
    async with client.session.get(client.base_url):
        pass


async def test_each_call_is_taken_down() -> None:
    taken: list[Outcome] = []
    statuses = iter((200, 404, 429, 500))

    async def answer(_request: Request) -> Response:
        return Response("{}", next(statuses), media_type="application/json")

    app = Starlette(routes=[Route("/", answer)])
    async with serve(app) as url, slack_session(lambda outcome, _seconds: taken.append(outcome)) as session:
        for _ in range(4):
            async with session.get(url):
                pass
        with pytest.raises(aiohttp.ClientError):
            await session.get("http://127.0.0.1:1/")

    assert taken == [Outcome.OK, Outcome.REFUSED, Outcome.BUSY, Outcome.UNREACHABLE, Outcome.UNREACHABLE]


@pytest.mark.parametrize("work", [call, fetch])
async def test_a_redirect_is_not_followed(away: str, work: Callable[[AsyncWebClient], Awaitable[None]]) -> None:
    async with slack_session() as session:
        with pytest.raises(UNREACHABLE):
            await work(web_client("xoxb-test", f"{away}/api/", session))

    assert asked == []


async def test_nor_is_that_of_a_response_url(away: str) -> None:
    async with slack_session() as session:
        replies = Replies(web_client("xoxb-test", f"{away}/api/", session))
        acting = Acting(user_id="U0RITA", team_id="T0", response_url=f"{away}/response/x")
        await replies.say(acting, simple("Something to know."))

    assert asked == []
