from collections.abc import AsyncIterator
from datetime import datetime, tzinfo

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from bot.demo.seam import BuildingIds, Door, SeamSim
from bot.demo.serving import serve
from tests.demo.seam.caller import Caller, Clock
from tests.demo.seam.openapi import OPENAPI, assert_described
from tests.demo.seam.receiver import Receiver


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sim(clock: Clock) -> SeamSim:
    return SeamSim(clock)


@pytest.fixture
def house(sim: SeamSim) -> BuildingIds:
    """Lobby and Garage open in every way; the Vault takes no PIN, the Shed no mobile key."""
    doors = [Door("Vault", can_unlock_with_code=False), Door("Shed", can_unlock_with_mobile_key=False)]
    return sim.add_building("Harbor House", "America/New_York", ["Lobby", "Garage", *doors])


@pytest.fixture
async def seam(sim: SeamSim, clock: Clock) -> AsyncIterator[Caller]:
    """In the same process; at the end every answer that the test was content with is held against Seam's OpenAPI."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(sim.app), base_url="http://seam.test") as http:
        caller = Caller(http, clock)
        yield caller
    if OPENAPI.exists():
        assert_described(caller.fine)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    async with serve(Starlette(routes=[Route("/hook", made.take, methods=["POST"])])) as url:
        made.url = f"{url}/hook"
        yield made


@pytest.fixture
async def user(seam: Caller, house: BuildingIds) -> str:
    return await seam.user(house.system_id, user_identity_id=await seam.identity())


@pytest.fixture
def lobby(house: BuildingIds) -> str:
    return house.entrance_ids[0]


@pytest.fixture(autouse=True)
def libraries_read_this_clock(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that check a delivery's age know no other clock than the machine's."""

    class Now(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Now":
            return cls.fromtimestamp(clock.time.timestamp(), tz)

    for library in ("standardwebhooks.webhooks", "svix.webhooks"):
        monkeypatch.setattr(f"{library}.datetime", Now)
