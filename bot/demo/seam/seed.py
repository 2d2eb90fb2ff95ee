"""The ids are fixed, so a demo that is started again finds its own database true."""

from dataclasses import dataclass
from itertools import count
from uuid import NAMESPACE_DNS, uuid5

from bot.demo.seam.sim import BuildingIds, Door, SeamSim

_HARBOR_DOORS = ("Lobby", "Garage", "Package Room", "Roof Deck", "Gym", "Unit 12B")
_MILL_LANE_SHARED = ("Main Entrance", "Courtyard Gate", "Bike Store", "Laundry")
_MILL_LANE_DOORS = 120
_PER_FLOOR = 20


@dataclass(frozen=True)
class DemoBuildings:
    harbor_house: BuildingIds
    mill_lane: BuildingIds


def seed(sim: SeamSim) -> DemoBuildings:
    """Harbor House (New York, 6 doors) and Mill Lane Lofts (London, 120 doors, two of them without a connection)."""
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
    )
    return DemoBuildings(harbor_house, mill_lane)


def _mill_lane_names() -> list[str]:
    lofts = (f"Loft {1 + index // _PER_FLOOR}{1 + index % _PER_FLOOR:02}" for index in count())
    return [*_MILL_LANE_SHARED, *(next(lofts) for _ in range(_MILL_LANE_DOORS - len(_MILL_LANE_SHARED)))]


def _mill_lane_door(name: str) -> Door:
    return Door(name, _id("mill-lane-lofts", name), is_connected=name not in {"Bike Store", "Laundry"})


def _id(*parts: str) -> str:
    return str(uuid5(NAMESPACE_DNS, ".".join([*reversed(parts), "keydesk.example"])))
