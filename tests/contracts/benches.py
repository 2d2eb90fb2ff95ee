"""What the contract needs of each world beside the ports: a building with doors, time, and a door that fails."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import SecretStr

from bot.demo.seam import SeamSim
from bot.demo.serving import serve
from bot.domain.building import Method
from bot.seam.access_control import SeamAccessControl
from bot.seam.client import SeamClient
from bot.seam.exchange import seam_http
from bot.services.ports import SAME_END, AccessControl, AcsUser, NewCredential, SeamCredential
from tests.contracts.wire_front import wire_front
from tests.fakes import FakeAccessControl, FakeClock

PIN_DELAY = timedelta(seconds=3)
DELETE_DELAY = timedelta(seconds=2)


@dataclass(frozen=True)
class Bench:
    """One world under the contract, in which PINs and deletions take some time."""

    access: AccessControl
    clock: FakeClock
    building_id: str
    doors: tuple[str, str]
    fail_door: Callable[[str], None]
    log_in: Callable[[str], str]
    """Somebody signs in on a Connect Webview; the id of the account."""
    fail_login: Callable[[str], None]

    def settle(self) -> None:
        """Let everything happen that is under way."""
        self.clock.advance(max(PIN_DELAY, DELETE_DELAY))


def _world(clock: FakeClock) -> tuple[FakeAccessControl, str, tuple[str, str]]:
    world = FakeAccessControl(clock, pin_delay=PIN_DELAY, delete_delay=DELETE_DELAY)
    building = world.add_building("Maple Court")
    doors = world.add_door(building, "Front door"), world.add_door(building, "Roof")
    world.add_door(world.add_building("Elm House"), "Side door")
    return world, building, doors


def _sign_in(world: FakeAccessControl) -> tuple[Callable[[str], str], Callable[[str], None]]:
    return world.connections.log_in, world.connections.fail_login


@asynccontextmanager
async def fake_bench() -> AsyncIterator[Bench]:
    """The ports in memory."""
    clock = FakeClock()
    world, building, doors = _world(clock)
    yield Bench(world, clock, building, doors, world.failing_doors.add, *_sign_in(world))


@asynccontextmanager
async def adapter_bench() -> AsyncIterator[Bench]:
    """The adapter, over loopback HTTP, with Seam's routes in front of the same world."""
    clock = FakeClock()
    world, building, doors = _world(clock)
    async with serve(wire_front(world)) as url, seam_http(url, SecretStr("seam_test_contract")) as http:
        access = SeamAccessControl(SeamClient(http, total_timeout=timedelta(seconds=5)))
        yield Bench(access, clock, building, doors, world.failing_doors.add, *_sign_in(world))


@asynccontextmanager
async def simulator_bench() -> AsyncIterator[Bench]:
    """The adapter, over loopback HTTP, with the demo's strict Seam behind it."""
    clock = FakeClock()
    sim = SeamSim(clock.now, "seam_test_contract")
    here = sim.add_building("Maple Court", "America/New_York", ["Front door", "Roof"])
    sim.add_building("Elm House", "Europe/London", ["Side door"])
    sim.set_pin_delay(PIN_DELAY)
    sim.knobs.delete_delay = DELETE_DELAY
    async with sim.serve() as url, seam_http(url, SecretStr("seam_test_contract")) as http:
        access = SeamAccessControl(SeamClient(http, total_timeout=timedelta(seconds=5)))
        front, roof = here.entrance_ids
        yield Bench(access, clock, here.system_id, (front, roof), sim.fail_issue, sim.log_in, sim.fail_login)


BENCHES = {"fake": fake_bench, "adapter": adapter_bench, "simulator": simulator_bench}


def unused_key() -> str:
    return f"keydesk:contract:{secrets.token_hex(4)}"


async def some_user(bench: Bench, email: str | None = None) -> AcsUser:
    person = await bench.access.identities.create(unused_key(), "Ann Guest", email)
    return await bench.access.acs_users.create(bench.building_id, person.id, "Ann Guest", email)


def wanted(bench: Bench, user: AcsUser, *doors: str, method: Method = Method.PIN, hours: int = 2) -> NewCredential:
    now = bench.clock.now()
    return NewCredential(
        acs_user_id=user.id,
        method=method,
        entrance_ids=doors or bench.doors[:1],
        starts_at=now,
        ends_at=now + timedelta(hours=hours),
    )


async def some_pin(bench: Bench) -> SeamCredential:
    return await bench.access.credentials.create(wanted(bench, await some_user(bench)))


def is_same(one: datetime | None, other: datetime) -> bool:
    return one is not None and abs(one - other) < SAME_END
