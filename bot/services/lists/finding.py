"""Looking for a grant by what people remember of it: a name, an e-mail, the end of a phone number, a door, the reason.

Only among what the person may see. Contacts are kept encrypted and are found by keyed hashes (docs/decisions/0018);
names and reasons are compared with the newest grants, in a thread: thousands of them must not stall the loop.
"""

import asyncio
import re
from collections.abc import Sequence

from bot.domain.building import Building
from bot.domain.people import Person
from bot.domain.value import Value
from bot.services.lists.kinds import Kind, Scope, slices
from bot.services.lists.likeness import ranked
from bot.services.lists.list_rows import Slice, Words
from bot.services.lists.lists import Listed, Lists
from bot.services.ports import Clock
from bot.services.store import Store, Work

MOST_READ = 5000
"""Grants whose names and reasons are compared, the newest."""
MOST_FOUND = 200
MOST_DOORS = 50
LONGEST_TEXT = 200
FEWEST_DIGITS = 4
BY_CONTACT, BY_DOOR = 101, 60
"""Points, beside those of `likeness`: a contact that fits is surely meant, a door's name is one of many."""
_DIALLED = re.compile(r"[+\d\s()./-]+")


class Sought(Value):
    """What was looked for, and one page of what was found, the likeliest first."""

    text: str
    listed: Listed
    is_cut: bool = False
    """There may be more than `Listed.total`: it says how many were looked at."""


class Finding:
    """`/guest find`."""

    def __init__(self, store: Store, clock: Clock, lists: Lists) -> None:
        self._store = store
        self._clock = clock
        self._lists = lists

    async def find(self, person: Person, typed: str, limit: int, skip: int = 0) -> Sought:
        """One page of the grants that fit."""
        text = " ".join(typed.split())[:LONGEST_TEXT]
        if not text:
            return Sought(text=text, listed=Listed())
        async with self._store.read() as work:
            scope = await self._lists.scope(work, person)
            parts = slices(Kind.ALL, scope, self._clock.now())
            points = await by_contact(work, person.team_id, parts, text)
            at_doors = await self._by_door(work, person.team_id, parts, text)
            words = await work.lists.words(person.team_id, parts, MOST_READ)
        named = await asyncio.to_thread(_by_words, text, words, scope)
        best = {**at_doors, **{id_: max(named[id_], at_doors.get(id_, 0)) for id_ in named}, **points}
        newest = {one.id: place for place, one in enumerate(words)}
        order = sorted(best, key=lambda id_: (-best[id_], newest.get(id_, MOST_READ)))[:MOST_FOUND]
        async with self._store.read() as work:
            rows = await self._lists.rows(work, person, order[skip : skip + limit])
        shown = tuple(rows[id_] for id_ in order[skip : skip + limit] if id_ in rows)
        listed = Listed(rows=shown, skip=skip, total=len(order))
        return Sought(text=text, listed=listed, is_cut=len(best) > MOST_FOUND or len(words) >= MOST_READ)

    async def _by_door(self, work: Work, team_id: str, parts: Sequence[Slice], text: str) -> dict[str, int]:
        """Doors by the names they have now, of the buildings that are asked about; at most so many that fit best."""
        here = {id_ for part in parts for id_ in part.building_ids}
        entrances = await work.buildings.all_entrances(team_id)
        names = {one.id: [one.name] for id_ in here for one in entrances.get(id_, ())}
        points = ranked(text, names)
        best = sorted(points, key=points.__getitem__, reverse=True)[:MOST_DOORS]
        if not best:
            return {}
        return dict.fromkeys(await work.lists.at_doors(team_id, parts, best, MOST_FOUND), BY_DOOR)


async def by_contact(work: Work, team_id: str, parts: Sequence[Slice], text: str) -> dict[str, int]:
    """Points of the grants whose guest has this e-mail, or a phone number that ends so."""
    digits = re.sub(r"\D", "", text) if _DIALLED.fullmatch(text) else ""
    email = text if "@" in text else None
    if email is None and len(digits) < FEWEST_DIGITS:
        return {}
    found = await work.lists.with_contact(team_id, parts, email, digits or None, MOST_FOUND)
    return dict.fromkeys(found, BY_CONTACT)


def _by_words(text: str, words: Sequence[Words], scope: Scope) -> dict[str, int]:
    names = _names((*scope.buildings, *scope.others))
    return ranked(text, {one.id: [one.guest, one.reason or "", names.get(one.building_id, "")] for one in words})


def _names(buildings: Sequence[Building]) -> dict[str, str]:
    return {building.id: building.name for building in buildings}
