"""Whoever has a lock among their doors can open it: so it is moved by somebody who may set up both buildings, alone."""

from collections.abc import Callable, Sequence

from bot.domain.building import Building, Source
from bot.domain.device import Device
from bot.domain.errors import Refused
from bot.domain.people import Person, may, require
from bot.domain.roles import Verb
from bot.domain.value import Value
from bot.services.locks.belonging import sync
from bot.services.ports import Clock, SystemListing
from bot.services.store import Store, Work
from bot.services.trail.audit import Entry


class Choice(Value):
    """A lock that somebody may have at a building, with where it is now."""

    lock: Device
    at: str
    """The name of the building that it belongs to."""
    is_here: bool


class Attaching:
    """Says where locks belong, and changes it."""

    def __init__(self, store: Store, clock: Clock, admins: frozenset[str], changed: Callable[[], None]) -> None:
        self._store = store
        self._clock = clock
        self._admins = admins
        self._changed = changed

    async def choices(self, person: Person, building_id: str) -> Sequence[Choice]:
        """The locks of the building, and those that the person could bring here, by name.

        Raises:
            NotAllowed, Refused: as for `attach`.
        """
        async with self._store.read() as work:
            await self._building(work, person, building_id)
            known = {b.id: b for b in await work.buildings.all(person.team_id)}
            locks = await work.devices.all(person.team_id)
        mine = [lock for lock in locks if not lock.removed and self._may_move(person, known.get(lock.building_id))]
        return [
            Choice(lock=lock, at=known[lock.building_id].name, is_here=lock.building_id == building_id) for lock in mine
        ]

    async def attach(self, person: Person, building_id: str, lock_ids: Sequence[str]) -> int:
        """From now on these locks belong here, and all others that did go back to their account's; how many moved.

        A lock that belongs to its account's building by itself stays there.

        Raises:
            NotAllowed: they may not set up this building, or one that a lock comes from.
            Refused: there is no such building, or no such lock any more.
        """
        async with self._store.write() as work:
            building = await self._building(work, person, building_id)
            here = {lock.id: lock for lock in await work.devices.at(person.team_id, building_id)}
            gone = [lock for lock in here.values() if lock.id not in lock_ids and not lock.removed]
            moves = [(lock, lock.connected_account_id) for lock in gone if lock.connected_account_id != building_id]
            wanted = [await self._lock(work, person, lock_id) for lock_id in lock_ids if lock_id not in here]
            moves += [(lock, building_id) for lock in wanted]
            for lock, to in moves:
                await work.devices.place(person.team_id, lock.id, to)
            for id_ in {building.id, *(lock.building_id for lock, _ in moves), *(to for _, to in moves)}:
                await _doors_anew(work, person.team_id, id_)
            if moves:
                await work.audit.add(self._moved(person, building, moves))
        self._changed()
        return len(moves)

    async def _building(self, work: Work, person: Person, building_id: str) -> Building:
        building = await work.buildings.get(person.team_id, building_id)
        require(person, Verb.SET_UP, building, self._admins)
        if building is None:
            raise Refused("building_unknown")
        return building

    async def _lock(self, work: Work, person: Person, lock_id: str) -> Device:
        lock = await work.devices.get(person.team_id, lock_id)
        if lock is None or lock.removed:
            raise Refused("door_unknown")
        require(person, Verb.SET_UP, await work.buildings.get(person.team_id, lock.building_id), self._admins)
        return lock

    def _may_move(self, person: Person, building: Building | None) -> bool:
        return building is not None and may(person, Verb.SET_UP, building, self._admins)

    def _moved(self, person: Person, building: Building, moves: Sequence[tuple[Device, str]]) -> Entry:
        return Entry(
            team_id=person.team_id,
            at=self._clock.now(),
            actor=person.user_id,
            what="locks_moved",
            building_id=building.id,
            data={"to": {lock.id: to for lock, to in moves}},
        )


async def _doors_anew(work: Work, team_id: str, building_id: str) -> None:
    """The building's doors as they follow from where locks belong; what Seam said of the others stays."""
    building = await work.buildings.get(team_id, building_id)
    if building is None:
        return  # An account's, which was no building so far: it becomes one when Seam is read next.
    listed = [e for e in await work.buildings.entrances(team_id, building_id) if not e.removed]
    fields = {name: getattr(building, name) for name in ("id", "name", "time_zone", "facts", "problem")}
    system = SystemListing(**fields)
    await sync(work, team_id, system, [e for e in listed if e.source is Source.ACS], building.synced_at)
