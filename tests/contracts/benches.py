"""What the contract needs of each world beside the ports: a building with doors, time, and a door that fails."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from bot.services.ports import AccessControl
from tests.fakes import FakeAccessControl, FakeClock

PIN_DELAY = timedelta(seconds=3)
DELETE_DELAY = timedelta(seconds=2)


@dataclass(frozen=True)
class Bench:
    """One world under the contract; PINs take `PIN_DELAY`, deletions `DELETE_DELAY`."""

    access: AccessControl
    clock: FakeClock
    building_id: str
    doors: tuple[str, str]
    fail_door: Callable[[str], None]


@asynccontextmanager
async def fake_bench() -> AsyncIterator[Bench]:
    clock = FakeClock()
    world = FakeAccessControl(clock, pin_delay=PIN_DELAY, delete_delay=DELETE_DELAY)
    building = world.add_building("Maple Court")
    doors = world.add_door(building, "Front door"), world.add_door(building, "Roof")
    world.add_door(world.add_building("Elm House"), "Side door")
    yield Bench(world, clock, building, doors, world.failing_doors.add)
