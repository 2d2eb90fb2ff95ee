"""A list is started once, whoever presses how often: from then on the engine gives its rows, through any restart.

Rights are asked here at each click, and again row by row when its turn comes.
"""

from bot.domain.bulk.row import BulkRow, RowState, Wanted
from bot.domain.errors import NotAllowed, Refused
from bot.domain.grant import Grant
from bot.domain.people import Person, may, require
from bot.domain.roles import Verb
from bot.services.access import Access, Wake
from bot.services.bulk.reading import Reading, Upload
from bot.services.bulk.result import result_csv
from bot.services.bulk.seeing import ListSeen, RowSeen, RowStatus, seen
from bot.services.bulk.telling import remember_list, tell_progress
from bot.services.grants.giving import Giving
from bot.services.ports import Clock
from bot.services.store import Store, Work
from bot.services.trail.refusals import Refusals


class Bulk:
    """What a person may do with a list."""

    def __init__(
        self, store: Store, clock: Clock, giving: Giving, access: Access, refusals: Refusals, wake: Wake
    ) -> None:
        self._store = store
        self._clock = clock
        self._admins = giving.admins
        self._access = access
        self._limits = giving.limits
        self._wake = wake
        self._reading = Reading(store, clock, giving, refusals)

    async def preview(self, person: Person, upload: Upload) -> ListSeen:
        """As `Reading.preview`."""
        return await self._reading.preview(person, upload)

    async def look(self, person: Person, batch_id: str) -> ListSeen:
        """The list as it stands; a preview is for the person who brought it alone.

        Raises:
            Refused: it is not kept any more.
            NotAllowed
        """
        async with self._store.read() as work:
            return await self._look(work, person, batch_id)

    async def start(self, person: Person, batch_id: str) -> ListSeen:
        """Have the good rows given; a second start finds it started and changes nothing.

        Raises:
            Refused: it is not kept any more, no row is good, or it is too much at once.
            NotAllowed: the person may not give access here (any more), or it is somebody else's preview.
        """
        async with self._store.write() as work:
            found = await self._look(work, person, batch_id)
            require(person, Verb.ISSUE, found.building, self._admins)
            if found.batch.started_at is not None:
                return found
            if not found.of(RowStatus.WAITING):
                raise Refused("list_nothing_good")
            self._limits.spend_on_list(person)
            now = self._clock.now()
            batch = found.batch.model_copy(update={"started_at": now, "due_at": now})
            await work.bulk.save(batch)
            counts = {"rows": len(found.of(RowStatus.WAITING)), "left_out": len(found.of(RowStatus.LEFT_OUT))}
            await remember_list(work, batch, "bulk_started", person.user_id, now, **counts)
            await tell_progress(work, batch, (), now)
        self._wake()
        return found.model_copy(update={"batch": batch})

    async def retry(self, person: Person, batch_id: str) -> int:
        """Try again what has failed or was refused, and nothing else; how many rows.

        Whoever retries stands for these rows; what still waits for its turn stays the requester's.

        Raises:
            Refused: nothing is to be retried, or the list is not kept any more.
            NotAllowed
        """
        async with self._store.write() as work:
            found = await self._look(work, person, batch_id)
            require(person, Verb.ISSUE, found.building, self._admins)
            again = [row for one in found.rows if (row := _again(one, person)) is not None]
            partly = [one.record.grant.id for one in found.of(RowStatus.PARTLY) if one.record is not None]
            if not again and not partly:
                raise Refused("list_nothing_to_retry")
            self._limits.spend_on_list(person)
            if again:
                now = self._clock.now()
                await work.bulk.save_rows(again)
                batch = found.batch.model_copy(update={"due_at": now})
                await work.bulk.save(batch)
                await remember_list(work, batch, "bulk_retried", person.user_id, now, rows=len(again))
                await tell_progress(work, batch, (), now)
        self._wake()
        return len(again) + sum([await self._retry_doors(person, grant_id) for grant_id in partly])

    async def result(self, person: Person, batch_id: str) -> str:
        """All rows and what became of them as CSV, without PINs and contacts; that it was taken is recorded."""
        async with self._store.write() as work:
            found = await self._look(work, person, batch_id)
            await remember_list(work, found.batch, "bulk_exported", person.user_id, self._clock.now())
        return result_csv(found)

    async def _look(self, work: Work, person: Person, batch_id: str) -> ListSeen:
        found = await seen(work, person.team_id, batch_id)
        is_preview, is_mine = found.batch.started_at is None, found.batch.requester == person.user_id
        allowed = may(person, Verb.REVEAL, found.building, self._admins, found.batch.requester)
        if not allowed or (is_preview and not is_mine):
            raise NotAllowed("list_not_yours", building_id=found.building.id)
        return found

    async def _retry_doors(self, person: Person, grant_id: str) -> bool:
        """Meanwhile it may have ended, or been retried on its own: that is no trouble of the others'."""
        try:
            await self._access.retry(person, grant_id, of_list=True)
        except Refused:
            return False
        return True


def _again(one: RowSeen, person: Person) -> BulkRow | None:
    """The row with its turn still to come; what failed is taken from its grant, which had all of it."""
    if not one.can_retry or one.status is RowStatus.PARTLY:
        return None
    anew: dict[str, object] = {"state": RowState.READY, "tries": one.row.tries + 1, "retried_by": person.user_id}
    if one.record is None:
        return one.row.model_copy(update={**anew, "faults": ()})
    grant = one.record.grant
    wanted = _wanted(grant, tuple(door.entrance_id for door in one.record.doors))
    return one.row.model_copy(update={**anew, "name": grant.guest.name, "wanted": wanted, "grant_id": None})


def _wanted(grant: Grant, doors: tuple[str, ...]) -> Wanted:
    return Wanted(guest=grant.guest, entrance_ids=doors, method=grant.method, window=grant.window, reason=grant.reason)
