import pytest

from bot.demo.seam import LockIds, SeamSim
from tests.demo.seam.caller import Caller


@pytest.fixture
def casa(sim: SeamSim) -> LockIds:
    return sim.add_locks("Casa Sol", "Europe/Madrid", ["Front", "Back"])


@pytest.fixture
async def ann(seam: Caller) -> str:
    return await seam.identity()
