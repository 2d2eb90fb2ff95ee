"""The other ways in, and the same request again and again: nothing is unhandled, and nothing happens twice.

Shown to fail: with `once.first` always true and the submit key left out, each replay makes a grant of its own.
"""

import json
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from standardwebhooks import Webhook
from structlog.testing import capture_logs

from bot.demo.seam import render
from bot.domain.web_pass import WebPass
from tests.journeys.noise import CANARY, PLAIN, STRINGS, paths
from tests.journeys.on_screen import grant_of
from tests.journeys.town import RITA, TEAM, WEBHOOK_SECRET
from tests.journeys.world import World, world

BELOW_A_LINK = (
    "/qr",
    "/calendar.ics",
    "/door/1/unlock?once=0123456789abcdef",
    "/door/x/x?once=",
    "/command/x",
    "?lang=\xff",
)
METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "X")
PLACES = (
    "/",
    "/healthz",
    "/readyz",
    "/slack/events",
    "/seam/webhooks",
    "/metrics",
    "/g/",
    "/g/x",
    "/g/-/pass.css",
    "/docs",
)
TAILS = (
    "",
    "/",
    "/..",
    "/%2e%2e/",
    "//evil.example",
    "?x=1",
    "%00",
    "%ff",
    ";x",
    "/qr",
    "/calendar.ics",
    "/" + "a" * 4000,
)
NAMES = (
    "content-type",
    "content-length",
    "host",
    "x-forwarded-for",
    "x-request-id",
    "accept-language",
    "cookie",
    "range",
)
VALUES = (
    "",
    "0",
    "-1",
    "application/json",
    "evil.example",
    "127.0.0.1",
    "x" * 4000,
    "\xe9",
    "de;q=nan",
    "bytes=0-",
    CANARY,
)
CONTENTS = (b"", b"{}", b"[" * 5000, b"\xff\x00", b"ssl_check=1", b'{"type":"url_verification"}', CANARY.encode())


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path, webhooks=True) as made:
        made.slack.without_limits()
        yield made


def asking(here: World) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(here.bot.web), base_url="http://desk")


async def a_link(here: World) -> str:
    """To the page of a guest who has access."""
    grant = grant_of(await here.issued("Lobby"))
    made = WebPass(id="p-1", team_id=TEAM, grant_id=grant, made_at=here.clock.now())
    async with here.bot.store.write() as work:
        await work.passes.add(made)
        return f"/g/{work.passes.token(made).get_secret_value()}"


@pytest.mark.parametrize("count", [100, pytest.param(10_000, marks=pytest.mark.long)])
async def test_no_request_without_a_signature_is_too_odd(here: World, count: int) -> None:
    await here.stop()
    here.settings = here.settings.model_copy(update={"public_url": "https://desk.example"})
    await here.start()
    link = await a_link(here)
    draw, statuses = Random(count), Counter[int]()  # noqa: S311  to be had again, no secret
    with capture_logs() as logged:
        async with asking(here) as http:
            for _ in range(count):
                chosen = draw.sample(NAMES, draw.randrange(4))
                headers = [(name.encode(), draw.choice(VALUES).encode("latin-1")) for name in chosen]
                where = draw.choice((*PLACES, link)) + draw.choice((*TAILS, *BELOW_A_LINK))
                method, content = draw.choice(METHODS), draw.choice(CONTENTS)
                answer = await http.request(method, where, headers=headers, content=content)
                statuses[answer.status_code] += 1
                assert answer.headers["x-content-type-options"] == "nosniff"

    assert max(statuses) < 500, statuses
    assert CANARY not in str(logged)


async def tell(http: httpx.AsyncClient, here: World, event: object, message: str) -> int:
    body = json.dumps(event)
    headers = {
        "svix-id": message,
        "svix-timestamp": str(int(here.clock.now().timestamp())),
        "svix-signature": Webhook(WEBHOOK_SECRET).sign(message, here.clock.now(), body),
    }
    return (await http.post("/seam/webhooks", content=body.encode(), headers=headers)).status_code


@pytest.mark.parametrize("count", [25, pytest.param(2_000, marks=pytest.mark.long)])
async def test_no_event_of_seams_is_too_odd(here: World, count: int) -> None:
    await here.issued("Lobby")
    draw, statuses = Random(count), Counter[int]()  # noqa: S311  to be had again, no secret
    seen = [render.event(here.seam.world, one) for one in here.seam.world.events]
    with capture_logs() as logged:
        async with asking(here) as http:
            for number in range(count):
                event: dict[str, Any] = json.loads(json.dumps(draw.choice(seen)))
                [*where, last] = draw.choice(paths(event))
                inner: Any = event
                for step in where:
                    inner = inner[step]
                inner[last] = draw.choice((*PLAIN, *STRINGS))
                event["event_id"] = draw.choice((event.get("event_id"), f"e-{number}"))
                statuses[await tell(http, here, event, f"msg-{number}")] += 1
        await here.settle()

    assert set(statuses) <= {204, 401}, statuses
    assert statuses[204] > count / 2
    assert CANARY not in str(logged)


@pytest.mark.parametrize("count", [10, pytest.param(1_000, marks=pytest.mark.long)])
async def test_a_form_that_comes_again_and_again_is_one_grant(here: World, count: int) -> None:
    """Byte for byte it does not get past the guard; signed anew, or in another process, it makes nothing new."""
    view = await here.fill("Lobby", "Garage")
    form = here.slack._payloads.submission(here.slack.person(RITA).user, view, [])
    body = urlencode({"payload": json.dumps(form)}).encode()
    async with asking(here) as http:
        for number in range(count):
            again = body if number % 2 else body + b"&again=%d" % number
            headers = here.slack.wire.signed(again) | {"content-type": "application/x-www-form-urlencoded"}
            assert (await http.post("/slack/events", content=again, headers=headers)).status_code == 200
    await here.settle()

    assert len(here.cards()) == 1
    assert len(here.seam.credentials_created()) == 2
    assert len(here.pins()) == 2
