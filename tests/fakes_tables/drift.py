from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.domain.grant import GrantRecord
from bot.services.drift.drift import Check, Drift, DriftState
from tests.fakes_tables.access import MemoryGrants
from tests.fakes_tables.tables import Tables


class MemoryDrift:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, drift: Drift) -> bool:
        there = await self.unsettled(drift.team_id, drift.building_id)
        if any(one.difference.key == drift.difference.key for one in there):
            return False
        self._tables.drift[drift.id] = drift
        return True

    async def save(self, drift: Drift) -> None:
        self._tables.drift[drift.id] = drift

    async def get(self, team_id: str, drift_id: str) -> Drift | None:
        found = self._tables.drift.get(drift_id)
        return found if found is not None and found.team_id == team_id else None

    async def unsettled(self, team_id: str, building_id: str) -> Sequence[Drift]:
        here = (one for one in self._of_team(team_id) if one.building_id == building_id)
        return _ordered(one for one in here if one.state is not DriftState.SETTLED)

    async def of_alarm(self, team_id: str, alarm: str) -> Sequence[Drift]:
        return _ordered(one for one in self._of_team(team_id) if one.alarm == alarm)

    async def ending(self, team_id: str, until: datetime) -> Sequence[Drift]:
        ending = (one for one in self._of_team(team_id) if one.state is DriftState.ENDING)
        return _ordered(one for one in ending if one.due_at is not None and one.due_at <= until)

    async def check(self, team_id: str, building_id: str) -> Check | None:
        return self._tables.checks.get((team_id, building_id))

    async def standing(
        self, team_id: str, building_ids: Sequence[str]
    ) -> tuple[Mapping[str, Sequence[Drift]], Mapping[str, Check]]:
        checks = {id_: check for id_ in building_ids if (check := await self.check(team_id, id_)) is not None}
        return {id_: await self.unsettled(team_id, id_) for id_ in building_ids}, checks

    async def save_check(self, check: Check) -> None:
        self._tables.checks[check.team_id, check.building_id] = check

    async def open_grants(self, team_id: str, building_id: str, after: str, limit: int) -> Sequence[GrantRecord]:
        grants = MemoryGrants(self._tables)
        here = [g for g in self._tables.grants.values() if (g.team_id, g.building_id) == (team_id, building_id)]
        found = sorted((g for g in here if not g.state.is_over and g.id > after), key=lambda g: g.id)
        return [grants.of(grant) for grant in found[:limit]]

    async def grants_of(self, team_id: str, seam_ids: Sequence[str]) -> Mapping[str, str]:
        known = (c for c in self._tables.credentials.values() if c.seam_id in seam_ids)
        return {c.seam_id or "": c.grant_id for c in known if self._tables.grants[c.grant_id].team_id == team_id}

    async def events_read(self, team_id: str) -> datetime | None:
        return self._tables.events_read.get(team_id)

    async def save_events_read(self, team_id: str, until: datetime) -> None:
        self._tables.events_read[team_id] = until

    def _of_team(self, team_id: str) -> list[Drift]:
        return [one for one in self._tables.drift.values() if one.team_id == team_id]


def _ordered(found: Iterable[Drift]) -> list[Drift]:
    return sorted(found, key=lambda one: (one.found_at, one.id))
