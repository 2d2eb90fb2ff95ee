"""Of one difference only one row is unsettled at a time, so two comparisons that run side by side tell of it once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.grant import GrantRecord, GrantState
from bot.services.drift.drift import Check, Drift, DriftState
from bot.storage.grants import WITH_BUILDING, SqlGrants
from bot.storage.secrets import Keyring
from bot.storage.tables import checks, credentials, drift, events_read, grants

NOT_OVER = [state for state in GrantState if not state.is_over]
MOST_NAMED = 500
"""Ids in one question: SQLite takes a limited number of parameters."""


class SqlDrift:
    """Fulfils `DriftRows`."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        self._connection = connection
        self._grants = SqlGrants(connection, keyring)

    async def add(self, one: Drift) -> bool:
        new = insert(drift).values(_columns(one)).on_conflict_do_nothing()
        return (await self._connection.execute(new)).rowcount == 1

    async def save(self, one: Drift) -> None:
        mine = (drift.c.team_id == one.team_id, drift.c.id == one.id)
        await self._connection.execute(update(drift).where(*mine).values(_columns(one)))

    async def get(self, team_id: str, drift_id: str) -> Drift | None:
        found = await self._found(and_(drift.c.team_id == team_id, drift.c.id == drift_id))
        return found[0] if found else None

    async def unsettled(self, team_id: str, building_id: str) -> Sequence[Drift]:
        here = and_(drift.c.team_id == team_id, drift.c.building_id == building_id)
        return await self._found(and_(here, drift.c.state != DriftState.SETTLED))

    async def of_alarm(self, team_id: str, alarm: str) -> Sequence[Drift]:
        return await self._found(and_(drift.c.team_id == team_id, drift.c.alarm == alarm))

    async def ending(self, team_id: str, until: datetime) -> Sequence[Drift]:
        is_due = and_(drift.c.state == DriftState.ENDING, drift.c.due_at <= until)
        return await self._found(and_(drift.c.team_id == team_id, is_due))

    async def check(self, team_id: str, building_id: str) -> Check | None:
        found = select(checks).where(checks.c.team_id == team_id, checks.c.building_id == building_id)
        row = (await self._connection.execute(found)).mappings().one_or_none()
        return None if row is None else _check(row)

    async def standing(
        self, team_id: str, building_ids: Sequence[str]
    ) -> tuple[Mapping[str, Sequence[Drift]], Mapping[str, Check]]:
        here = and_(drift.c.team_id == team_id, drift.c.building_id.in_(building_ids))
        unsettled: defaultdict[str, list[Drift]] = defaultdict(list)
        for one in await self._found(and_(here, drift.c.state != DriftState.SETTLED)):
            unsettled[one.building_id].append(one)
        last = select(checks).where(checks.c.team_id == team_id, checks.c.building_id.in_(building_ids))
        rows = (await self._connection.execute(last)).mappings()
        return unsettled, {row["building_id"]: _check(row) for row in rows}

    async def save_check(self, check: Check) -> None:
        new = insert(checks).values(check.model_dump())
        again = new.on_conflict_do_update(index_elements=["team_id", "building_id"], set_=check.model_dump())
        await self._connection.execute(again)

    async def open_grants(self, team_id: str, building_id: str, after: str, limit: int) -> Sequence[GrantRecord]:
        """Whoever has access is not forgotten: saying so lets the index of those who are not answer."""
        here = and_(grants.c.team_id == team_id, grants.c.building_id == building_id, grants.c.id > after)
        is_open = and_(grants.c.state.in_(NOT_OVER), grants.c.forgotten_at.is_(None))
        next_ones: Select[Any] = WITH_BUILDING.where(here, is_open)
        return await self._grants.found_by(next_ones.order_by(grants.c.id).limit(limit))

    async def grants_of(self, team_id: str, seam_ids: Sequence[str]) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for start in range(0, len(seam_ids), MOST_NAMED):
            named = credentials.c.seam_id.in_(seam_ids[start : start + MOST_NAMED])
            theirs = select(credentials.c.seam_id, credentials.c.grant_id).where(
                credentials.c.team_id == team_id, named
            )
            found |= {row.seam_id: row.grant_id for row in await self._connection.execute(theirs)}
        return found

    async def events_read(self, team_id: str) -> datetime | None:
        until = select(events_read.c.until).where(events_read.c.team_id == team_id)
        found: datetime | None = (await self._connection.execute(until)).scalar_one_or_none()
        return found

    async def save_events_read(self, team_id: str, until: datetime) -> None:
        new = insert(events_read).values(team_id=team_id, until=until)
        await self._connection.execute(
            new.on_conflict_do_update(index_elements=["team_id"], set_={"until": new.excluded.until})
        )

    async def _found(self, where: ColumnElement[bool]) -> list[Drift]:
        rows = (await self._connection.execute(select(drift).where(where))).mappings()
        found = (Drift(**{name: row[name] for name in Drift.model_fields}) for row in rows)
        return sorted(found, key=attrgetter("found_at", "id"))


def _check(row: RowMapping) -> Check:
    return Check(**{name: row[name] for name in Check.model_fields})


def _columns(one: Drift) -> dict[str, object]:
    lists = {"places": list(one.places), "fallback": list(one.fallback)}
    difference = one.difference.model_dump(mode="json")
    return {**one.model_dump(), **lists, "difference": difference, "key": one.difference.key}
