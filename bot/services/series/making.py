"""The clock makes each visit a little ahead, in one transaction that the unique key of series and day holds to one.

What was allowed once is judged anew: policy, doors, and the rights of whoever asked, as they are when a visit is made.
A visit whose time has passed is never made late.
"""

from collections.abc import Coroutine, Sequence
from datetime import date, datetime, timedelta

from bot.domain.building import Building
from bot.domain.errors import BadField, NotAllowed, Refused
from bot.domain.people import Person
from bot.domain.recurrence import Visit
from bot.domain.request import BadFields
from bot.domain.series import LeftOut, Series, SeriesState, Why, is_over, missed, next_time, to_make
from bot.services.access import Wake
from bot.services.door_tasks.visiting import managers
from bot.services.grants.giving import Giving
from bot.services.ports import Clock, People
from bot.services.series.series_telling import (
    note_series,
    remember_series,
    tell_missed,
    tell_not_made,
    tell_series,
)
from bot.services.store import Store, Work

AT_ONCE = 20
SOON = timedelta(minutes=1)
"""When Slack is asked again who somebody is, and when a series comes back whose worker died over it."""
_WHY = {
    "not_an_issuer": "series_requester_lost",
    "not_a_member": "series_requester_lost",
    "building_disconnected": "series_building_down",
    "door_unknown": "series_door_gone",
    "door_cannot": "series_door_gone",
    "too_many_open": "series_too_many",
    "series_needs_approval": "series_needs_approval",
}


class Visits:
    """Makes visits of series, and closes series whose last visit is over."""

    def __init__(self, store: Store, clock: Clock, giving: Giving, people: People, wake: Wake) -> None:
        self._store = store
        self._clock = clock
        self._giving = giving
        self._people = people
        self._wake = wake

    async def jobs(self) -> Sequence[Coroutine[object, object, None]]:
        """What is to be done now, a job for each series, each handed out to one worker."""
        now = self._clock.now()
        async with self._store.read() as work:
            if not await work.series.due(now, limit=1):
                return []
        async with self._store.write() as work:
            due = await work.series.due(now, AT_ONCE)
            for series in due:
                await work.series.save(series.model_copy(update={"next_at": now + SOON}))
        return [self._work_on(series) for series in due]

    async def _work_on(self, series: Series) -> None:
        """Make what is due of one series; while Slack does not say who asked for it, nothing is decided."""
        try:
            person = await self._people.person(series.team_id, series.requester)
        except NotAllowed:
            person = None
        async with self._store.write() as work:
            known = await work.series.get(series.team_id, series.id)
            if known is not None and known.state is SeriesState.ACTIVE:
                await _Turn(work, known, self._clock.now(), self._giving).go(person)
        self._wake()


class _Turn:
    """One transaction on one series."""

    def __init__(self, work: Work, series: Series, now: datetime, giving: Giving) -> None:
        self._work = work
        self._series = series
        self._now = now
        self._giving = giving

    async def go(self, person: Person | None) -> None:
        series = self._series
        building = await self._work.buildings.get(series.team_id, series.building_id)
        made = set(await self._work.series.visits(series.team_id, series.id))
        if building is None:
            return
        await self._miss(missed(series, made, building, self._now))
        due = to_make(self._series, made, building, self._now)
        if person is None and due:
            return  # The claim brings the series back.
        for visit in due:
            if person is not None and await self._make(person, visit, building):
                made.add(visit.day)
        await self._plan(made, building)

    async def _make(self, person: Person, visit: Visit, building: Building) -> bool:
        try:
            await self._giving.visit(self._work, person, self._series, visit)
        except (BadFields, Refused) as no:
            await self._refused(_problem(no), visit, building)
            return False
        await self._save(problem=None)
        return True

    async def _refused(self, problem: str, visit: Visit, building: Building) -> None:
        """Told once, not each time that it is tried again."""
        if problem == self._series.problem:
            return
        await self._save(problem=problem)
        day = visit.day.isoformat()
        await remember_series(self._work, self._series, "visit_refused", self._now, day=day, problem=problem)
        # The requester's guest may stand outside; where nobody manages the building, the admins do.
        in_charge = managers(building.settings) or sorted(self._giving.admins)
        people = [self._series.requester, *in_charge]
        await tell_not_made(self._work, self._series, people, problem, visit, self._now)
        await tell_series(self._work, self._series, self._now)

    async def _miss(self, visits: Sequence[Visit]) -> None:
        if not visits:
            return
        left_out = {visit.day: LeftOut(why=Why.MISSED) for visit in visits}
        told = self._series.problem is not None
        await self._save(left_out={**self._series.left_out, **left_out})
        for day in left_out:
            await note_series(self._work, self._series, "visit_missed", self._now, day=day.isoformat())
        if not told:
            await tell_missed(self._work, self._series, list(left_out), self._now)
        await tell_series(self._work, self._series, self._now)

    async def _plan(self, made: set[date], building: Building) -> None:
        """Put down when there is something to do again; nothing is, once the last visit's time is past."""
        series = self._series
        if not is_over(series, building, self._now):
            await self._save(next_at=next_time(series, made, building, self._now))
            return
        await self._save(state=SeriesState.ENDED, ended_at=self._now, next_at=None, problem=None)
        await note_series(self._work, self._series, "series_over", self._now)
        await tell_series(self._work, self._series, self._now)

    async def _save(self, **update: object) -> None:
        self._series = self._series.model_copy(update=update)
        await self._work.series.save(self._series)


def _problem(no: BadFields | Refused) -> str:
    """What stands in the way of a visit, as a key of its own: nobody sits before a form who could correct a field."""
    said = no.problem if isinstance(no, Refused) else _first(no.fields)
    return _WHY.get(said, "series_not_allowed")


def _first(fields: Sequence[BadField]) -> str:
    return fields[0].problem
