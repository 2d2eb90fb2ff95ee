"""The truth to be shown beside what the bot says: what Seam holds, and what the doors themselves know."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from bot.demo.seam import doors
from bot.demo.seam.doors import is_over
from bot.demo.seam.locks import keypad
from bot.demo.seam.locks.records import AccessCode, Device
from bot.demo.seam.records import Credential, Entrance, System, Trouble
from bot.demo.seam.world import World


@dataclass(frozen=True)
class HeldKey:
    """A credential at a door, or an access code on a lock; `opens_now` is what is so there.

    `state` is what Seam would say: waiting, failed, scheduled (on the lock, before its start), issued or deleting;
    gone is what a door alone still knows.
    """

    id: str
    kind: str
    holder: str | None
    code: str | None = field(repr=False)
    starts_at: datetime
    ends_at: datetime | None
    state: str
    opens_now: bool


@dataclass(frozen=True)
class HeldDoor:
    """An entrance or a lock; None is what this kind does not have."""

    id: str
    kind: str
    name: str
    is_connected: bool
    locked: bool | None
    battery: float | None
    errors: tuple[str, ...]
    keys: tuple[HeldKey, ...]


@dataclass(frozen=True)
class HeldBuilding:
    """An access system, or the smart locks of one account."""

    id: str
    name: str
    time_zone: str | None
    has_hub: bool | None
    errors: tuple[str, ...]
    doors: tuple[HeldDoor, ...]


@dataclass(frozen=True)
class Snapshot:
    at: datetime
    buildings: tuple[HeldBuilding, ...]


def take(world: World) -> Snapshot:
    """Changes nothing but what is due."""
    world.settle()
    systems = (_system(world, one) for one in world.systems.values())
    return Snapshot(world.now(), (*systems, *_places(world)))


def _system(world: World, one: System) -> HeldBuilding:
    held = tuple(_entrance(world, door) for door in world.entrances.values() if door.system_id == one.id)
    errors = _codes([*one.errors, *world.accounts[one.account_id].errors])
    return HeldBuilding(one.id, one.name, one.time_zone, one.has_hub, errors, held)


def _places(world: World) -> Iterator[HeldBuilding]:
    for account in world.accounts.values():
        devices = [one for one in world.locks.present() if one.account_id == account.id]
        if devices:
            held = tuple(_device(world, one) for one in devices)
            yield HeldBuilding(account.id, account.name, devices[0].time_zone, None, _codes(account.errors), held)


def _entrance(world: World, door: Entrance) -> HeldDoor:
    keys = tuple(_credential(world, door, one) for one in world.credentials.values() if _is_of_interest(door, one))
    return HeldDoor(door.id, "acs_entrance", door.name, door.is_connected, None, None, _codes(door.errors), keys)


def _is_of_interest(door: Entrance, one: Credential) -> bool:
    return door.id in one.entrance_ids and (one.gone_at is None or doors.known_at(door, one) is not None)


def _credential(world: World, door: Entrance, one: Credential) -> HeldKey:
    holder = world.users.get(one.user_id)
    return HeldKey(
        id=one.id,
        kind=one.method,
        holder=holder.full_name if holder else None,
        code=one.code,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        state=_state(one),
        opens_now=doors.refusal(world, door, one) is None,
    )


def _state(one: Credential) -> str:
    if one.gone_at is not None:
        return "gone"
    if not one.is_live:
        return "deleting"
    return "failed" if one.errors else "issued" if one.issued_at else "waiting"


def _device(world: World, one: Device) -> HeldDoor:
    keys = tuple(
        _access_code(one, code, world.now()) for code in world.locks.codes_of(one) if not code.is_waiting_in_pool
    )
    return HeldDoor(one.id, "device", one.name, one.is_online, one.locked, one.battery, _codes(one.errors), keys)


def _access_code(device: Device, one: AccessCode, now: datetime) -> HeldKey:
    return HeldKey(
        id=one.id,
        kind="access_code" if one.is_managed else "unmanaged_access_code",
        holder=one.name,
        code=one.code,
        starts_at=one.starts_at or one.made_at,
        ends_at=one.ends_at,
        state=_code_state(one, now),
        opens_now=keypad.refusal(device, one, now) is None,
    )


def _code_state(one: AccessCode, now: datetime) -> str:
    if not one.is_live or is_over(one.ends_at, now):
        return "deleting"
    if one.errors or one.failure:
        return "failed"
    return "issued" if one.set_at else "scheduled" if one.loaded_at else "waiting"


def _codes(troubles: list[Trouble]) -> tuple[str, ...]:
    return tuple(one.code for one in troubles)
