"""The cleaner who comes on Tuesdays from 10 to 12, on the fast desk."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.grant import GrantRecord, GrantState
from bot.domain.recurrence import Rule, coming
from bot.domain.series import Series, SeriesRecord
from bot.services.trail.audit import Wanted
from tests.services.desk import RITA, TEAM, Desk

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
FIRST, SECOND, THIRD = date(2030, 3, 5), date(2030, 3, 12), date(2030, 3, 19)
"""The first is the day after the desk's Monday; the clock is set in between, on the 10th."""
CLEANING = Rule(weekdays=(1,), starts=time(10), ends=time(12), first_day=FIRST, until=date(2030, 3, 26))


class Weekly:
    """A series on a desk."""

    def __init__(self, desk: Desk, grant_id: str, series_id: str) -> None:
        self.desk = desk
        self.grant_id = grant_id
        self.id = series_id

    async def series(self) -> Series:
        async with self.desk.store.read() as work:
            found = await work.series.get(TEAM, self.id)
        assert found is not None
        return found

    async def look(self) -> SeriesRecord:
        return await self.desk.series.look(RITA, self.id)

    async def made(self) -> dict[date, GrantRecord]:
        """Every visit that was made, by its day."""
        async with self.desk.store.read() as work:
            days = await work.series.visits(TEAM, self.id)
            records = {r.grant.id: r for r in await work.grants.records(TEAM, list(days.values()))}
        return {day: records[id_] for day, id_ in days.items()}

    async def states(self) -> dict[date, GrantState]:
        return {day: record.grant.state for day, record in (await self.made()).items()}

    async def until(self, at: datetime) -> None:
        await self.desk.run(at - self.desk.clock.now())

    async def trail(self) -> list[str]:
        """What the audit trail says of the series as a whole, oldest first."""
        async with self.desk.store.read() as work:
            lines = await work.audit.find(TEAM, Wanted(), None, 500)
        return [line.what for line in reversed(lines) if line.data.get("series") == self.id]


async def zone_of(desk: Desk) -> ZoneInfo:
    async with desk.store.read() as work:
        building = await work.buildings.get(TEAM, desk.building)
    assert building is not None
    return building.zone


async def weekly(desk: Desk, rule: Rule = CLEANING, **update: object) -> Weekly:
    """Rita asks for it, and the engine does what is due."""
    first = coming(rule, await zone_of(desk), desk.clock.now())[0]
    asked = {"rule": rule.beginning(first.day), "window": first.window, **update}
    record = await desk.giving.submit(RITA, desk.draft(**asked), None)  # type: ignore[arg-type]
    assert record.grant.series_id is not None
    await desk.turn()
    return Weekly(desk, record.grant.id, record.grant.series_id)


def at(day: date, hour: int, zone: str = "America/New_York") -> datetime:
    return datetime.combine(day, time(hour), ZoneInfo(zone))
