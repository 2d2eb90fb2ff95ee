"""What somebody may see is decided here, for each list anew: all of a building where they have a role, else their own.

Rows carry what their reader may do with each, so that a screen offers no button that would be refused.
"""

from collections.abc import Sequence

from bot.domain.building import Building
from bot.domain.errors import NoSuchGrant
from bot.domain.grant import GrantRecord
from bot.domain.people import Person, may, require, roles_of
from bot.domain.roles import RIGHTS, Verb
from bot.domain.trouble import Trouble, troubles
from bot.domain.value import Value
from bot.services.lists.kinds import Kind, Scope, order_of, slices
from bot.services.lists.list_rows import Found
from bot.services.ports import Clock
from bot.services.store import Store, Work
from bot.services.trail.audit import Line, Wanted

MOST_LINES = 30
"""Of a grant's history; the newest."""
REFUSED = "refused"
"""Whom Keydesk refused is for managers alone, also where it is about a grant that others may see."""


class Ask(Value):
    """One page of one list."""

    kind: Kind
    building_id: str | None = None
    is_mine: bool = False
    limit: int
    skip: int = 0


class Row(Value):
    """A grant as one reader sees it."""

    record: GrantRecord
    may: frozenset[Verb] = frozenset()
    troubles: tuple[Trouble, ...] = ()


class Listed(Value):
    """One page of a list; `skip` is where it really begins, where a list has become shorter than was asked for."""

    rows: tuple[Row, ...] = ()
    skip: int = 0
    total: int = 0


class Detail(Value):
    """A grant with its history, oldest line first."""

    row: Row
    lines: tuple[Line, ...]


class Lists:
    """Lists of grants for people, and one grant at a closer look."""

    def __init__(self, store: Store, clock: Clock, admins: frozenset[str]) -> None:
        self._store = store
        self._clock = clock
        self._admins = admins

    async def buildings(self, person: Person) -> Sequence[Building]:
        """Those where the person has a role, by name."""
        async with self._store.read() as work:
            return (await self.scope(work, person)).buildings

    async def pages(self, person: Person, asks: Sequence[Ask]) -> list[Listed]:
        """A page for each; a building where the person has no role holds what they asked for there themselves."""
        return (await self.look(person, asks))[0]

    async def look(self, person: Person, asks: Sequence[Ask]) -> tuple[list[Listed], Sequence[Building]]:
        """The same, and the buildings where the person has a role."""
        async with self._store.read() as work:
            scope = await self.scope(work, person)
            found = [await self._find(work, person, scope, ask) for ask in asks]
            rows = await self.rows(work, person, [id_ for page, _ in found for id_ in page.ids])
        pages = [
            Listed(rows=tuple(rows[id_] for id_ in page.ids if id_ in rows), skip=skip, total=page.total)
            for page, skip in found
        ]
        return pages, scope.buildings

    async def detail(self, person: Person, grant_id: str) -> Detail:
        """One grant with its newest history.

        Raises:
            NoSuchGrant, NotAllowed.
        """
        async with self._store.read() as work:
            record = await work.grants.record(person.team_id, grant_id)
            if record is None:
                raise NoSuchGrant
            require(person, Verb.VIEW, record.building, self._admins, record.grant)
            lines = await work.audit.find(person.team_id, Wanted(grant_id=grant_id), None, MOST_LINES)
        row = self._row(person, record)
        told = [line for line in lines if line.what != REFUSED or Verb.AUDIT in row.may]
        return Detail(row=row, lines=tuple(told[::-1]))

    async def scope(self, work: Work, person: Person) -> Scope:
        """Whose grants the person may see; nobody's, their own neither, without full membership."""
        if not person.is_member:
            return Scope()
        known = await work.buildings.all(person.team_id)
        mine = {building.id for building in known if may(person, Verb.VIEW, building, self._admins)}
        return Scope(
            buildings=tuple(building for building in known if building.id in mine),
            others=tuple(building for building in known if building.id not in mine),
            requester=person.user_id,
        )

    async def rows(self, work: Work, person: Person, grant_ids: Sequence[str]) -> dict[str, Row]:
        """What stands behind several pages, read in one go."""
        records = await work.grants.records(person.team_id, list(dict.fromkeys(grant_ids)))
        return {record.grant.id: self._row(person, record) for record in records}

    async def _find(self, work: Work, person: Person, scope: Scope, ask: Ask) -> tuple[Found, int]:
        """The page that is asked for, or the last one where there is none so late."""
        here = scope.at(ask.building_id)
        parts = slices(ask.kind, here.mine(person.user_id) if ask.is_mine else here, self._clock.now())
        found = await work.lists.find(person.team_id, parts, order_of(ask.kind), ask.limit, ask.skip)
        if found.ids or not ask.skip or not found.total:
            return found, ask.skip if found.ids else 0
        last = (found.total - 1) // ask.limit * ask.limit
        return await work.lists.find(person.team_id, parts, order_of(ask.kind), ask.limit, last), last

    def _row(self, person: Person, record: GrantRecord) -> Row:
        roles = roles_of(person, record.building, self._admins, record.grant.requester)
        rights = frozenset(verb for verb, holders in RIGHTS.items() if not holders.isdisjoint(roles))
        return Row(record=record, may=rights, troubles=troubles(record, self._clock.now()))
