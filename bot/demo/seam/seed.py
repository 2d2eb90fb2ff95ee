"""The ids are fixed, so a demo that is started again finds its own database true."""

from dataclasses import dataclass, replace
from itertools import count
from uuid import NAMESPACE_DNS, uuid5

from bot.demo.seam.buildings import BuildingIds, Door, LockIds
from bot.demo.seam.locks.brands import IGLOOHOME, NUKI, SCHLAGE, YALE
from bot.demo.seam.locks.records import Lock
from bot.demo.seam.sim import SeamSim

_HARBOR_DOORS = ("Lobby", "Garage", "Package Room", "Roof Deck", "Gym", "Unit 12B")
_MILL_LANE_SHARED = ("Main Entrance", "Courtyard Gate", "Bike Store", "Laundry")
_MILL_LANE_DOORS = 30
_PER_FLOOR = 20
_CASA_SOL = (
    Lock("Front Door", brand=YALE, battery=0.86),
    Lock("Courtyard Gate", brand=NUKI, can_program_online_access_codes=None, can_unlock_with_code=None, confirms=False),
    Lock(
        "Pool House",
        brand=IGLOOHOME,
        can_remotely_lock=None,
        can_remotely_unlock=None,
        can_program_online_access_codes=None,
        can_program_offline_access_codes=True,
        code_lengths=(9,),
        constraints=({"constraint_type": "cannot_specify_pin_code"},),
        has_backup_pool=False,
    ),
    Lock("Storage Room", brand=SCHLAGE, can_remotely_unlock=False, battery=0.12, max_codes=4),
)
"""Codes and remote unlock; remote unlock alone, never confirmed; offline codes alone; codes alone, battery low."""


@dataclass(frozen=True)
class DemoBuildings:
    harbor_house: BuildingIds
    mill_lane: BuildingIds
    casa_sol: LockIds


def seed(sim: SeamSim) -> DemoBuildings:
    """Harbor House (New York, 6 doors), Mill Lane Lofts (London, no hub), Casa Sol (Madrid, smart locks)."""
    harbor_house = sim.add_building(
        "Harbor House",
        "America/New_York",
        [Door(name, _id("harbor-house", name)) for name in _HARBOR_DOORS],
        system_id=_id("harbor-house"),
    )
    mill_lane = sim.add_building(
        "Mill Lane Lofts",
        "Europe/London",
        [_mill_lane_door(name) for name in _mill_lane_names()],
        system_id=_id("mill-lane-lofts"),
        has_hub=False,
    )
    locks = [replace(lock, id=_id("casa-sol", lock.name)) for lock in _CASA_SOL]
    casa_sol = sim.add_locks("Casa Sol", "Europe/Madrid", locks, account_id=_id("casa-sol"))
    return DemoBuildings(harbor_house, mill_lane, casa_sol)


def _mill_lane_names() -> list[str]:
    lofts = (f"Loft {1 + index // _PER_FLOOR}{1 + index % _PER_FLOOR:02}" for index in count())
    return [*_MILL_LANE_SHARED, *(next(lofts) for _ in range(_MILL_LANE_DOORS - len(_MILL_LANE_SHARED)))]


def _mill_lane_door(name: str) -> Door:
    return Door(name, _id("mill-lane-lofts", name), is_connected=name not in {"Bike Store", "Laundry"})


def _id(*parts: str) -> str:
    return str(uuid5(NAMESPACE_DNS, ".".join([*reversed(parts), "keydesk.example"])))
