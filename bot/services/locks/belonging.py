"""A lock belongs to one building: by itself to that of its account, else to where a manager has put it.

The entrances of an access system are what Seam lists there; those of locks follow from where each lock belongs, so
every sync of a building is given both.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.domain.building import Building, Entrance, Source
from bot.domain.device import Device
from bot.services.ports import SystemListing
from bot.services.store import Work

GONE = "account_removed"


def entrances_of(devices: Iterable[Device]) -> list[Entrance]:
    """The doors that these locks are; one that Seam lists no more is none."""
    return [
        Entrance(
            id=device.id,
            building_id=device.building_id,
            name=device.name,
            can_unlock_with_code=device.takes_codes,
            can_unlock_with_mobile_key=False,
            source=Source.DEVICE,
        )
        for device in devices
        if not device.removed
    ]


async def sync(work: Work, team_id: str, system: SystemListing, listed: Sequence[Entrance], at: datetime) -> None:
    """Take over a building with the entrances that Seam lists, and the locks that belong to it."""
    locks = await work.devices.at(team_id, system.id)
    await work.buildings.sync(team_id, system, [*listed, *entrances_of(locks)], at)


async def sync_locks(work: Work, team_id: str, systems: Sequence[SystemListing], at: datetime) -> int:
    """Take over the buildings that are made of locks; how many there are.

    An account whose locks all belong elsewhere is no building of its own, unless it was one before.
    """
    known = {b.id: b for b in await work.buildings.all(team_id) if b.facts.source is Source.DEVICE}
    homes = {device.building_id for device in await work.devices.all(team_id) if not device.removed}
    shown = {system.id: system for system in systems if system.id in homes | set(known)}
    lost = {id_: _lost(building) for id_, building in known.items() if id_ not in shown}
    for system in [*shown.values(), *lost.values()]:
        await sync(work, team_id, system, (), at)
    return len(shown)


def _lost(building: Building) -> SystemListing:
    named = building.model_dump(include={"id", "name", "time_zone"})
    return SystemListing(**named, facts=building.facts, problem=GONE)
