"""What the modal offers comes from our own tables, never from a call to Seam before an ack; so they are kept fresh."""

import asyncio

from bot.domain.building import Building, BuildingSettings
from bot.domain.errors import NotAllowed, Refused
from bot.domain.people import Person
from bot.services.ports import Catalogue, Clock
from bot.services.store import Store


class Buildings:
    """Reads buildings and doors from Seam into our tables, and keeps their settings."""

    def __init__(self, store: Store, clock: Clock, catalogue: Catalogue, admins: frozenset[str]) -> None:
        self._store = store
        self._clock = clock
        self._catalogue = catalogue
        self._admins = admins

    async def refresh(self, team_id: str) -> int:
        """Read everything anew; the number of buildings.

        Raises:
            SystemTrouble: Seam did not answer; what we have stays.
        """
        systems = await self._catalogue.systems()
        listed = await asyncio.gather(*[self._catalogue.entrances(system.id) for system in systems])
        for system, entrances in zip(systems, listed, strict=True):
            async with self._store.write() as work:
                await work.buildings.sync(team_id, system, entrances, self._clock.now())
        return len(systems)

    async def for_set_up(self, person: Person) -> list[Building]:
        """All buildings, for an admin; raises NotAllowed for anybody else."""
        async with self._store.read() as work:
            buildings = list(await work.buildings.all(person.team_id))
        self._authorise(person)
        return buildings

    async def save(self, person: Person, building_id: str, settings: BuildingSettings) -> Building:
        """Store a building's settings; they hold from now on for everybody and every grant.

        Raises:
            NotAllowed: only admins may.
            Refused: there is no such building.
        """
        self._authorise(person)
        async with self._store.write() as work:
            building = await work.buildings.get(person.team_id, building_id)
            if building is None:
                raise Refused("door_unknown")
            await work.buildings.save_settings(person.team_id, building_id, settings)
        return building.model_copy(update={"settings": settings})

    def _authorise(self, person: Person) -> None:
        if not (person.is_member and person.user_id in self._admins):
            raise NotAllowed("admins_only" if person.is_member else "not_a_member")
