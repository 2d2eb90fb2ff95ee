"""A list is looked through as a whole before anything of it is given; every row is judged as the form judges its own.

What was pasted or uploaded is read once and let go: only its rows are kept, for a day at most.
"""

import asyncio

from bot.domain.bulk.cells import Site as Place
from bot.domain.bulk.cells import read
from bot.domain.bulk.clashes import in_list, with_access
from bot.domain.bulk.columns import Cells, Column, named_cells
from bot.domain.bulk.row import BulkRow, RowState, Wanted
from bot.domain.bulk.saying import fault
from bot.domain.bulk.table import lines_of
from bot.domain.contact import bare_name
from bot.domain.errors import BadField, NotAllowed
from bot.domain.people import Person
from bot.domain.policy import Asked, Verdict, judge, policy_for
from bot.domain.request import check_building
from bot.domain.value import Value
from bot.services.bulk.batch import Batch
from bot.services.bulk.seeing import ListSeen, seen
from bot.services.grants.giving import Giving
from bot.services.grants.sites import Site
from bot.services.ids import new_id
from bot.services.ports import Clock
from bot.services.store import Store, Work
from bot.services.trail.refusals import Refusals

ROWS_A_TURN = 20
"""After so many rows, others have a turn."""


class Upload(Value):
    """What a person has brought."""

    building_id: str
    text: str
    is_file: bool = False
    """Then its first row must name the columns."""
    channel: str | None = None
    reason: str | None = None
    region: str = "US"


class Reading:
    """Turns a list into a preview."""

    def __init__(self, store: Store, clock: Clock, giving: Giving, refusals: Refusals) -> None:
        self._store = store
        self._clock = clock
        self._giving = giving
        self._refusals = refusals

    async def preview(self, person: Person, upload: Upload) -> ListSeen:
        """Judge each row and keep them; nothing is given.

        Raises:
            NotAllowed: the person may not give access at this building.
            BadField: it is no list that can be read, or too long.
        """
        site = await self._site(person, upload.building_id)
        for bad in check_building(site.building):
            raise bad
        rows, ignored = named_cells(lines_of(upload.text), header_needed=upload.is_file)
        batch = Batch(
            id=new_id(),
            team_id=person.team_id,
            building_id=site.building.id,
            requester=person.user_id,
            channel=upload.channel,
            ignored=tuple(ignored),
            made_at=self._clock.now(),
        )
        judging = _Judging(self._store, batch, site, self._place(site, upload))
        judged = await judging.all(rows)
        async with self._store.write() as work:
            await work.bulk.add(batch, judged)
        for faults in judging.bad:
            self._refusals.by_policy(batch.team_id, batch.requester, faults, batch.building_id)
        async with self._store.read() as work:
            return await seen(work, batch.team_id, batch.id)

    async def _site(self, person: Person, building_id: str) -> Site:
        offer = await self._giving.offer(person)
        for site in offer.sites:
            if site.building.id == building_id:
                return site
        raise NotAllowed("not_an_issuer")

    def _place(self, site: Site, upload: Upload) -> Place:
        return Place(
            building=site.building,
            entrances=site.entrances,
            now=self._clock.now(),
            region=upload.region,
            reason=upload.reason,
        )


class _Judging:
    """Goes through the rows in order: an earlier one counts for those that follow."""

    def __init__(self, store: Store, batch: Batch, site: Site, place: Place) -> None:
        self._store = store
        self._batch = batch
        self._site = site
        self._place = place
        self._good: list[tuple[int, Wanted]] = []
        self.bad: list[tuple[BadField, ...]] = []
        """What is wrong with each row that is left out."""

    async def all(self, rows: list[tuple[int, Cells | None]]) -> list[BulkRow]:
        judged: list[BulkRow] = []
        for start in range(0, len(rows), ROWS_A_TURN):
            turn = rows[start : start + ROWS_A_TURN]
            async with self._store.read() as work:
                judged += [await self._judge(work, number, cells) for number, cells in turn]
            await asyncio.sleep(0)
        return judged

    async def _judge(self, work: Work, number: int, cells: Cells | None) -> BulkRow:
        if cells is None:
            return self._bad(number, "", (BadField("row", "list_cells_left"),))
        name = bare_name(cells.get(Column.NAME, ""))
        wanted, bad = read(cells, self._place)
        if wanted is None:
            return self._bad(number, name, bad)
        verdict = self._verdict(wanted)
        bad = (*verdict.bad, *await self._clashes(work, wanted))
        if verdict.approval is not None and not self._site.approvers:
            bad = (*bad, BadField("row", "nobody_can_approve"))
        if bad:
            return self._bad(number, name, bad)
        self._good.append((number, wanted))
        needs_approval = verdict.approval is not None
        return self._row(number, RowState.READY, name=name, wanted=wanted, needs_approval=needs_approval)

    def _verdict(self, wanted: Wanted) -> Verdict:
        building = self._site.building
        asked = Asked(
            window=wanted.window,
            method=wanted.method,
            reason=wanted.reason,
            already_open=self._site.already_open + len(self._good),
        )
        return judge(asked, building, policy_for(building, wanted.entrance_ids), self._site.roles)

    async def _clashes(self, work: Work, wanted: Wanted) -> tuple[BadField, ...]:
        guest = wanted.guest
        theirs = await work.grants.open_for_guest(self._batch.team_id, self._batch.building_id, guest.name, guest.email)
        return tuple(bad for bad in (in_list(wanted, self._good), with_access(wanted, theirs)) if bad is not None)

    def _bad(self, number: int, name: str, bad: tuple[BadField, ...]) -> BulkRow:
        zone = self._site.building.zone
        self.bad.append(bad)
        faults = tuple(dict.fromkeys(fault(one, zone) for one in bad))
        return self._row(number, RowState.BAD, name=name, faults=faults)

    def _row(self, number: int, state: RowState, **told: object) -> BulkRow:
        ids = {"id": new_id(), "team_id": self._batch.team_id, "batch_id": self._batch.id}
        return BulkRow.model_validate({**ids, "number": number, "state": state, **told})
