from collections.abc import Sequence
from datetime import datetime

from bot.domain.grant import Grant
from bot.domain.trouble import troubles
from bot.services.lists.list_rows import Found, Order, Slice, Span, Words
from tests.fakes_tables.access import MemoryGrants, same_text
from tests.fakes_tables.tables import Tables


class MemoryLists:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._grants = MemoryGrants(tables)

    async def find(self, team_id: str, slices: Sequence[Slice], order: Order, limit: int, skip: int = 0) -> Found:
        kept = [g for g in self._tables.grants.values() if g.team_id == team_id and g.forgotten_at is None]
        found = sorted((g for g in kept if any(self._is_in(g, part) for part in slices)), key=lambda g: g.id)
        if order is Order.NEWEST:
            found.sort(key=lambda g: g.created_at, reverse=True)
        else:
            found.sort(key=lambda g: g.window.starts_at if order is Order.START else g.window.ends_at)
        return Found(ids=tuple(g.id for g in found[skip : skip + limit]), total=len(found))

    async def words(self, team_id: str, slices: Sequence[Slice], limit: int) -> Sequence[Words]:
        newest = self._newest(team_id, slices)[:limit]
        return [Words(id=g.id, building_id=g.building_id, guest=g.guest.name, reason=g.reason) for g in newest]

    async def with_contact(
        self, team_id: str, slices: Sequence[Slice], email: str | None, digits: str | None, limit: int
    ) -> Sequence[str]:
        newest = self._newest(team_id, slices)
        by_phone = {g.id for g in newest if digits and (g.guest.phone or "").endswith(digits)}
        return [g.id for g in newest if same_text(g.guest.email, email) or g.id in by_phone][:limit]

    async def at_doors(
        self, team_id: str, slices: Sequence[Slice], entrance_ids: Sequence[str], limit: int
    ) -> Sequence[str]:
        newest = self._newest(team_id, slices)
        doors = {g.id: {door.entrance_id for door in self._grants.of(g).doors} for g in newest}
        return [g.id for g in newest if not doors[g.id].isdisjoint(entrance_ids)][:limit]

    def _newest(self, team_id: str, slices: Sequence[Slice]) -> list[Grant]:
        kept = [g for g in self._tables.grants.values() if g.team_id == team_id and g.forgotten_at is None]
        found = sorted((g for g in kept if any(self._is_in(g, part) for part in slices)), key=lambda g: g.id)
        return sorted(found, key=lambda g: g.created_at, reverse=True)

    def _is_in(self, grant: Grant, part: Slice) -> bool:
        return (
            grant.building_id in part.building_ids
            and (part.states is None or grant.state in part.states)
            and part.requester in {None, grant.requester}
            and _lies_in(grant.window.starts_at, part.starts)
            and _lies_in(grant.window.ends_at, part.ends)
            and (part.trouble_at is None or bool(troubles(self._grants.of(grant), part.trouble_at)))
        )


def _lies_in(moment: datetime, span: Span) -> bool:
    return (span.since is None or span.since <= moment) and (span.until is None or moment < span.until)
