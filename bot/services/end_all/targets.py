"""Whose access is to end, and what that would be at this moment: only where the person may end it."""

import hashlib
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import NamedTuple

from bot.domain.building import Building
from bot.domain.bulk.row import BulkRow
from bot.domain.contact import folded
from bot.domain.errors import BadField, NoSuchGrant, Refused
from bot.domain.grant import GrantRecord, GrantState, Guest
from bot.domain.people import Person, may
from bot.domain.request import BadFields
from bot.domain.roles import Verb
from bot.domain.series import Series
from bot.domain.value import Value
from bot.services.bulk.stopping import Waiting, waiting
from bot.services.end_all.endable import endable
from bot.services.lists.kinds import OPEN
from bot.services.lists.list_rows import Order, Slice
from bot.services.store import Work

MOST_AT_ONCE = 500
"""Accesses that end with one decision; what is beyond takes another one."""


class Whose(StrEnum):
    """By what accesses are chosen."""

    GUEST = "guest"
    BUILDING = "building"
    GIVER = "giver"
    """Whoever asked for them."""


class Target(Value):
    """A guest by one of their grants, a building, or a Slack user."""

    whose: Whose
    id: str


class Plan(Value):
    """What would end; nothing has happened yet."""

    target: Target
    records: tuple[GrantRecord, ...] = ()
    """Those that the person may end, the first to end first."""
    series: tuple[Series, ...] = ()
    """What comes every week and would not come any more."""
    lists: tuple[Waiting, ...] = ()
    """Lists of guests under way, with the rows that would not be given any more."""
    others: int = 0
    """Open ones that somebody else would have to end."""
    is_cut: bool = False
    """There are more than end at once."""
    word: str = ""
    """What is to be typed: the guest's or the building's name, else the number of accesses."""

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(record.grant.id for record in self.records)

    @property
    def mark(self) -> str:
        """Changes whenever other accesses would end than were shown."""
        ids = [*self.ids, *(one.id for one in self.series), *(row.id for one in self.lists for row in one.rows)]
        return hashlib.sha256(" ".join(sorted(ids)).encode()).hexdigest()[:16]

    @property
    def is_empty(self) -> bool:
        return not (self.records or self.series or self.lists)

    @property
    def rows(self) -> int:
        """How many rows of lists would not be given any more."""
        return sum(len(one.rows) for one in self.lists)

    def check_word(self, typed: str) -> None:
        """Raises BadFields where something else was typed."""
        if folded(typed) != folded(self.word):
            raise BadFields([BadField("word", "word_differs", word=self.word)])


async def plan(work: Work, person: Person, target: Target, admins: frozenset[str]) -> Plan:
    """What would end now.

    Raises:
        NoSuchGrant, Refused: there is no such guest or building.
    """
    buildings = await work.buildings.all(person.team_id)
    chosen = await _FOUND[target.whose](work, person, target.id, buildings, admins)
    mine, guest = chosen.mine, chosen.guest
    here = {building.id: building for building in buildings}
    weekly = await _weekly(work, person, target, guest)
    series = tuple(one for one in weekly if may(person, Verb.END, here.get(one.building_id), admins, one.requester))
    under_way = _rows_of(await waiting(work, person.team_id, buildings), target, guest)
    lists = _only(under_way, lambda one, row: may(person, Verb.END, one.building, admins, one.batch.stands_for(row)))
    rows = sum(len(one.rows) for one in lists)
    word = {
        Whose.GUEST: guest.name if guest else "",
        Whose.BUILDING: next((building.name for building in buildings if building.id == target.id), ""),
        Whose.GIVER: str(len(mine) + len(series) + rows),
    }[target.whose]
    others = chosen.others + len(weekly) - len(series) + sum(len(one.rows) for one in under_way) - rows
    return Plan(
        target=target,
        records=mine,
        series=series,
        lists=tuple(lists),
        others=others,
        is_cut=chosen.is_cut,
        word=word,
    )


