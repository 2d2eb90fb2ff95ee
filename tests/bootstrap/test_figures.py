"""The metrics port of a whole bot: what it tells, and what it must never tell."""

import socket
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot.bootstrap.figures import metrics_port
from bot.bootstrap.parts import CannotStart
from bot.slack.blocks.ids import ActionId
from tests.journeys.on_screen import grant_of
from tests.journeys.town import ADA, DESK, OLLY, RITA, SEAM_KEY, SIGNING_SECRET, TEAM, WEBHOOK_SECRET
from tests.journeys.world import world
from tests.web.test_app import ask
from tests.web.test_metrics import value


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


async def test_it_listens_on_this_machine_alone_and_only_while_asked_to() -> None:
    port = free_port()
    async with httpx.AsyncClient() as http:
        async with metrics_port(Starlette(), None):
            with pytest.raises(httpx.ConnectError):
                await http.get(f"http://127.0.0.1:{port}/")
        async with metrics_port(Starlette(), port):
            assert (await http.get(f"http://127.0.0.1:{port}/")).text == "Not Found"
            with pytest.raises(httpx.ConnectError):
                await http.get(f"http://127.0.0.2:{port}/")


async def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(CannotStart, match=r"^METRICS_PORT: "):
        async with metrics_port(Starlette(), taken.getsockname()[1]):
            pass


async def test_under_load_it_tells_numbers_and_nobody_s_name(tmp_path: Path) -> None:
    """Shown to fail: with the grant's id as a label of `keydesk_grants` the id is found."""
    async with world(tmp_path, webhooks=True) as here:
        card = await here.issued("Lobby", "Garage", name="Gail Canary")
        await here.click(OLLY, card, ActionId.SHOW_PIN)
        await here.slack.person(ADA).command("/guest", "list", DESK)
        [pin, _] = here.pins()
        await here.run(timedelta(minutes=1))
        text = (await ask(here.bot.figures, "GET", "/metrics")).text
        public = [await ask(here.bot.web, "GET", path) for path in ("/metrics", "/healthz", "/readyz", "/nothing")]

    assert value(text, 'keydesk_grants{state="issued"}') == "1.0"
    assert float(value(text, 'keydesk_call_seconds_count{outcome="ok",system="seam"}')) > 5
    assert float(value(text, 'keydesk_call_seconds_count{outcome="ok",system="slack"}')) > 5
    assert [answer.text for answer in public] == ["Not Found", "ok", "ready", "Not Found"]
    secrets = ("Gail", "Canary", "Lobby", "Harbor", pin, grant_of(card), here.building, "xoxb-", SEAM_KEY)
    for canary in (*secrets, SIGNING_SECRET, WEBHOOK_SECRET, TEAM, DESK, ADA, OLLY, RITA):
        assert canary not in text
