"""Whoever may see a building's trail sees no other's: lines of no building are for admins alone."""

from collections.abc import Sequence

from bot.domain.building import Building
from bot.domain.errors import NoSuchGrant
from bot.domain.grant import GrantRecord
from bot.domain.people import Person, may, require
from bot.domain.roles import Verb
from bot.domain.value import Value
from bot.services.store import Store
from bot.services.trail.audit import Line, Wanted
from bot.services.trail.refusals import Refusals

PAGE = 15
MOST_OF_GRANT = 90
"""A view of Slack has at most 100 blocks, and a line may need one of its own."""


class Page(Value):
    """Some lines of the trail, newest first."""

    lines: tuple[Line, ...]
    buildings: tuple[Building, ...]
    """Those that the person may look at."""
    has_older: bool


class Story(Value):
    """The newest lines of one grant, oldest first."""

    lines: tuple[Line, ...]
    record: GrantRecord


class Auditing:
    """Looks into the audit trail."""

    def __init__(self, store: Store, admins: frozenset[str], refusals: Refusals) -> None:
        self._store = store
        self._admins = admins
        self._refusals = refusals

    async def look(self, person: Person, wanted: Wanted, before: int | None = None) -> Page:
        """The newest lines that are wanted, of the buildings that the person may look at.

        Raises:
            NotAllowed: the one that is wanted is not among these, or there is none.
        """
        await self._refusals.write_counts()
        async with self._store.read() as work:
            buildings = [b for b in await work.buildings.all(person.team_id) if self._may(person, b)]
            bounded = self._bounded(person, wanted, buildings)
            found = await work.audit.find(person.team_id, bounded, before, PAGE + 1)
        return Page(lines=tuple(found[:PAGE]), buildings=tuple(buildings), has_older=len(found) > PAGE)

    async def story(self, person: Person, grant_id: str) -> Story:
        """What happened with one grant.

        Raises:
            NoSuchGrant, NotAllowed.
        """
        async with self._store.read() as work:
            record = await work.grants.record(person.team_id, grant_id)
            if record is None:
                raise NoSuchGrant
            require(person, Verb.AUDIT, record.building, self._admins, record.grant)
            lines = await work.audit.find(person.team_id, Wanted(grant_id=grant_id), None, MOST_OF_GRANT)
        return Story(lines=tuple(lines[::-1]), record=record)

    def _bounded(self, person: Person, wanted: Wanted, buildings: Sequence[Building]) -> Wanted:
        mine = {building.id for building in buildings}
        if not mine.issuperset(wanted.building_ids or ()) or not mine:
            require(person, Verb.AUDIT, None, self._admins)
        if wanted.building_ids is not None or self._may(person, None):
            return wanted
        return wanted.model_copy(update={"building_ids": tuple(sorted(mine))})

    def _may(self, person: Person, building: Building | None) -> bool:
        return may(person, Verb.AUDIT, building, self._admins)
