"""The board of an admin who sees every building: with thousands of grants against none, asked in turn in one run."""

import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from benches import house
from benches.figures import Figure, median, milliseconds
from benches.payloads import Desk
from bot.bootstrap.product import product
from bot.demo.serving import serve
from bot.demo.slack import TEAM
from bot.domain.building import Entrance, Method
from bot.domain.grant import Credential, CredentialState, Door, DoorState, Grant, GrantState, Guest
from bot.domain.window import Window
from bot.seam.systems.latch import LATCH
from bot.services.ports import SystemListing
from bot.services.store import Work

GRANTS, BUILDINGS = 2000, 40
TIMES, WARM_UP = 25, 5
HOUR = timedelta(hours=1)


async def board() -> list[Figure]:
    """From the event that somebody opens their board until Slack has taken it."""
    async with _desk() as empty, _desk() as full:
        async with full.bot.store.write() as work:
            await _fill(work)
        times: dict[str, list[float]] = {"empty": [], "full": []}
        for _ in range(WARM_UP + TIMES):
            for name, desk in (("empty", empty), ("full", full)):
                times[name].append(await _opened(desk))
    ours, none = (median(times[name][WARM_UP:]) for name in ("full", "empty"))
    detail = f"{milliseconds(ours)} with {GRANTS:,} over {BUILDINGS} buildings, {milliseconds(none)} with none"
    return [Figure("board with many grants, against an empty one", ours / none, 3, detail=f"{detail}; {TIMES} each")]


async def _opened(desk: Desk) -> float:
    started = time.perf_counter()
    await desk.slack.person(house.RITA).open_home()
    await desk.bot.idle()
    return time.perf_counter() - started


@asynccontextmanager
async def _desk() -> AsyncIterator[Desk]:
    """A workspace and a Seam of its own, on a database with one building.

    What Slack does with a board is not measured: it takes all of them.
    """
    slack, seam = house.slack_sim(), house.seam_sim()

    async def taken(_request: Request) -> Response:
        return JSONResponse({"ok": True})

    app = Starlette(routes=[Route("/api/views.publish", taken, methods=["POST"]), Mount("/", slack.app)])
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="keydesk-bench-")))
        slack_url = await stack.enter_async_context(serve(app))
        slack.served_at(slack_url)
        seam_url = await stack.enter_async_context(seam.serve())
        bot = await stack.enter_async_context(product(house.settings(slack_url, seam_url, folder)))
        slack.connect_http(f"{await stack.enter_async_context(serve(bot.web))}/slack/events")
        await bot.engine.settle()
        yield Desk(slack, bot)


async def _fill(work: Work) -> None:
    for number in range(BUILDINGS - 1):
        building = f"house{number}"
        zone = ("UTC", "America/New_York", "Europe/London")[number % 3]
        listing = SystemListing(id=building, name=f"House {number}", time_zone=zone, facts=LATCH, problem=None)
        door = Entrance(id=f"{building}:door", building_id=building, name="Lobby")
        await work.buildings.sync(TEAM, listing, [door], house.now())
    for number in range(GRANTS):
        grant, credential = _grant(number)
        await work.grants.add(grant, grant.id)
        await work.credentials.add([credential])


def _grant(number: int) -> tuple[Grant, Credential]:
    """A third is to come, most of the others are there, every twentieth has a door that failed."""
    now, building = house.now(), f"house{number % (BUILDINGS - 1)}"
    starts_at = now + (number % 9 + 1) * HOUR if number % 3 == 0 else now - (number % 48 + 1) * HOUR
    window = Window(starts_at=starts_at, ends_at=now + (number % 72 + 12) * HOUR)
    grant = Grant(
        id=f"g{number:05}",
        team_id=TEAM,
        requester=house.RITA,
        building_id=building,
        guest=Guest(name=f"Guest {number}", phone=f"+1212555{number:04}"),
        method=Method.PIN,
        window=window,
        state=GrantState.ISSUED,
        created_at=now,
    )
    credential = Credential(
        id=f"c{number:05}",
        grant_id=grant.id,
        method=Method.PIN,
        doors=(Door(entrance_id=f"{building}:door", name="Lobby"),),
        state=CredentialState.FAILED if number % 20 == 0 else CredentialState.ISSUED,
        door_state=DoorState.UNKNOWN,
        ends_at=window.ends_at,
        seam_id=f"seam{number}",
        created_at=now,
    )
    return grant, credential
