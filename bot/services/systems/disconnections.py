"""A building that Seam cannot reach is told of once, and once when it is back; in between it stands on App Home."""

from bot.domain.building import Building
from bot.services.drift.drift import Difference, Drift, DriftKind, DriftState
from bot.services.drift.drift_telling import addressed, tell, tell_back
from bot.services.ids import new_id
from bot.services.ports import Clock
from bot.services.store import Store, Work
from bot.services.trail.audit import Entry


class Disconnections:
    """Looks at what our tables say of each building; they were just read from Seam."""

    def __init__(self, store: Store, clock: Clock, admins: frozenset[str]) -> None:
        self._store = store
        self._clock = clock
        self._admins = admins

    async def look(self, team_id: str) -> None:
        """Tell of what is new."""
        async with self._store.read() as work:
            buildings = await work.buildings.all(team_id)
        for building in buildings:
            async with self._store.write() as work:
                await self._look_at(work, building)

    async def _look_at(self, work: Work, building: Building) -> None:
        unsettled = await work.drift.unsettled(building.team_id, building.id)
        known = [one for one in unsettled if one.difference.kind is DriftKind.DISCONNECTED]
        same = [one for one in known if one.difference.trouble == building.problem]
        for drift in [one for one in known if one not in same]:
            await self._over(work, building, drift)
        if building.problem is not None and not same:
            await self._begun(work, building)

    async def _begun(self, work: Work, building: Building) -> None:
        now = self._clock.now()
        said = Difference(kind=DriftKind.DISCONNECTED, seam_id=building.id, trouble=building.problem)
        drift = Drift(id=new_id(), team_id=building.team_id, building_id=building.id, difference=said, found_at=now)
        drift = addressed(drift, new_id(), building, self._admins)
        if await work.drift.add(drift):
            await tell(work, [drift], now)
            await work.audit.add(self._line(building, "building_disconnected"))

    async def _over(self, work: Work, building: Building, drift: Drift) -> None:
        """Another trouble in the place of this one is not the end of it."""
        now = self._clock.now()
        over = drift.model_copy(update={"state": DriftState.SETTLED, "settled_at": now})
        await work.drift.save(over)
        await tell(work, [over], now)
        if building.problem is None:
            await tell_back(work, over, now)
            await work.audit.add(self._line(building, "building_back"))

    def _line(self, building: Building, what: str) -> Entry:
        return Entry(
            team_id=building.team_id,
            at=self._clock.now(),
            actor=None,
            what=what,
            building_id=building.id,
            data={"problem": building.problem} if building.problem else {},
        )
