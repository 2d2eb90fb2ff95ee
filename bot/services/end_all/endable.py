"""The store is asked for what somebody may end and no more: what others hold must never push it beyond a limit."""

from collections.abc import Iterable

from bot.domain.building import Building
from bot.domain.people import Person, may
from bot.domain.roles import Verb
from bot.services.lists.kinds import OPEN
from bot.services.lists.list_rows import Slice


def endable(
    person: Person, buildings: Iterable[Building], admins: frozenset[str], requester: str | None = None
) -> list[Slice]:
    """What is open and theirs to end: all where a role allows it, elsewhere what they asked for themselves.

    With a requester only what that one asked for.
    """
    here, own = [], []
    for building in buildings:
        if may(person, Verb.END, building, admins):
            here.append(building.id)
        elif requester in {None, person.user_id} and may(person, Verb.END, building, admins, person.user_id):
            own.append(building.id)
    parts = ((here, requester), (own, person.user_id))
    return [Slice(building_ids=tuple(ids), states=OPEN, requester=whose) for ids, whose in parts if ids]
