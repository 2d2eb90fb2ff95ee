"""Door tasks: what is open, who is first, and what their grants carry of them."""

import asyncio
import contextlib

import pytest
from sqlalchemy.exc import IntegrityError

from bot.domain.grant import GrantState
from bot.domain.task import DoorTask, TaskKind, TaskState
from bot.services.store import Store
from tests.contracts.store_samples import HOUR, MINUTE, T0, TEAM, grant, seed


def task(task_id: str = "t1", **changes: object) -> DoorTask:
    sample = DoorTask(
        id=task_id,
        team_id=TEAM,
        building_id="b1",
        grant_id="g1",
        credential_id="c1",
        entrance_id="e1",
        door="Front door",
        kind=TaskKind.NEW,
        ends_at=T0 + HOUR,
        made_at=T0,
        due_at=T0 + MINUTE,
        board="board1",
    )
    return sample.model_copy(update=changes)


def done(task_id: str = "t1", by: str = "U1", **changes: object) -> DoorTask:
    return task(task_id, state=TaskState.DONE, settled_by=by, settled_at=T0 + MINUTE, **changes)


async def test_a_task_is_part_of_its_grant(store: Store) -> None:
    await seed(store, grant(), grant("g2"))
    whole = task(claimed_by="U1", claimed_at=T0, cannot_by="U2", cannot_why="Rain", cannot_at=T0, stage=2)
    async with store.write() as work:
        await work.tasks.add(whole)
        await work.tasks.add(task("t2", entrance_id="e2", ends_at=None, kind=TaskKind.REMOVE))

        record = await work.grants.record(TEAM, "g1")
        records = await work.grants.records(TEAM, ["g1", "g2"])

        assert record is not None
        assert record.tasks == (whole, task("t2", entrance_id="e2", ends_at=None, kind=TaskKind.REMOVE))
        assert {one.grant.id: len(one.tasks) for one in records} == {"g1": 2, "g2": 0}
        assert await work.tasks.get(TEAM, "t1") == whole
        assert await work.tasks.get("T2", "t1") is None


async def test_a_settled_task_is_not_written_again(store: Store) -> None:
    await seed(store, grant())
    async with store.write() as work:
        await work.tasks.add(task())
        assert await work.tasks.save(done())

        assert not await work.tasks.save(done(by="U2"))

        found = await work.tasks.get(TEAM, "t1")
        assert found is not None
        assert found.settled_by == "U1"


async def test_of_twenty_at_once_one_settles_it(store: Store) -> None:
    await seed(store, grant())
    async with store.write() as work:
        await work.tasks.add(task())

    async def click(number: int) -> bool:
        async with store.write() as work:
            return await work.tasks.save(done(by=f"U{number}"))

    results = await asyncio.gather(*[click(number) for number in range(20)])

    assert sum(results) == 1


async def test_a_grants_door_has_one_open_task(store: Store) -> None:
    await seed(store, grant())
    async with store.write() as work:
        await work.tasks.add(task())
        await work.tasks.save(done())
        await work.tasks.add(task("t2"))

    with pytest.raises((IntegrityError, AssertionError)):
        async with store.write() as work:
            await work.tasks.add(task("t3"))


async def test_the_first_due_of_some_buildings_come_first(store: Store) -> None:
    await seed(store, grant(), grant("g2"))
    async with store.write() as work:
        await work.tasks.add(task("late", due_at=T0 + HOUR))
        await work.tasks.add(task("soon", entrance_id="e2"))
        await work.tasks.add(task("elsewhere", entrance_id="e3", building_id="b2"))
        await work.tasks.add(task("settled", entrance_id="e4"))
        await work.tasks.save(done("settled", entrance_id="e4"))

        first, total = await work.tasks.open(TEAM, ["b1"], 1)
        rest, _ = await work.tasks.open(TEAM, ["b1"], 9, skip=1)

        assert ([one.id for one in first], [one.id for one in rest], total) == (["soon"], ["late"], 2)
        assert await work.tasks.open(TEAM, [], 9) == ([], 0)


async def test_boards_keep_the_order_of_making(store: Store) -> None:
    await seed(store, grant())
    async with store.write() as work:
        assert await work.tasks.newest_board(TEAM, "b1") is None
        for number, board in enumerate(("a", "a", "b")):
            await work.tasks.add(task(f"t{9 - number}", board=board, entrance_id=f"e{number}"))

        assert [one.id for one in await work.tasks.on_board(TEAM, "a")] == ["t9", "t8"]
        assert await work.tasks.newest_board(TEAM, "b1") == "b"
        assert await work.tasks.newest_board(TEAM, "b2") is None


async def test_a_visit_counts_from_when_it_was_made(store: Store) -> None:
    await seed(store, grant())
    async with store.write() as work:
        await work.tasks.add(task())
        await work.tasks.add(task("open", entrance_id="e2"))
        await work.tasks.save(done())

        assert await work.tasks.visited(TEAM, ["e1", "e2"], T0) == {"e1"}
        assert await work.tasks.visited(TEAM, ["e1"], T0 + 2 * MINUTE) == frozenset()
        assert await work.tasks.visited("T2", ["e1"], T0) == frozenset()


async def test_grants_that_a_change_of_hubs_concerns(store: Store) -> None:
    over = [grant(name, state=GrantState.ENDED) for name in ("over", "over, task open")]
    await seed(store, grant("open"), *over)
    async with store.write() as work:
        await work.tasks.add(task(grant_id="over, task open"))

        assert set(await work.tasks.grants_at(TEAM, "b1")) == {"open", "over, task open"}


async def test_what_people_typed_can_be_forgotten(store: Store) -> None:
    await seed(store, grant())
    async with store.write() as work:
        await work.tasks.add(task(cannot_by="U1", cannot_why="Gail did not let me in"))

        await work.tasks.wipe_reasons("g1")

        found = await work.tasks.get(TEAM, "t1")
        assert found is not None
        assert (found.cannot_by, found.cannot_why) == ("U1", None)


async def test_a_task_needs_its_grant(store: Store) -> None:
    await seed(store)

    with contextlib.suppress(LookupError, IntegrityError):
        async with store.write() as work:
            await work.tasks.add(task())

    async with store.read() as work:
        assert await work.tasks.get(TEAM, "t1") is None
