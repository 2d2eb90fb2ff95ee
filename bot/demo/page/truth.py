"""What is so at Seam and at the doors, for the side panel: drawn from the simulator's snapshot and nothing of ours."""

from collections.abc import Iterator, Sequence

from bot.demo.seam.records import Event
from bot.demo.seam.snapshot import HeldBuilding, HeldDoor, HeldKey, Snapshot
from bot.demo.seam.world import World
from bot.demo.slack.rules import Json

STATES = {
    "waiting": "being made",
    "failed": "failed",
    "issued": "issued",
    "deleting": "being deleted",
    "gone": "gone at Seam, the door still knows it",
}


def building(held: HeldBuilding) -> Json:
    return {
        "id": held.id,
        "name": held.name,
        "zone": held.time_zone,
        "kind": "smart_locks" if held.has_hub is None else "latch",
        "hub_wired": held.has_hub,
        "connected": not held.errors,
        "doors": [_door(door, held) for door in held.doors],
    }


def _door(door: HeldDoor, within: HeldBuilding) -> Json:
    return {
        "id": door.id,
        "name": door.name,
        "connected": door.is_connected,
        "online": door.is_connected and not within.errors,
        "locked": door.locked,
        "battery": door.battery,
    }


def credentials(snapshot: Snapshot) -> list[Json]:
    """Each credential once, with the doors that it is for and those that it opens now; the newest last."""
    found: dict[str, list[tuple[HeldBuilding, HeldDoor, HeldKey]]] = {}
    for held in snapshot.buildings:
        for door in held.doors:
            for key in door.keys:
                found.setdefault(key.id, []).append((held, door, key))
    drawn = [_credential(places) for places in found.values()]
    return sorted(drawn, key=lambda one: str(one["starts_at"]))


def _credential(places: Sequence[tuple[HeldBuilding, HeldDoor, HeldKey]]) -> Json:
    held, _, key = places[0]
    return {
        "id": key.id,
        "guest": key.holder or "",
        "method": key.kind,
        "building": held.name,
        "doors": [door.name for _, door, _ in places],
        "opens": [door.name for _, door, at_door in places if at_door.opens_now],
        "starts_at": key.starts_at.timestamp(),
        "ends_at": key.ends_at.timestamp() if key.ends_at else None,
        "state": STATES[key.state],
        "code_shown": key.code is not None,
        "code": key.code,
    }


def event(world: World, happened: Event) -> Json:
    about = next(_names(world, happened.ids), "")
    return {"at": happened.occurred_at.timestamp(), "type": happened.type, "about": about}


def _names(world: World, ids: dict[str, str]) -> Iterator[str]:
    """The guest, else the door or lock, else the building."""
    credential = world.credentials.get(ids.get("acs_credential_id", ""))
    user = world.users.get(credential.user_id if credential else ids.get("acs_user_id", ""))
    if user:
        yield user.full_name
    places = (
        world.entrances.get(ids.get("acs_entrance_id", "")),
        world.locks.devices.get(ids.get("device_id", "")),
        world.systems.get(ids.get("acs_system_id", "")),
        world.accounts.get(ids.get("connected_account_id", "")),
    )
    yield from (place.name for place in places if place)
