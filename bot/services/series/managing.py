"""What people do with a series: skip a visit, take that back, end it all. The first two change one day and no other.

A visit that was made is ended like any access; its day stays taken until somebody takes the skipping back.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta

from bot.domain.errors import NotAllowed, Refused, WrongState
from bot.domain.grant import GrantRecord
from bot.domain.people import Person, may
from bot.domain.recurrence import Visit, left_of, visit_on
from bot.domain.roles import REFUSALS, Verb
from bot.domain.series import LeftOut, Series, SeriesRecord, SeriesState, Why
from bot.services.access import Wake
from bot.services.change import Change
from bot.services.door_tasks.visiting import follow
from bot.services.grants.end_now import end_now
from bot.services.ports import Clock
from bot.services.series.closing import close_series
from bot.services.series.series_telling import note_series, tell_series
from bot.services.store import Store, Work

A_WHILE = timedelta(days=2)
"""Visits of so long ago are still shown when they are over."""


async def series_record(work: Work, team_id: str, series_id: str, now: datetime) -> SeriesRecord | None:
    """A series with the visits that are not long past, and those that were extended and go on."""
    series = await work.series.get(team_id, series_id)
    building = await work.buildings.get(team_id, series.building_id) if series is not None else None
    if series is None or building is None:
        return None
    days = await work.series.visits(team_id, series_id)
    going_on = {*await work.series.not_over(team_id, series_id)}
    ids = {id_: day for day, id_ in days.items() if id_ in going_on or day >= (now - A_WHILE).date()}
    made = {ids[record.grant.id]: record for record in await work.grants.records(team_id, list(ids))}
    return SeriesRecord(series=series, building=building, made=made)


class ManagingSeries:
    """For whoever asked for it, and for the building's issuers and managers."""

    def __init__(self, store: Store, clock: Clock, admins: frozenset[str], wake: Wake) -> None:
        self._store = store
        self._clock = clock
        self._admins = admins
        self._wake = wake

    async def look(self, person: Person, series_id: str) -> SeriesRecord:
        """The series, for somebody who may end it.

        Raises:
            Refused, NotAllowed.
        """
        async with self._store.read() as work:
            return await self._permitted(work, person, series_id, Verb.END)

    async def skip(self, person: Person, series_id: str, day: date) -> SeriesRecord:
        """Leave one visit out; one that was made already, or is going on, is ended. A second click changes nothing.

        Raises:
            Refused, NotAllowed; WrongState where the visit is over or the series does not go on.
        """
        async with self._acting(person, series_id, Verb.END) as (work, record):
            visit = self._visit(record, day)
            made = record.made.get(day)
            if made is not None and made.grant.state.is_open:
                await _end_visit(work, made, person.user_id, self._clock.now())
            has_begun = made is not None and visit.window.starts_at <= self._clock.now()
            if day not in record.series.left_out and not has_begun:
                skipped = {**record.series.left_out, day: LeftOut(why=Why.SKIPPED, by=person.user_id)}
                await self._left_out(work, record.series, skipped, "visit_skipped", person, day)
            return await self._permitted(work, person, series_id, Verb.END)

    async def unskip(self, person: Person, series_id: str, day: date) -> SeriesRecord:
        """Take skipping a visit back: it is made as any other, with a new PIN where it had one.

        Raises:
            Refused, NotAllowed; WrongState where the visit is over or the series does not go on.
        """
        async with self._acting(person, series_id, Verb.EXTEND) as (work, record):
            self._visit(record, day)
            made, left = record.made.get(day), dict(record.series.left_out)
            if left.pop(day, None) is not None:
                if made is not None:
                    await Change(work, made, self._clock.now()).grant(visit_date=None)
                await self._left_out(work, record.series, left, "visit_unskipped", person, day)
            return await self._permitted(work, person, series_id, Verb.END)

    async def end(self, person: Person, series_id: str, *, with_running: bool) -> SeriesRecord:
        """Make no visit any more, and end those that were made ahead; one that is going on only if that is wanted.

        Raises:
            Refused, NotAllowed; WrongState where it has ended.
        """
        async with self._acting(person, series_id, Verb.END) as (work, record):
            now = self._clock.now()
            for made in record.made.values():
                begun = made.grant.window.starts_at <= now
                if made.grant.state.is_open and (with_running or not begun):
                    await _end_visit(work, made, person.user_id, now)
            series = await work.series.get(person.team_id, series_id) or record.series
            if series.is_open:
                await close_series(work, series, person.user_id, now)
            return await self._permitted(work, person, series_id, Verb.END)

    async def _left_out(
        self, work: Work, series: Series, left: Mapping[date, LeftOut], what: str, person: Person, day: date
    ) -> None:
        now = self._clock.now()
        await work.series.save(series.model_copy(update={"left_out": left, "next_at": now}))
        await note_series(work, series, what, now, person.user_id, day=day.isoformat())
        await tell_series(work, series, now)

    def _visit(self, record: SeriesRecord, day: date) -> Visit:
        """The visit of the day, while something of it can still be given or taken back."""
        if record.series.state is SeriesState.WAITING:
            raise WrongState("not_approved_yet")
        visit = visit_on(record.series.rule, day, record.building.zone) if day in record.series.rule.days() else None
        now, made = self._clock.now(), record.made.get(day)
        is_open = made is not None and made.grant.state.is_open
        if visit is None or not (is_open or left_of(visit, now)):
            raise WrongState("visit_over")
        return visit

    @asynccontextmanager
    async def _acting(self, person: Person, series_id: str, verb: Verb) -> AsyncIterator[tuple[Work, SeriesRecord]]:
        async with self._store.write() as work:
            record = await self._permitted(work, person, series_id, verb)
            if not record.series.is_open:
                raise WrongState("series_ended")
            yield work, record
        self._wake()

    async def _permitted(self, work: Work, person: Person, series_id: str, verb: Verb) -> SeriesRecord:
        record = await series_record(work, person.team_id, series_id, self._clock.now())
        if record is None:
            raise Refused("no_such_series")
        if not may(person, verb, record.building, self._admins, record.series.requester):
            raise NotAllowed(REFUSALS[verb], verb=verb, building_id=record.building.id)
        return record


async def _end_visit(work: Work, record: GrantRecord, by: str, now: datetime) -> None:
    """As End does with any access."""
    change = Change(work, record, now)
    await end_now(change, by)
    await follow(record, change)
