import pytest

from bot.demo.seam import Lock, LockIds, SeamSim
from bot.demo.seam.locks.brands import IGLOOHOME, SMARTTHINGS, YALE
from tests.demo.seam.caller import Caller
from tests.demo.seam.locks.desk import Codes


@pytest.fixture
def casa(sim: SeamSim) -> LockIds:
    """Front can do everything and keeps windows itself; Side is told of each code shortly before; Pool is offline."""
    locks = [
        Lock("Front", brand=YALE),
        Lock("Side", brand=SMARTTHINGS, can_remotely_unlock=False, confirms=None),
        Lock(
            "Pool",
            brand=IGLOOHOME,
            can_remotely_lock=None,
            can_remotely_unlock=None,
            can_program_online_access_codes=None,
            can_program_offline_access_codes=True,
            code_lengths=(9,),
            battery=None,
        ),
    ]
    return sim.add_locks("Casa Sol", "Europe/Madrid", locks)


@pytest.fixture
def codes(sim: SeamSim, seam: Caller) -> Codes:
    return Codes(sim, seam)


@pytest.fixture
def front(casa: LockIds) -> str:
    return casa.device_ids[0]


@pytest.fixture
def side(casa: LockIds) -> str:
    return casa.device_ids[1]


@pytest.fixture
def pool(casa: LockIds) -> str:
    return casa.device_ids[2]
