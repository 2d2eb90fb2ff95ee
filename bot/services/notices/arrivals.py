"""A day and an hour before somebody comes it is looked whether Seam holds what they need. All is well: nothing is said.

What is not is told once for each look, with what to do about it. A row is done in the transaction that tells: a look
that a crash cuts off is made again, and of two workers that look one tells.
"""

import asyncio
from collections import defaultdict
from collections.abc import Coroutine, Iterable, Sequence
from datetime import timedelta

from bot.domain.arrival import ArrivalCheck
from bot.domain.errors import SystemTrouble
from bot.domain.grant import Credential, GrantRecord
from bot.services.change import Change, changing
from bot.services.grants.watching import GONE
from bot.services.kept import Due, DueKind, Post, PostKind
from bot.services.locks.codes import AtSeam
from bot.services.messages.reminders import told_where
from bot.services.messages.telling import fail, remember, tell_card
from bot.services.notices.readiness import Seen, asked_of_seam, faults, gone, is_whole
from bot.services.ports import AccessControl, Clock, SeamCredential
from bot.services.store import Store, Work

TOGETHER = timedelta(minutes=5)
"""Looks of one building that are due within this time are one list at Seam."""
FEW = 3
"""So many credentials are asked for one by one: a whole building may have thousands."""
AT_ONCE = 4
AGAIN_AFTER = timedelta(minutes=2)
PATIENCE = timedelta(minutes=15)
"""How long Seam may be silent before what our own books say is told alone."""
MOST_AT_ONCE = 500
BATCH = 50

Place = tuple[str, str]
"""Team and building."""


class Arrivals:
    """Looks before somebody comes, and tells what is not there."""

    def __init__(self, store: Store, clock: Clock, access: AccessControl) -> None:
        self._store = store
        self._clock = clock
        self._access = access
        self._at_seam = AtSeam(access)
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._looking: set[str] = set()

    async def due(self) -> Sequence[Coroutine[object, object, None]]:
        """The looks that are due, one for each building; each is given out once."""
        now = self._clock.now()
        async with self._store.read() as work:
            if not await work.due.due(DueKind.ARRIVAL, now, limit=1):
                return ()
            rows = await work.due.due(DueKind.ARRIVAL, now + TOGETHER, limit=MOST_AT_ONCE)
            places = await _places(work, [row for row in rows if row.id not in self._looking])
        ringing = [(place, mine) for place, mine in places.items() if any(row.due_at <= now for row in mine)]
        self._looking.update(row.id for _, mine in ringing for row in mine)
        return [self._look(place, mine) for place, mine in ringing]

    async def _look(self, place: Place, rows: Sequence[Due]) -> None:
        try:
            await self._look_at(place, rows)
        finally:
            self._looking.difference_update(row.id for row in rows)

    async def _look_at(self, place: Place, rows: Sequence[Due]) -> None:
        (team_id, building_id), of_grant = place, _by_grant(rows)
        async with self._store.read() as work:
            records = await work.grants.records(team_id, list(of_grant))
            entrances = await work.buildings.entrances(team_id, building_id)
        removed = frozenset(entrance.id for entrance in entrances if entrance.removed)
        try:
            seen: Seen | None = await self._seen(building_id, records)
        except SystemTrouble:
            seen = None
        for record in records:
            mine = of_grant[record.grant.id]
            if seen is None and self._may_wait(record, mine):
                await self._later(mine)
            else:
                await self._tell(record, mine, removed, seen)

    def _may_wait(self, record: GrantRecord, rows: Sequence[Due]) -> bool:
        return self._clock.now() < record.grant.window.starts_at - min(row.lead for row in rows) + PATIENCE

    async def _seen(self, building_id: str, records: Iterable[GrantRecord]) -> Seen:
        """Raises SystemTrouble; what a list does not show is asked for by itself before it is called gone."""
        wanted = {c.seam_id or "": c for record in records for c in asked_of_seam(record)}
        listed: Sequence[SeamCredential] = ()
        if sum(not c.is_at_lock for c in wanted.values()) > FEW:
            listed = await self._access.credentials.of_building(building_id)
        found: dict[str, SeamCredential | None] = {one.id: one for one in listed if one.id in wanted}
        others = sorted(set(wanted) - set(found))
        asked = await asyncio.gather(*(self._one(wanted[id_]) for id_ in others))
        return found | dict(zip(others, asked, strict=True))

    async def _one(self, credential: Credential) -> SeamCredential | None:
        async with self._at_once:
            return await self._at_seam.get(credential)

    async def _later(self, rows: Sequence[Due]) -> None:
        at = self._clock.now() + AGAIN_AFTER
        async with self._store.write() as work:
            still = await work.due.done([row.id for row in rows])
            await work.due.put([row.model_copy(update={"due_at": at}) for row in rows if row.id in still])

    async def _tell(self, record: GrantRecord, rows: Sequence[Due], removed: frozenset[str], seen: Seen | None) -> None:
        """Nothing is told of somebody who should have come by now."""
        async with changing(self._store, self._clock, record.grant.team_id, record.grant.id) as change:
            is_mine = await change.work.due.done([row.id for row in rows])
            grant = change.record.grant
            if is_mine and grant.state.is_open and change.now < grant.window.starts_at:
                await _keep(change, rows[-1], removed, seen)


async def _places(work: Work, rows: Sequence[Due]) -> dict[Place, list[Due]]:
    """The rows by team and building, read a few grants at a time: the loop must not stall."""
    found: dict[Place, list[Due]] = defaultdict(list)
    of_grant = _by_grant(rows)
    for team_id in {row.team_id for row in rows}:
        ids = [grant_id for grant_id, mine in of_grant.items() if mine[0].team_id == team_id]
        for start in range(0, len(ids), BATCH):
            for record in await work.grants.records(team_id, ids[start : start + BATCH]):
                found[team_id, record.building.id] += of_grant[record.grant.id]
    return found


def _by_grant(rows: Sequence[Due]) -> dict[str, list[Due]]:
    of_grant: dict[str, list[Due]] = defaultdict(list)
    for row in rows:
        of_grant[row.grant_id].append(row)
    return of_grant


async def _keep(change: Change, row: Due, removed: frozenset[str], seen: Seen | None) -> None:
    for credential in gone(change.record, seen) if seen is not None else ():
        await fail(change, credential.id, GONE, credential.seam_id)
        await change.work.credentials.wipe_pin(credential.id)
        await change.work.sagas.wake(row.grant_id, change.now)
    found = faults(change.record, removed, seen, change.now)
    has_asked = seen is not None and is_whole(change.record, seen)
    check = ArrivalCheck(checked_at=change.now, has_asked=has_asked, faults=found)
    await change.grant(arrival=check)
    if found:
        await remember(change, "not_ready", faults=[one.fault for one in found])
        await _post(change, row)
    await tell_card(change)


async def _post(change: Change, row: Due) -> None:
    """Where reminders go."""
    grant, (channel, requester) = change.record.grant, told_where(change.record)
    for kind, place in ((PostKind.ARRIVAL, channel), (PostKind.ARRIVAL_DM, requester)):
        if place is not None:
            post = Post(
                key=f"{kind}:{row.id}",
                team_id=grant.team_id,
                kind=kind,
                grant_id=grant.id,
                channel=place,
                due_at=change.now,
            )
            await change.work.posts.put(post)
