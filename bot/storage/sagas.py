"""A lease that ran out proves nothing: its worker may still be running, so whoever takes over moves the fence first.

That holds for the whole lane: claiming one saga also moves the fence of a lane mate whose lease ran out.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.services.kept import Claim, LeaseLost
from bot.storage.tables import sagas
from bot.storage.timing import earliest

FREE = {"owner": None, "lease_until": None}


def _next_due() -> Select[datetime | None]:
    mate = sagas.alias("mate")
    busy = select(mate.c.grant_id).where(mate.c.lane == sagas.c.lane, mate.c.lease_until.is_not(None)).exists()
    free = select(func.min(sagas.c.due_at)).where(sagas.c.due_at.is_not(None), ~busy)
    leased = select(func.min(sagas.c.lease_until)).where(sagas.c.lease_until.is_not(None))
    return earliest(free, leased)


NEXT_DUE = _next_due()


class SqlSagas:
    """Fulfils `SagaRows`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def start(self, team_id: str, grant_id: str, lane: str, due_at: datetime) -> None:
        """Starting one that is there is a wake: nothing is lost, nothing runs twice."""
        values = {"team_id": team_id, "grant_id": grant_id, "lane": lane, "due_at": due_at}
        fresh = insert(sagas).values(values | {"fence": 0, "wakes": 0, "attempts": 0})
        added = await self._connection.execute(fresh.on_conflict_do_nothing(index_elements=["grant_id"]))
        if added.rowcount == 0:
            await self.wake(grant_id, due_at)

    async def wake(self, grant_id: str, at: datetime) -> None:
        sooner = case((or_(sagas.c.due_at.is_(None), sagas.c.due_at > at), at), else_=sagas.c.due_at)
        await self._connection.execute(
            update(sagas).where(sagas.c.grant_id == grant_id).values(wakes=sagas.c.wakes + 1, due_at=sooner)
        )

    async def claim(self, now: datetime, owner: str, lease: timedelta) -> Claim | None:
        """The saga that is longest due, free, and in a free lane; its fence and attempts grow by one."""
        other = sagas.alias("other")
        same_lane = and_(other.c.lane == sagas.c.lane, other.c.grant_id != sagas.c.grant_id)
        busy = select(other.c.grant_id).where(same_lane, other.c.lease_until >= now).exists()
        free = or_(sagas.c.lease_until.is_(None), sagas.c.lease_until < now)
        longest_due = (
            select(sagas.c.grant_id, sagas.c.lane)
            .where(sagas.c.due_at <= now, free, ~busy)
            .order_by(sagas.c.due_at, sagas.c.grant_id)
            .limit(1)
        )
        row = (await self._connection.execute(longest_due)).one_or_none()
        if row is None:
            return None
        await self._break(and_(sagas.c.lane == row.lane, sagas.c.grant_id != row.grant_id))
        return await self._take(row.grant_id, owner, now + lease)

    async def hold(self, claim: Claim) -> None:
        found = await self._connection.execute(select(sagas.c.grant_id).where(_held(claim)))
        if found.first() is None:
            raise LeaseLost

    async def renew(self, claim: Claim, until: datetime) -> None:
        """Raises LeaseLost as `hold` does."""
        renewed = await self._connection.execute(update(sagas).where(_held(claim)).values(lease_until=until))
        if renewed.rowcount != 1:
            raise LeaseLost

    async def park(self, claim: Claim, due_at: datetime | None, now: datetime, *, progressed: bool) -> None:
        """Give the lease back; due again at `due_at` (None: only when woken), or at once if woken meanwhile.

        `progressed` sets attempts to 0. Raises LeaseLost as `hold` does.
        """
        woken = sagas.c.wakes != claim.wakes
        again = case((woken, now), else_=due_at) if due_at else case((woken, now), else_=None)
        attempts = 0 if progressed else sagas.c.attempts
        parked = await self._connection.execute(
            update(sagas).where(_held(claim)).values(due_at=again, attempts=attempts, **FREE)
        )
        if parked.rowcount != 1:
            raise LeaseLost

    async def break_leases(self) -> None:
        """At the start of the one embedded engine process: the old one is dead, its leases mean nothing."""
        await self._connection.execute(
            update(sagas).where(sagas.c.lease_until.is_not(None)).values(fence=sagas.c.fence + 1, **FREE)
        )

    async def _break(self, where: ColumnElement[bool]) -> None:
        await self._connection.execute(
            update(sagas).where(where, sagas.c.lease_until.is_not(None)).values(fence=sagas.c.fence + 1, **FREE)
        )

    async def _take(self, grant_id: str, owner: str, until: datetime) -> Claim:
        grown = {"fence": sagas.c.fence + 1, "attempts": sagas.c.attempts + 1}
        taken = await self._connection.execute(
            update(sagas)
            .where(sagas.c.grant_id == grant_id)
            .values(owner=owner, lease_until=until, **grown)
            .returning(*(sagas.c[name] for name in Claim.model_fields))
        )
        return Claim(**taken.mappings().one())


def _held(claim: Claim) -> ColumnElement[bool]:
    """Same fence, and the lease not yet given back."""
    return and_(sagas.c.grant_id == claim.grant_id, sagas.c.fence == claim.fence, sagas.c.lease_until.is_not(None))
