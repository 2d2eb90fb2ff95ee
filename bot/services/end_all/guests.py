"""The guests of whom a person may end something, looked for as forgivingly as `/guest find` does.

Who comes every week is found without a visit that is open just now: there are visits to come that would end.
"""

import asyncio
from collections.abc import Sequence

from bot.domain.contact import folded
from bot.domain.grant import Grant
from bot.domain.people import Person, may
from bot.domain.roles import Verb
from bot.domain.series import Series
from bot.services.end_all.endable import endable
from bot.services.lists.finding import BY_CONTACT, LONGEST_TEXT, MOST_FOUND, MOST_READ, by_contact
from bot.services.lists.likeness import ranked
from bot.services.store import Store, Work

MOST_GUESTS = 50


async def guests_to_end(store: Store, person: Person, typed: str, admins: frozenset[str]) -> Sequence[Grant]:
    """Each by one grant, the likeliest first; by name, the whole e-mail, or the end of a phone number."""
    text = " ".join(typed.split())[:LONGEST_TEXT]
    async with store.read() as work:
        buildings = {building.id: building for building in await work.buildings.all(person.team_id)}
        parts = endable(person, buildings.values(), admins)
        words = await work.lists.words(person.team_id, parts, MOST_READ)
        reached = await by_contact(work, person.team_id, parts, text)
        going_on = await work.series.open(person.team_id)
    weekly = [one for one in going_on if may(person, Verb.END, buildings.get(one.building_id), admins, one.requester)]
    names = {one.id: [one.guest] for one in words} | {one.id: [one.guest.name] for one in weekly}
    points = await asyncio.to_thread(ranked, text, names)
    points |= reached | {one.id: BY_CONTACT for one in weekly if _is_mail_of(one, text)}
    likeliest = sorted(points, key=points.__getitem__, reverse=True)[:MOST_FOUND]
    async with store.read() as work:
        return await _by_guest(work, person.team_id, likeliest, {one.id for one in weekly})


async def _by_guest(work: Work, team_id: str, found: Sequence[str], weekly: set[str]) -> list[Grant]:
    """Of the ids of grants and of series, the latter by the last visit that was made."""
    ids: list[str] = []
    for id_ in found:
        ids += [*(await work.series.visits(team_id, id_)).values()][-1:] if id_ in weekly else [id_]
    records = {record.grant.id: record.grant for record in await work.grants.records(team_id, ids)}
    guests: dict[str, Grant] = {}
    for grant in (records[id_] for id_ in ids if id_ in records):
        if grant.forgotten_at is None:
            guests.setdefault(f"{folded(grant.guest.email or '')} {folded(grant.guest.name)}", grant)
    return [*guests.values()][:MOST_GUESTS]


def _is_mail_of(series: Series, text: str) -> bool:
    return series.guest.email is not None and folded(series.guest.email) == folded(text)
