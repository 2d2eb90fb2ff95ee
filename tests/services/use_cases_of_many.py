"""Use cases of more than one grant, or of one out of many: weekly access, lists, the review, End all."""

from datetime import time, timedelta

from bot.domain.building import Method
from bot.domain.grant import Door, Guest
from bot.domain.recurrence import Rule
from bot.domain.series import Series, SeriesState
from bot.services.bulk.reading import Upload
from bot.services.end_all.targets import Target, Whose
from bot.services.notices.reviewing import Reviewing
from bot.services.notices.reviews import ReviewRow
from tests.services.cell import Cell
from tests.services.desk import ADMIN, TEAM


async def weekly(cell: Cell) -> str:
    """The id of weekly access at the building, of whoever asked for its grant."""
    now = cell.desk.clock.now()
    first = now.date() + timedelta(days=1)
    rule = Rule(
        weekdays=(first.weekday(),), starts=time(10), ends=time(12), first_day=first, until=first + timedelta(weeks=3)
    )
    series = Series(
        id="w1",
        team_id=TEAM,
        requester=(await cell.desk.record(cell.grant_id)).grant.requester,
        building_id=cell.building,
        guest=Guest(name="Carla Cleaner"),
        method=Method.PIN,
        doors=(Door(entrance_id=cell.doors[0], name="Front door"),),
        rule=rule,
        state=SeriesState.ACTIVE,
        created_at=now,
    )
    async with cell.desk.store.write() as work:
        if await work.series.get(TEAM, series.id) is None:
            await work.series.add(series)
    return series.id


async def looked(cell: Cell) -> object:
    return await cell.desk.series.look(cell.person, await weekly(cell))


async def ended(cell: Cell) -> object:
    return await cell.desk.series.end(cell.person, await weekly(cell), with_running=True)


async def skipped(cell: Cell) -> object:
    first = cell.desk.clock.now().date() + timedelta(days=1)
    return await cell.desk.series.skip(cell.person, await weekly(cell), first)


async def unskipped(cell: Cell) -> object:
    first = cell.desk.clock.now().date() + timedelta(days=1)
    return await cell.desk.series.unskip(cell.person, await weekly(cell), first)


async def previewed(cell: Cell) -> object:
    upload = Upload(building_id=cell.building, text="name,doors,end\nGail Guest,all,2h", channel=None)
    return await cell.desk.bulk.preview(cell.person, upload)


async def planned(cell: Cell) -> bool:
    plan = await cell.desk.end_all.plan(cell.person, Target(whose=Whose.BUILDING, id=cell.building))
    return cell.grant_id in plan.ids


async def kept(cell: Cell) -> object:
    return await _reviewing(cell).keep(cell.person, await _asked(cell))


async def not_kept(cell: Cell) -> object:
    return await _reviewing(cell).end(cell.person, await _asked(cell))


def _reviewing(cell: Cell) -> Reviewing:
    desk = cell.desk
    return Reviewing(desk.store, desk.clock, frozenset({ADMIN.user_id}), desk._wake)


async def _asked(cell: Cell) -> str:
    row = ReviewRow(id="r1", team_id=TEAM, building_id=cell.building, slot="2030-03-04", grant_id=cell.grant_id)
    async with cell.desk.store.write() as work:
        if await work.reviews.get(TEAM, row.id) is None:
            await work.reviews.add([row])
    return row.id
