from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from pydantic import JsonValue

from bot.domain.grant import GrantState
from bot.services.kept import Claim, Due, DueKind, LeaseLost, Step, StepState, Which
from tests.fakes_tables.tables import SagaRow, Tables


class MemorySteps:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def of_grant(self, grant_id: str) -> Mapping[str, Step]:
        return {name: step for (grant, name), step in self._tables.steps.items() if grant == grant_id}

    async def intend(self, grant_id: str, names: Sequence[str], at: datetime) -> None:
        for name in names:
            step = Step(grant_id=grant_id, name=name, state=StepState.INTENT, sent_at=at)
            self._tables.steps[grant_id, name] = step

    async def done(self, grant_id: str, name: str, result: Mapping[str, JsonValue]) -> None:
        step = self._tables.steps[grant_id, name]
        update = {"state": StepState.DONE, "result": dict(result)}
        self._tables.steps[grant_id, name] = step.model_copy(update=update)

    async def forget(self, grant_id: str, name: str) -> None:
        self._tables.steps.pop((grant_id, name), None)


class MemorySagas:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def start(self, team_id: str, grant_id: str, lane: str, due_at: datetime) -> None:
        if grant_id in self._tables.sagas:
            await self.wake(grant_id, due_at)
            return
        self._tables.sagas[grant_id] = SagaRow(grant_id=grant_id, team_id=team_id, lane=lane, due_at=due_at)

    async def wake(self, grant_id: str, at: datetime) -> None:
        if saga := self._tables.sagas.get(grant_id):
            self._change(saga, wakes=saga.wakes + 1, due_at=min(saga.due_at or at, at))

    async def claim(
        self,
        now: datetime,
        owner: str,  # noqa: ARG002
        lease: timedelta,
        which: Which = Which.ANY,
    ) -> Claim | None:
        sagas = self._tables.sagas.values()
        busy = {saga.lane for saga in sagas if saga.lease_until and saga.lease_until >= now}
        free = [saga for saga in sagas if saga.lane not in busy and self._is_of(saga, which)]
        ready = [(saga.due_at, saga.grant_id) for saga in free if saga.due_at]
        longest_due = min(ready, default=None)
        if longest_due is None or longest_due[0] > now:
            return None
        taken = self._tables.sagas[longest_due[1]]
        self._break([saga for saga in sagas if saga.lane == taken.lane and saga is not taken])
        until = now + lease
        saga = self._change(taken, lease_until=until, fence=taken.fence + 1, attempts=taken.attempts + 1)
        return Claim(
            grant_id=saga.grant_id,
            team_id=saga.team_id,
            fence=saga.fence,
            wakes=saga.wakes,
            attempts=saga.attempts,
            lease_until=until,
        )

    def _is_of(self, saga: SagaRow, which: Which) -> bool:
        if which is Which.ANY:
            return True
        grant = self._tables.grants[saga.grant_id]
        return grant.state is GrantState.ENDING or (which is Which.NO_LIST and grant.batch_id is None)

    async def hold(self, claim: Claim) -> None:
        self._held(claim)

    async def renew(self, claim: Claim, until: datetime) -> None:
        self._change(self._held(claim), lease_until=until)

    async def park(self, claim: Claim, due_at: datetime | None, now: datetime, *, progressed: bool) -> None:
        saga = self._held(claim)
        again = due_at if saga.wakes == claim.wakes else now
        self._change(saga, due_at=again, lease_until=None, attempts=0 if progressed else saga.attempts)

    async def break_leases(self) -> None:
        self._break(list(self._tables.sagas.values()))

    def next_due(self) -> datetime | None:
        sagas = self._tables.sagas.values()
        busy = {saga.lane for saga in sagas if saga.lease_until}
        free = [saga.due_at for saga in sagas if saga.due_at and saga.lane not in busy]
        return min([*free, *(saga.lease_until for saga in sagas if saga.lease_until)], default=None)

    def _held(self, claim: Claim) -> SagaRow:
        saga = self._tables.sagas.get(claim.grant_id)
        if saga is None or saga.fence != claim.fence or saga.lease_until is None:
            raise LeaseLost
        return saga

    def _break(self, sagas: Sequence[SagaRow]) -> None:
        for saga in sagas:
            if saga.lease_until:
                self._change(saga, lease_until=None, fence=saga.fence + 1)

    def _change(self, saga: SagaRow, **update: object) -> SagaRow:
        changed = saga.model_copy(update=update)
        self._tables.sagas[saga.grant_id] = changed
        return changed


class MemoryDue:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def put(self, rows: Sequence[Due]) -> None:
        self._tables.due.update({row.id: row for row in rows})

    async def drop(self, grant_id: str, kind: DueKind) -> bool:
        dropped = [row.id for row in self._tables.due.values() if row.grant_id == grant_id and row.kind is kind]
        return bool(await self.done(dropped))

    async def due(self, kind: DueKind, until: datetime, limit: int = 200) -> Sequence[Due]:
        found = [row for row in self._tables.due.values() if row.kind is kind and row.due_at <= until]
        return sorted(found, key=lambda row: (row.due_at, row.id))[:limit]

    async def done(self, ids: Sequence[str]) -> frozenset[str]:
        return frozenset(row for row in ids if self._tables.due.pop(row, None) is not None)

    def next_due(self) -> datetime | None:
        return min((row.due_at for row in self._tables.due.values()), default=None)

    def kinds_due(self, now: datetime) -> frozenset[str]:
        return frozenset(row.kind for row in self._tables.due.values() if row.due_at <= now)
