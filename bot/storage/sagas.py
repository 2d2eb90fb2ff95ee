"""A lease that ran out proves nothing: its worker may still be running, so whoever takes over moves the fence first.

That holds for the whole lane: claiming one saga also moves the fence of a lane mate whose lease ran out.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Select, and_, bindparam, case, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.grant import GrantState
from bot.services.kept import Claim, LeaseLost, Which
from bot.storage.tables import grants, sagas
from bot.storage.timing import earliest

FREE = {"owner": None, "lease_until": None}
_ENDING = grants.c.state == GrantState.ENDING
_OF = {Which.NO_LIST: or_(grants.c.batch_id.is_(None), _ENDING), Which.ENDING: _ENDING}


def _next_due() -> Select[datetime | None]:
    mate = sagas.alias("mate")
    busy = select(mate.c.grant_id).where(mate.c.lane == sagas.c.lane, mate.c.lease_until.is_not(None)).exists()
    free = select(func.min(sagas.c.due_at)).where(sagas.c.due_at.is_not(None), ~busy)
    leased = select(func.min(sagas.c.lease_until)).where(sagas.c.lease_until.is_not(None))
    return earliest(free, leased)


def _longest_due(which: Which) -> Select[Any]:
    """Grants are looked at only where few places are left: the usual claim reads none."""
    other = sagas.alias("other")
    now: BindParameter[datetime] = bindparam("now")
    same_lane = and_(other.c.lane == sagas.c.lane, other.c.grant_id != sagas.c.grant_id)
    busy = select(other.c.grant_id).where(same_lane, other.c.lease_until >= now).exists()
    free = or_(sagas.c.lease_until.is_(None), sagas.c.lease_until < now)
    due = select(sagas.c.grant_id, sagas.c.lane).where(sagas.c.due_at <= now, free, ~busy)
    if which is not Which.ANY:
        due = due.join(grants, grants.c.id == sagas.c.grant_id).where(_OF[which])
    return due.order_by(sagas.c.due_at, sagas.c.grant_id).limit(1)


HELD = and_(sagas.c.grant_id == bindparam("of"), sagas.c.fence == bindparam("held"), sagas.c.lease_until.is_not(None))
"""Same fence, and the lease not yet given back."""
NEXT_DUE = _next_due()
LONGEST_DUE = {which: _longest_due(which) for which in Which}
HOLD = select(sagas.c.grant_id).where(HELD)
RENEW = update(sagas).where(HELD)
MATES = and_(sagas.c.lane == bindparam("of_lane"), sagas.c.grant_id != bindparam("of"))
BREAK = update(sagas).where(MATES, sagas.c.lease_until.is_not(None)).values(fence=sagas.c.fence + 1, **FREE)
TAKE = (
    update(sagas)
    .where(sagas.c.grant_id == bindparam("of"))
    .values(fence=sagas.c.fence + 1, attempts=sagas.c.attempts + 1)
    .returning(*(sagas.c[name] for name in Claim.model_fields))
)
"""Built once: that takes longer than running them."""


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

    async def claim(self, now: datetime, owner: str, lease: timedelta, which: Which = Which.ANY) -> Claim | None:
        """The saga of these that is longest due, free, and in a free lane; its fence and attempts grow by one."""
        row = (await self._connection.execute(LONGEST_DUE[which], {"now": now})).one_or_none()
        if row is None:
            return None
        await self._connection.execute(BREAK, {"of_lane": row.lane, "of": row.grant_id})
        taken = {"of": row.grant_id, "owner": owner, "lease_until": now + lease}
        return Claim(**(await self._connection.execute(TAKE, taken)).mappings().one())

    async def hold(self, claim: Claim) -> None:
        found = await self._connection.execute(HOLD, _of(claim))
        if found.first() is None:
            raise LeaseLost

    async def renew(self, claim: Claim, until: datetime) -> None:
        """Raises LeaseLost as `hold` does."""
        renewed = await self._connection.execute(RENEW, {**_of(claim), "lease_until": until})
        if renewed.rowcount != 1:
            raise LeaseLost

    async def park(self, claim: Claim, due_at: datetime | None, now: datetime, *, progressed: bool) -> None:
        """Give the lease back; due again at `due_at` (None: only when woken), or at once if woken meanwhile.

        `progressed` sets attempts to 0. Raises LeaseLost as `hold` does.
        """
        woken = sagas.c.wakes != claim.wakes
        again = case((woken, now), else_=due_at) if due_at else case((woken, now), else_=None)
        attempts = 0 if progressed else sagas.c.attempts
        parked = await self._connection.execute(RENEW.values(due_at=again, attempts=attempts, **FREE), _of(claim))
        if parked.rowcount != 1:
            raise LeaseLost

    async def break_leases(self) -> None:
        """At the start of the one embedded engine process: the old one is dead, its leases mean nothing."""
        await self._connection.execute(
            update(sagas).where(sagas.c.lease_until.is_not(None)).values(fence=sagas.c.fence + 1, **FREE)
        )


def _of(claim: Claim) -> dict[str, object]:
    return {"of": claim.grant_id, "held": claim.fence}
