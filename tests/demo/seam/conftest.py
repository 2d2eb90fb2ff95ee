from collections.abc import AsyncIterator

import httpx
import pytest

from bot.demo.seam import BuildingIds, Door, SeamSim
from tests.demo.seam.caller import Caller, Clock
from tests.demo.seam.openapi import OPENAPI, assert_described


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
