import hashlib
from collections.abc import Sequence

from bot.domain.grant import Guest
from bot.services.trail.audit import Entry, Line, Wanted
from tests.fakes_tables.tables import Tables


class MemoryAudit:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, entry: Entry, guest: Guest | None = None) -> None:
        who = (guest.email or " ".join(guest.name.split())).casefold().strip() if guest else None
        pseudonym = who and hashlib.sha256(who.encode()).hexdigest()[:16]
        number = 1 + sum(line.team_id == entry.team_id for line in self._tables.audit.values())
        line = Line(**dict(entry), number=number, guest=pseudonym, hash=f"{number:064x}")
        self._tables.audit[len(self._tables.audit)] = line

    async def find(self, team_id: str, wanted: Wanted, before: int | None, limit: int) -> Sequence[Line]:
        of_team = [line for line in self._tables.audit.values() if line.team_id == team_id]
        found = [line for line in of_team if _is_wanted(line, wanted) and (before is None or line.number < before)]
        return found[::-1][:limit]


def _is_wanted(line: Line, wanted: Wanted) -> bool:
    exact = ((line.actor, wanted.actor), (line.what, wanted.what), (line.grant_id, wanted.grant_id))
    return (
        all(given is None or value == given for value, given in exact)
        and (wanted.building_ids is None or line.building_id in wanted.building_ids)
        and (wanted.since is None or line.at >= wanted.since)
        and (wanted.until is None or line.at < wanted.until)
    )
