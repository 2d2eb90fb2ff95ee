"""What a comparison has found twice: each difference gets one row, one message, and what can be done without asking.

Without asking is done only what takes nothing from anybody: the saga of what is gone looks itself, and what fits one
grant goes back into it. Taking away needs an End in our books, or a person.
"""

from collections import Counter
from collections.abc import Sequence

from bot.domain.building import Building
from bot.domain.errors import Rejected
from bot.domain.people import Person
from bot.domain.value import Value
from bot.services.change import changing
from bot.services.drift.adopting import adopt, grant_for
from bot.services.drift.census import Census, read_books
from bot.services.drift.comparing import Comparison, Seen
from bot.services.drift.drift import Check, Difference, Drift, DriftKind, DriftState
from bot.services.drift.drift_telling import addressed, tell
from bot.services.grants.guests import owner_of
from bot.services.grants.watching import LOOK_AGAIN
from bot.services.ids import new_id
from bot.services.ports import Clock
from bot.services.store import Store, Work
from bot.services.trail.audit import Entry

BEGINS: dict[DriftKind, DriftState] = dict.fromkeys(DriftKind, DriftState.OPEN)
FOLLOWED = {DriftState.ENDING}
"""Seam is asked until it has confirmed; that something looks gone is not enough."""


class Compared(Value):
    """How a comparison went; `found` are the differences that were not known before."""

    check: Check
    found: tuple[Drift, ...] = ()
    adopted: int = 0
    settled: int = 0


class SeeingTo:
    """Writes down what differs, and does what may be done at once."""

    def __init__(self, store: Store, clock: Clock, census: Census, admins: frozenset[str]) -> None:
        self._store = store
        self._clock = clock
        self._census = census
        self._admins = admins

    async def all(self, building: Building, person: Person | None, sure: Comparison, seen: Seen) -> Compared:
        """`sure` are the differences that both looks have shown, `seen` is what Seam showed at the second."""
        async with self._store.read() as work:
            known = {one.difference.key for one in await work.drift.unsettled(building.team_id, building.id)}
        fresh = [one for one in sure.differences if one.key not in known]
        named: list[Difference] = []
        adopted = 0
        for one in fresh:
            opens = await self._opens(one)
            if opens and await self._adopt(building, one, opens, seen):
                adopted += 1
            else:
                named.append(await self._named(building, one, opens))
        return await self._record(building, person, sure, named, adopted)

    async def _opens(self, one: Difference) -> frozenset[str]:
        """Of what is extra; nothing where Seam says no more of it."""
        if one.kind is not DriftKind.EXTRA:
            return frozenset()
        try:
            return await self._census.opens(one.seam_id)
        except Rejected:
            return frozenset()

    async def _named(self, building: Building, one: Difference, opens: frozenset[str]) -> Difference:
        if one.doors or not opens:
            return one
        async with self._store.read() as work:
            entrances = await work.buildings.entrances(building.team_id, building.id)
        return one.model_copy(update={"doors": tuple(e.name for e in entrances if e.id in opens)})

    async def _adopt(self, building: Building, one: Difference, opens: frozenset[str], seen: Seen) -> bool:
        install_id = await self._store.install_id()
        owner = owner_of(one.owner, install_id)
        theirs = next((c for c in seen.credentials if c.id == one.seam_id), None)
        if owner is None or theirs is None or one.has_end:
            return False
        books = await read_books(self._store, building.team_id, building.id, seen, install_id)
        record = grant_for(theirs, owner, opens, books.records)
        if record is None:
            return False
        async with changing(self._store, self._clock, building.team_id, record.grant.id) as change:
            entrances = await change.work.buildings.entrances(building.team_id, building.id)
            return await adopt(change, theirs, opens, entrances)

    async def _record(
        self, building: Building, person: Person | None, sure: Comparison, named: Sequence[Difference], adopted: int
    ) -> Compared:
        now, alarm = self._clock.now(), new_id()
        async with self._store.write() as work:
            settled = await self._settle(work, building, {one.key for one in sure.differences})
            found = [drift for one in named if (drift := await self._add(work, building, one, alarm)) is not None]
            check = Check(
                team_id=building.team_id,
                building_id=building.id,
                checked_at=now,
                foreign=sure.foreign,
                other_installs=sure.other_installs,
            )
            await work.drift.save_check(check)
            await tell(work, [*found, *settled], now)
            compared = Compared(check=check, found=tuple(found), adopted=adopted, settled=len(settled))
            if found or adopted or settled or person is not None:
                await work.audit.add(self._line(building, person, compared))
        return compared

    async def _settle(self, work: Work, building: Building, keys: set[str]) -> list[Drift]:
        """What is not so any more."""
        settled = []
        for drift in await work.drift.unsettled(building.team_id, building.id):
            is_mine = drift.difference.kind is not DriftKind.DISCONNECTED and drift.state not in FOLLOWED
            if is_mine and drift.difference.key not in keys:
                over = drift.model_copy(update={"state": DriftState.SETTLED, "settled_at": self._clock.now()})
                await work.drift.save(over)
                settled.append(over)
        return settled

    async def _add(self, work: Work, building: Building, one: Difference, alarm: str) -> Drift | None:
        """None where another comparison has written it down meanwhile."""
        now = self._clock.now()
        drift = Drift(id=new_id(), team_id=building.team_id, building_id=building.id, difference=one, found_at=now)
        if one.has_end:
            drift = drift.model_copy(update={"state": DriftState.ENDING, "decided_at": now, "due_at": now})
        drift = addressed(drift, alarm, building, self._admins)
        if not await work.drift.add(drift):
            return None
        if one.kind is DriftKind.MISSING and one.grant_id is not None:
            await work.steps.intend(one.grant_id, [f"{LOOK_AGAIN}{drift.id}"], now)
            await work.sagas.wake(one.grant_id, now)
        return drift

    def _line(self, building: Building, person: Person | None, compared: Compared) -> Entry:
        counts = Counter(str(drift.difference.kind) for drift in compared.found)
        extra = {"adopted": compared.adopted, "settled": compared.settled, "foreign": compared.check.foreign}
        return Entry(
            team_id=building.team_id,
            at=self._clock.now(),
            actor=person.user_id if person else None,
            what="compared",
            building_id=building.id,
            data={**counts, **{name: count for name, count in extra.items() if count}},
        )