def _rows_of(lists: Sequence[Waiting], target: Target, guest: Guest | None) -> list[Waiting]:
    """What of the lists under way is the target's."""
    match target.whose:
        case Whose.GUEST:
            return _only(lists, lambda _, row: _is_of(row, guest))
        case Whose.BUILDING:
            return [one for one in lists if one.building.id == target.id]
        case Whose.GIVER:
            return _only(lists, lambda one, row: one.batch.stands_for(row) == target.id)


def _only(lists: Sequence[Waiting], wanted: Callable[[Waiting, BulkRow], bool]) -> list[Waiting]:
    """These rows of the lists, and no list without any."""
    less = (one.model_copy(update={"rows": tuple(row for row in one.rows if wanted(one, row))}) for one in lists)
    return [one for one in less if one.rows]


def _is_of(row: BulkRow, guest: Guest | None) -> bool:
    return guest is not None and row.wanted is not None and _who(row.wanted.guest) == _who(guest)


def _who(guest: Guest) -> str:
    return guest.email.casefold() if guest.email else f" {folded(guest.name)}"


async def _weekly(work: Work, person: Person, target: Target, guest: Guest | None) -> list[Series]:
    """The series of the target that go on; each makes visits of which none may be open just now."""
    found = await work.series.open(person.team_id)
    match target.whose:
        case Whose.GUEST:
            theirs = await work.series.of_guest(person.team_id, guest) if guest is not None else ()
            ids = {one.id for one in theirs}
            return [one for one in found if one.id in ids]
        case Whose.BUILDING:
            return [one for one in found if one.building_id == target.id]
        case Whose.GIVER:
            return [one for one in found if one.requester == target.id]


class _Chosen(NamedTuple):
    mine: tuple[GrantRecord, ...]
    """Those that the person may end, as many as end at once."""
    others: int
    is_cut: bool
    guest: Guest | None = None


async def _of_guest(
    work: Work, person: Person, grant_id: str, _buildings: Sequence[Building], admins: frozenset[str]
) -> _Chosen:
    """Newest first."""
    record = await work.grants.record(person.team_id, grant_id)
    if record is None or record.grant.forgotten_at is not None:
        raise NoSuchGrant
    same = await work.guests.grants(person.team_id, record.grant.guest)
    live = [one for one in same if one.grant.state in OPEN]
    mine = [one for one in live if may(person, Verb.END, one.building, admins, one.grant.requester)]
    is_cut = len(mine) > MOST_AT_ONCE
    return _Chosen(tuple(mine[:MOST_AT_ONCE]), len(live) - len(mine), is_cut, same[0].grant.guest)


async def _of_building(
    work: Work, person: Person, building_id: str, buildings: Sequence[Building], admins: frozenset[str]
) -> _Chosen:
    here = [building for building in buildings if building.id == building_id]
    if not here:
        raise Refused("building_unknown")
    return await _open(work, person, here, admins)


async def _of_giver(
    work: Work, person: Person, user_id: str, buildings: Sequence[Building], admins: frozenset[str]
) -> _Chosen:
    return await _open(work, person, buildings, admins, user_id)


async def _open(
    work: Work, person: Person, at: Sequence[Building], admins: frozenset[str], giver: str | None = None
) -> _Chosen:
    parts = endable(person, at, admins, giver)
    found = await work.lists.find(person.team_id, parts, Order.END, MOST_AT_ONCE)
    everybodys = Slice(building_ids=tuple(building.id for building in at), states=OPEN, requester=giver)
    total = (await work.lists.find(person.team_id, [everybodys], Order.END, 1)).total
    records = {record.grant.id: record for record in await work.grants.records(person.team_id, found.ids)}
    mine = tuple(records[id_] for id_ in found.ids)
    return _Chosen(mine, total - found.total, found.total > MOST_AT_ONCE)


_FOUND = {Whose.GUEST: _of_guest, Whose.BUILDING: _of_building, Whose.GIVER: _of_giver}


def is_ended(record: GrantRecord) -> bool:
    """Whether nothing is left to wait for: Seam has confirmed it, or it was over before."""
    return record.grant.state.is_over


def is_ending(record: GrantRecord) -> bool:
    return record.grant.state is GrantState.ENDING
