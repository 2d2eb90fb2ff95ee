"""Slack at the start of the product: it refuses, it is away, and it comes back."""

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from signal import SIGTERM

import httpx
import pytest
from starlette.applications import Starlette

from bot.bootstrap import slack as slack_side
from bot.bootstrap.parts import CannotStart
from bot.demo.slack.faults import Fault, hang, http_error, slack_error
from tests.faults.process import ROOT, environment
from tests.journeys.world import World, world
from tests.some import first

MANY = 1000


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as made:
        yield made


@pytest.fixture
async def socket(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path, socket=True) as made:
        yield made


async def ready(web: Starlette) -> int:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url="http://bot") as client:
        return (await client.get("/readyz")).status_code


@pytest.mark.parametrize(
    ("method", "blamed"), [("auth.test", "SLACK_BOT_TOKEN"), ("apps.connections.open", "SLACK_APP_TOKEN")]
)
async def test_a_refused_token_is_named(socket: World, method: str, blamed: str) -> None:
    await socket.stop()
    socket.slack.fault(method, slack_error("invalid_auth"), MANY)

    with pytest.raises(CannotStart, match=rf"^{blamed}: Slack answers invalid_auth\. Where to get it: Slack app"):
        await socket.start()


@pytest.mark.parametrize(
    "fault", first([http_error(503), slack_error("internal_error")]), ids=["503", "internal_error"]
)
async def test_access_ends_on_time_though_slack_is_away_since_the_start(here: World, fault: Fault) -> None:
    await here.issued("Lobby")
    await here.stop()
    here.slack.fault("auth.test", fault, MANY)

    await here.start()
    await here.run(timedelta(days=30))

    assert here.pins() == []
    assert await ready(here.bot.web) == HTTPStatus.OK


async def test_the_first_start_needs_slack(here: World, tmp_path: Path) -> None:
    await here.stop()
    here.settings = here.settings.model_copy(update={"database_url": f"sqlite+aiosqlite:///{tmp_path}/new.sqlite3"})
    here.slack.fault("auth.test", http_error(), MANY)

    with pytest.raises(CannotStart, match=r"^Slack cannot be reached"):
        await here.start()


async def test_ready_means_that_the_socket_is_open(socket: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await ready(socket.bot.web) == HTTPStatus.OK
    await socket.stop()
    monkeypatch.setattr(slack_side, "SOCKET_SECONDS", 0.05)
    socket.slack.fault("apps.connections.open", http_error(), MANY)

    await socket.start()

    assert await ready(socket.bot.web) == HTTPStatus.SERVICE_UNAVAILABLE


async def test_a_stop_while_slack_is_waited_for(here: World, tmp_path: Path) -> None:
    here.slack.fault("auth.test", hang())
    before = len(here.slack.journal)
    variables = environment(
        tmp_path / "other", here.slack.api_url.removesuffix("/api/"), here.settings.seam_api_url, []
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"), cwd=ROOT, env=variables, stderr=asyncio.subprocess.PIPE
    )
    await here.slack.until(lambda: len(here.slack.journal) > before, 20)

    process.send_signal(SIGTERM)
    _, said = await asyncio.wait_for(process.communicate(), 10)

    assert process.returncode == 0
    assert b"Traceback" not in said
