"""What the modal offers comes from our own tables, never from a call to Seam before an ack; so they are kept fresh."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from bot.domain.approvers import cannot_be_approved
from bot.domain.building import Building, BuildingSettings, Entrance
from bot.domain.errors import Refused
from bot.domain.people import Person, may, require, roles_of
from bot.domain.roles import Role, Verb
from bot.domain.value import Value
from bot.services.door_tasks.door_tasks import follow_hubs
from bot.services.locks import belonging
from bot.services.notices.planning import settings_changed
from bot.services.ports import Catalogue, Clock
from bot.services.store import Store
from bot.services.trail.audit import Entry

Change = Callable[[BuildingSettings], BuildingSettings]
"""One form's part of the settings: two people who change different parts at the same time keep both."""


class Place(Value):
    """A building as somebody sees it who may set it up."""

    building: Building
    entrances: tuple[Entrance, ...]
    """Those that are still there."""
    cannot_be_approved: bool
    """Some access here needs an approval that nobody can give."""
    can_connect: bool = False
    """Whether they may connect further buildings."""
    has_mail: bool = False
    """Whether there is a mail server to send to guests with."""
    has_pages: bool = False
    """Whether guests can reach a page of ours."""


class Ways(Value):
    """How guests can be reached at all, whatever the settings say."""

    mail: bool = False
    pages: bool = False


NO_WAYS = Ways()


class Seen(Value):
    """A building as somebody sees it who has a role there."""

    building: Building
    roles: frozenset[Role]


class Buildings:
    """Reads buildings and doors from Seam into our tables, and keeps their settings.

    `changed` is called when settings were saved: who acts by the clock has to look at them anew.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        catalogue: Catalogue,
        admins: frozenset[str],
        changed: Callable[[], None],
        ways: Ways = NO_WAYS,
    ) -> None:
        self._store = store
        self._clock = clock
        self._catalogue = catalogue
        self._admins = admins
        self._changed = changed
        self._ways = ways

    async def refresh(self, team_id: str) -> int:
        """Read everything anew; the number of buildings.

        Raises:
            SystemTrouble: Seam did not answer; what we have stays.
        """
        systems, locks = await asyncio.gather(self._catalogue.systems(), self._catalogue.locks())
        listed = await asyncio.gather(*[self._catalogue.entrances(system.id) for system in systems])
        async with self._store.write() as work:
            await work.devices.sync(team_id, locks.devices, self._clock.now())
        for system, entrances in zip(systems, listed, strict=True):
            async with self._store.write() as work:
                await belonging.sync(work, team_id, system, entrances, self._clock.now())
        async with self._store.write() as work:
            return len(systems) + await belonging.sync_locks(work, team_id, locks.systems, self._clock.now())

    async def seen_by(self, person: Person) -> list[Seen]:
        """The buildings where the person has a role, with what they are there."""
        async with self._store.read() as work:
            buildings = await work.buildings.all(person.team_id)
        mine = [building for building in buildings if may(person, Verb.VIEW, building, self._admins)]
        return [Seen(building=one, roles=roles_of(person, one, self._admins)) for one in mine]

    async def for_set_up(self, person: Person) -> list[Building]:
        """The buildings that the person may set up: their own for a manager, all for an admin.

        Raises:
            NotAllowed: there is none. For an admin that is an empty list: Seam lists no building yet.
        """
        async with self._store.read() as work:
            buildings = await work.buildings.all(person.team_id)
        mine = [building for building in buildings if may(person, Verb.SET_UP, building, self._admins)]
        if not mine:
            require(person, Verb.SET_UP, None, self._admins)
        return mine

    async def place(self, person: Person, building_id: str) -> Place:
        """One building, for somebody who may set it up.

        Raises:
            NotAllowed: they may not (or there is none such, which only an admin is told).
            Refused: there is no such building.
        """
        async with self._store.read() as work:
            building = await work.buildings.get(person.team_id, building_id)
            require(person, Verb.SET_UP, building, self._admins)
            if building is None:
                raise Refused("building_unknown")
            entrances = await work.buildings.entrances(person.team_id, building_id)
        return self._place(person, building, entrances)

    async def check(self, person: Person, building_id: str) -> Place:
        """The same, after a look at Seam.

        Raises:
            NotAllowed, Refused: as for `place`.
            SystemTrouble: Seam did not answer; what we have stays.
        """
        await self.place(person, building_id)
        await self.refresh(person.team_id)
        return await self.place(person, building_id)

    async def change(self, person: Person, building_id: str, change: Change) -> Place:
        """Change a building's settings as they are stored now; they hold at once for everybody and every grant.

        Raises:
            NotAllowed, Refused: as for `place`.
        """
        async with self._store.write() as work:
            building = await work.buildings.get(person.team_id, building_id)
            require(person, Verb.SET_UP, building, self._admins)
            if building is None:
                raise Refused("building_unknown")
            settings = change(building.settings)
            await work.buildings.save_settings(person.team_id, building_id, settings)
            await work.audit.add(self._saved(person, building, settings))
            if (settings.hub, settings.entrance_hubs) != (building.settings.hub, building.settings.entrance_hubs):
                await follow_hubs(work, building, self._clock.now())
            await settings_changed(work, building, settings, self._clock)
            entrances = await work.buildings.entrances(person.team_id, building_id)
        self._changed()
        return self._place(person, building.model_copy(update={"settings": settings}), entrances)

    def _place(self, person: Person, building: Building, entrances: Sequence[Entrance]) -> Place:
        there = tuple(entrance for entrance in entrances if not entrance.removed)
        stuck = cannot_be_approved(building, self._admins)
        can_connect = may(person, Verb.CONNECT, None, self._admins)
        return Place(
            building=building,
            entrances=there,
            cannot_be_approved=stuck,
            can_connect=can_connect,
            has_mail=self._ways.mail,
            has_pages=self._ways.pages,
        )

    def _saved(self, person: Person, before: Building, settings: BuildingSettings) -> Entry:
        changed = {name for name, value in settings if value != getattr(before.settings, name)}
        return Entry(
            team_id=before.team_id,
            at=self._clock.now(),
            actor=person.user_id,
            what="settings_saved",
            building_id=before.id,
            data=_without_texts(settings.model_dump(mode="json", include=changed)),
        )


def _without_texts(changed: dict[str, Any]) -> dict[str, Any]:
    """What managers write for guests may hold a telephone number or a code: of that only its length is kept."""
    told = dict(changed)
    if "guest_text" in told:
        told["guest_text"] = len(told["guest_text"])
    if "templates" in told:
        told["templates"] = [{**one, "reason": len(one["reason"])} for one in told["templates"]]
    return told
