"""Lists of guests: every field comes back, what was given or forgotten leaves nothing of the guest behind."""

from datetime import timedelta

from bot.domain.building import Method
from bot.domain.bulk.row import BulkRow, Fault, RowState, Wanted
from bot.domain.grant import Guest
from bot.domain.window import Window
from bot.services.bulk.batch import Batch, Expired
from bot.services.kept import LIST_ROWS
from bot.services.store import Store
from tests.contracts.store_samples import HOUR, MINUTE, T0, TEAM, grant, seed

ZOE = Guest(name="Zoë Guest", email="zoe@example.com", phone="+12125550100")
DAY = timedelta(days=1)


def batch(batch_id: str = "b1", **changes: object) -> Batch:
    """Nothing in it is a default."""
    sample = Batch(
        id=batch_id,
        team_id=TEAM,
        building_id="b1",
        requester="U1",
        channel="C1",
        ignored=("Company",),
        made_at=T0,
        started_at=T0 + MINUTE,
        due_at=T0 + 2 * MINUTE,
        card_channel="C1",
        card_ts="1.0",
    )
    return sample.model_copy(update=changes)


def wanted(guest: Guest = ZOE) -> Wanted:
    window = Window(starts_at=T0, ends_at=T0 + HOUR)
    return Wanted(guest=guest, entrance_ids=("e1", "e2"), method=Method.MOBILE_KEY, window=window, reason="Demo visit")


def row(number: int = 1, guest: Guest = ZOE, **changes: object) -> BulkRow:
    sample = BulkRow(
        id=f"r{number}",
        team_id=TEAM,
        batch_id="b1",
        number=number,
        state=RowState.READY,
        name=guest.name,
        wanted=wanted(guest),
        faults=(Fault(column="end", said="Too late."),),
        needs_approval=True,
        grant_id="g1",
        tries=2,
        retried_by="U2",
    )
    return sample.model_copy(update=changes)


async def test_a_list_comes_back_as_it_was_kept(store: Store) -> None:
    bare = BulkRow(id="r9", team_id=TEAM, batch_id="b1", number=9, state=RowState.BAD)
    async with store.write() as work:
        await work.bulk.add(batch(), [bare, row(2), row(1)])

    async with store.read() as work:
        assert await work.bulk.get(TEAM, "b1") == batch()
        assert await work.bulk.get("T2", "b1") is None
        assert list(await work.bulk.rows(TEAM, "b1")) == [row(1), row(2), bare]
        assert not await work.bulk.rows("T2", "b1")


async def test_rows_whose_turn_has_not_come_are_given_in_order(store: Store) -> None:
    async with store.write() as work:
        await work.bulk.add(batch(), [row(n) for n in (3, 1, 2)])
        await work.bulk.save_rows([row(1).given("g7")])

    async with store.read() as work:
        assert [one.number for one in await work.bulk.ready(TEAM, "b1", 1)] == [2]
        assert (await work.bulk.rows(TEAM, "b1"))[0] == row(1).given("g7")


async def test_lists_come_due(store: Store) -> None:
    async with store.write() as work:
        assert (await work.next_times()).rows is None
        await work.bulk.add(batch("b1"), [])
        await work.bulk.add(batch("b2", due_at=T0), [])
        await work.bulk.add(batch("b3", due_at=None), [])

    async with store.read() as work:
        assert [one.id for one in await work.bulk.due(T0 + HOUR)] == ["b2", "b1"]
        assert [one.id for one in await work.bulk.due(T0)] == ["b2"]
        assert [one.id for one in await work.bulk.under_way(TEAM)] == ["b2", "b1"]
        assert not await work.bulk.under_way("T2")
        assert (await work.next_times()).rows == T0
        assert not await work.rows_due(T0 - HOUR)
        assert await work.rows_due(T0) == {LIST_ROWS}


async def test_where_the_progress_stands_is_where_its_grants_are_told_of(store: Store) -> None:
    await seed(store, grant("g1", batch_id="b1"), grant("g2"))
    async with store.write() as work:
        await work.bulk.add(batch(), [])
        await work.bulk.stands(batch(card_channel="C7", card_ts="7.0"))

    async with store.read() as work:
        assert await work.bulk.get(TEAM, "b1") == batch(card_channel="C7", card_ts="7.0")
        mine, other = [await work.grants.record(TEAM, id_) for id_ in ("g1", "g2")]
    assert mine is not None
    assert other is not None
    assert (mine.grant.card_channel, mine.grant.card_ts, mine.grant.batch_id) == ("C7", "7.0", "b1")
    assert other.grant.card_ts is None


async def test_a_forgotten_guest_is_in_no_row_and_is_not_given_access(store: Store) -> None:
    namesake = Guest(name="zoë  guest")
    async with store.write() as work:
        await work.bulk.add(batch(), [row(1), row(2, namesake), row(3, namesake, wanted=None)])
        await work.bulk.forget("T2", ZOE, ["b1"])
        assert not await work.bulk.forget(TEAM, ZOE, ["b2"])
        lists = await work.bulk.forget(TEAM, Guest(name="Other", email="ZOE@example.com"), ["b1", "b2"])
        assert list(lists) == [batch()]

    async with store.write() as work:
        gone, *others = await work.bulk.rows(TEAM, "b1")
        assert gone == row(1).given("g1").model_copy(update={"state": RowState.REFUSED})
        assert all(one.name for one in others)
        await work.bulk.forget(TEAM, Guest(name="Zoë Guest"), ["b1"])
    async with store.read() as work:
        assert not any(one.name or one.wanted or one.faults for one in await work.bulk.rows(TEAM, "b1"))


async def test_what_nobody_started_is_dropped_and_the_rest_is_wiped(store: Store) -> None:
    kept = row(4, batch_id="b3", state=RowState.REFUSED)
    async with store.write() as work:
        await work.bulk.add(batch("b1"), [row(1, state=RowState.REFUSED), row(2).given("g1"), row(5)])
        await work.bulk.add(batch("b2", made_at=T0, started_at=None), [row(3, batch_id="b2")])
        await work.bulk.add(batch("b3", started_at=T0 + DAY), [kept])
        assert (await work.bulk.expire("T2", T0 + DAY)).rows == 0
        assert await work.bulk.expire(TEAM, T0 + DAY) == Expired(rows=2, lists=(batch("b1"),))

    async with store.read() as work:
        assert await work.bulk.get(TEAM, "b2") is None
        assert not await work.bulk.rows(TEAM, "b2")
        *over, waiting = await work.bulk.rows(TEAM, "b1")
        assert not any(one.name or one.wanted or one.faults for one in over)
        assert waiting == row(5)
        assert list(await work.bulk.rows(TEAM, "b3")) == [kept]
