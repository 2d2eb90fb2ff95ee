"""Rows are given a few at a time, each as an ordinary grant; a crash between two of them loses and doubles nothing.

A row's grant and the row that says so are one transaction, and the grant's key is unique for list, row and try.
A row is judged by the rights of the person it is booked on: somebody else's rows wait until that one is looked up.
"""

from collections.abc import Coroutine, Sequence
from datetime import datetime, timedelta

from bot.domain.bulk.clashes import with_access
from bot.domain.bulk.row import BulkRow, RowState, Wanted
from bot.domain.bulk.saying import fault
from bot.domain.errors import BadField, NotAllowed, Refused
from bot.domain.people import Person
from bot.domain.request import BadFields, GrantDraft
from bot.services.access import Wake
from bot.services.bulk.batch import Batch
from bot.services.bulk.telling import tell_progress
from bot.services.grants.giving import Giving
from bot.services.ports import Clock, People
from bot.services.store import Store, Work
from bot.services.trail.refusals import Refusals

AT_ONCE = 10
"""Rows in one transaction: nobody else's click waits longer for the database than these take."""
TURNS = 5
"""So many times ten rows, and Slack is asked anew who the requester is."""
AGAIN = timedelta(seconds=15)
"""Slack did not tell who the requester is now: nobody gives access in the name of somebody unknown."""


class GivingRows:
    """The engine's part of a list."""

    def __init__(
        self, store: Store, clock: Clock, giving: Giving, people: People, refusals: Refusals, wake: Wake
    ) -> None:
        self._store = store
        self._clock = clock
        self._giving = giving
        self._people = people
        self._refusals = refusals
        self._wake = wake
        self._busy: set[str] = set()

    async def jobs(self) -> Sequence[Coroutine[object, object, None]]:
        """The next rows of each list that is due and not being given; Slack is asked who the requester is now."""
        async with self._store.read() as work:
            due = await work.bulk.due(self._clock.now())
        free = [batch for batch in due if batch.id not in self._busy]
        self._busy.update(batch.id for batch in free)
        return [self._turn(batch) for batch in free]

    async def _turn(self, batch: Batch) -> None:
        try:
            await self._go_on(batch)
        finally:
            self._busy.discard(batch.id)
            self._wake()

    async def _go_on(self, batch: Batch) -> None:
        async with self._store.read() as work:
            first = await work.bulk.ready(batch.team_id, batch.id, 1)
        who = batch.stands_for(first[0]) if first else batch.requester
        try:
            person = await self._people.person(batch.team_id, who)
        except NotAllowed:
            await self._put_off(batch)
            return
        for _ in range(TURNS):
            if not await self._give_some(person, batch):
                return
            self._wake()

    async def _give_some(self, person: Person, batch: Batch) -> bool:
        """Whether there are more rows to give in this person's name."""
        async with self._store.write() as work:
            now = self._clock.now()
            fresh = await work.bulk.get(batch.team_id, batch.id) or batch
            rows = await work.bulk.ready(batch.team_id, batch.id, AT_ONCE)
            theirs = [row for row in rows if fresh.stands_for(row) == person.user_id]
            given = [await self._give(work, person, fresh, row, now) for row in theirs]
            await work.bulk.save_rows(given)
            has_more = len(rows) == AT_ONCE or len(theirs) < len(rows)
            await work.bulk.save(fresh.model_copy(update={"due_at": now if has_more else None}))
            await tell_progress(work, fresh, [row.grant_id for row in given if row.grant_id is not None], now)
        return has_more and len(theirs) == len(rows)

    async def _put_off(self, batch: Batch) -> None:
        async with self._store.write() as work:
            fresh = await work.bulk.get(batch.team_id, batch.id) or batch
            await work.bulk.save(fresh.model_copy(update={"due_at": self._clock.now() + AGAIN}))

    async def _give(self, work: Work, person: Person, batch: Batch, row: BulkRow, now: datetime) -> BulkRow:
        building = await work.buildings.get(batch.team_id, batch.building_id)
        if row.wanted is None or building is None:
            return row.model_copy(update={"state": RowState.REFUSED})
        zone, wanted = building.zone, row.wanted
        try:
            draft = _draft(batch, person, row, wanted, now)
            await self._need_no_access(work, batch, wanted)
            record = await self._giving.give(work, person, draft, batch=batch)
        except BadFields as bad:
            why = tuple(bad.fields)
        except BadField as one:
            why = (one,)
        except NotAllowed as no:
            self._refusals.not_allowed(batch.team_id, person.user_id, no)
            why = (BadField("row", "list_requester_gone"),)
        except Refused as no:
            why = (BadField("row", no.problem, **no.data),)
        else:
            return row.given(record.grant.id)
        self._refusals.by_policy(batch.team_id, person.user_id, why, building.id)
        faults = tuple(fault(one, zone) for one in why)
        return row.model_copy(update={"state": RowState.REFUSED, "faults": faults})

    async def _need_no_access(self, work: Work, batch: Batch, wanted: Wanted) -> None:
        """Somebody may have given it since the list was looked through, with the same list perhaps."""
        guest = wanted.guest
        theirs = await work.grants.open_for_guest(batch.team_id, batch.building_id, guest.name, guest.email)
        if (bad := with_access(wanted, theirs)) is not None:
            raise bad


def _draft(batch: Batch, person: Person, row: BulkRow, wanted: Wanted, now: datetime) -> GrantDraft:
    """A row whose start went by while it waited begins now.

    Raises:
        BadField: its end went by as well.
    """
    if wanted.window.ends_at <= now:
        raise BadField("end", "end_in_past")
    minute = now.replace(second=0, microsecond=0)
    starts_at = max(wanted.window.starts_at, minute)
    return GrantDraft(
        team_id=batch.team_id,
        requester=person.user_id,
        building_id=batch.building_id,
        entrance_ids=wanted.entrance_ids,
        method=wanted.method,
        guest=wanted.guest,
        window=wanted.window.model_copy(update={"starts_at": starts_at}),
        reason=wanted.reason,
        channel=batch.channel,
        submit_key=f"bulk:{batch.id}:{row.number}:{row.tries}",
    )
