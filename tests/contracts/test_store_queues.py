"""Sagas and due rows: what may be taken, by whom, and what comes back."""

import pytest

from bot.domain.grant import GrantState
from bot.services.kept import Claim, Due, DueKind, LeaseLost, Which
from bot.services.store import Store, Work
from tests.contracts.store_samples import HOUR, LEASE, MINUTE, T0, TEAM, grant, seed


async def start(store: Store, **lanes: str) -> None:
    await seed(store, *(grant(grant_id) for grant_id in lanes))
    async with store.write() as work:
        for place, (grant_id, lane) in enumerate(lanes.items()):
            await work.sagas.start(TEAM, grant_id, lane, T0 + place * MINUTE)


async def claim(work: Work) -> Claim:
    claimed = await work.sagas.claim(T0 + HOUR, "me", LEASE)
    assert claimed is not None
    return claimed


class TestSagas:
    async def test_longest_due_comes_first_and_nothing_before_its_time(self, store: Store) -> None:
        await start(store, g1="a", g2="b")
        async with store.write() as work:
            assert await work.sagas.claim(T0 - MINUTE, "me", LEASE) is None
            assert (await work.next_times()).sagas == T0

            assert [(await claim(work)).grant_id, (await claim(work)).grant_id] == ["g1", "g2"]
            assert await work.sagas.claim(T0 + HOUR, "me", LEASE) is None
            assert (await work.next_times()).sagas == T0 + HOUR + LEASE

    async def test_where_few_places_are_left_the_urgent_ones_are_claimed(self, store: Store) -> None:
        changes = {"g1": {"batch_id": "b"}, "g2": {}, "g3": {"batch_id": "b", "state": GrantState.ENDING}}
        await seed(store, *(grant(name, **change) for name, change in changes.items()))
        async with store.write() as work:
            for place, name in enumerate(changes):
                await work.sagas.start(TEAM, name, name, T0 + place * MINUTE)
            claimed = [await work.sagas.claim(T0 + HOUR, "me", LEASE, which) for which in (*Which, *Which)]

            assert [one and one.grant_id for one in claimed] == ["g1", "g2", "g3", None, None, None]

    async def test_an_end_is_claimed_before_what_was_due_longer(self, store: Store) -> None:
        await seed(store, grant("g1"), grant("g2", state=GrantState.ENDING), grant("g3", state=GrantState.ENDING))
        async with store.write() as work:
            for place, name in enumerate(("g1", "g2", "g3")):
                await work.sagas.start(TEAM, name, name, T0 + place * MINUTE)
            claimed = [await work.sagas.claim(T0 + HOUR, "me", LEASE, Which.ENDING) for _ in range(3)]

            assert [one and one.grant_id for one in claimed] == ["g2", "g3", None]

    async def test_one_lane_runs_one_at_a_time(self, store: Store) -> None:
        await start(store, g1="a", g2="a")
        async with store.write() as work:
            first = await claim(work)
            assert await work.sagas.claim(T0 + HOUR, "me", LEASE) is None

            await work.sagas.park(first, None, T0 + HOUR, progressed=True)
            assert (await claim(work)).grant_id == "g2"

    async def test_a_lease_that_ran_out_is_lost_to_the_whole_lane(self, store: Store) -> None:
        await start(store, g1="a", g2="a")
        later = T0 + 2 * HOUR
        async with store.write() as work:
            first = await claim(work)
            await work.sagas.wake("g2", T0 - HOUR)
            second = await work.sagas.claim(later, "other", LEASE)

            assert second is not None
            assert second.grant_id == "g2"
            with pytest.raises(LeaseLost):
                await work.sagas.hold(first)
            with pytest.raises(LeaseLost):
                await work.sagas.renew(first, later)
            with pytest.raises(LeaseLost):
                await work.sagas.park(first, None, later, progressed=True)
            await work.sagas.hold(second)

    async def test_attempts_grow_until_there_is_progress(self, store: Store) -> None:
        await start(store, g1="a")
        async with store.write() as work:
            attempts = []
            for progressed in (False, False, True, False):
                claimed = await claim(work)
                attempts.append(claimed.attempts)
                await work.sagas.park(claimed, T0, T0 + HOUR, progressed=progressed)

        assert attempts == [1, 2, 3, 1]

    async def test_a_wake_while_it_runs_makes_it_run_again(self, store: Store) -> None:
        await start(store, g1="a")
        async with store.write() as work:
            claimed = await claim(work)
            await work.sagas.wake("g1", T0 + 9 * HOUR)
            await work.sagas.park(claimed, None, T0 + HOUR, progressed=True)
            assert (await work.next_times()).sagas == T0 + HOUR

            await work.sagas.park(await claim(work), None, T0 + HOUR, progressed=True)
            assert (await work.next_times()).sagas is None

            await work.sagas.wake("g1", T0 + 9 * HOUR)
            await work.sagas.wake("g1", T0 + 8 * HOUR)
            await work.sagas.wake("g1", T0 + 9 * HOUR)
            assert (await work.next_times()).sagas == T0 + 8 * HOUR

    async def test_starting_again_wakes(self, store: Store) -> None:
        await start(store, g1="a")
        async with store.write() as work:
            await work.sagas.park(await claim(work), None, T0, progressed=True)
            await work.sagas.start(TEAM, "g1", "a", T0 + MINUTE)

            assert (await work.next_times()).sagas == T0 + MINUTE

    async def test_renewing_keeps_others_out(self, store: Store) -> None:
        await start(store, g1="a")
        async with store.write() as work:
            await work.sagas.renew(await claim(work), T0 + 3 * HOUR)

            assert await work.sagas.claim(T0 + 3 * HOUR, "other", LEASE) is None
            assert await work.sagas.claim(T0 + 3 * HOUR + MINUTE, "other", LEASE) is not None

    async def test_a_restart_breaks_leases(self, store: Store) -> None:
        await start(store, g1="a")
        async with store.write() as work:
            before = await claim(work)
            await work.sagas.break_leases()

            assert (await claim(work)).fence > before.fence
            with pytest.raises(LeaseLost):
                await work.sagas.hold(before)


def due(due_id: str, minutes: int, kind: DueKind = DueKind.REMINDER) -> Due:
    return Due(id=due_id, team_id=TEAM, grant_id="g1", kind=kind, lead=HOUR, due_at=T0 + minutes * MINUTE)


class TestDue:
    async def test_rows_fire_by_kind_and_time(self, store: Store) -> None:
        await seed(store, grant())
        async with store.write() as work:
            await work.due.put([due("late", 5), due("first", 1), due("other", 1, DueKind.UNSHOWN), due("next", 3)])
            await work.due.put([])

            found = await work.due.due(DueKind.REMINDER, T0 + 3 * MINUTE)
            assert found == [due("first", 1), due("next", 3)]
            assert [d.id for d in await work.due.due(DueKind.REMINDER, T0 + HOUR, limit=1)] == ["first"]
            assert await work.rows_due(T0) == frozenset()
            assert await work.rows_due(T0 + MINUTE) == {DueKind.REMINDER, DueKind.UNSHOWN}

            await work.due.done(["first", "next"])
            assert (await work.next_times()).rows == T0 + MINUTE
            dropped = [await work.due.drop("g1", DueKind.UNSHOWN) for _ in range(2)]
            assert dropped == [True, False]
            assert (await work.next_times()).rows == T0 + 5 * MINUTE

    async def test_put_again_moves(self, store: Store) -> None:
        await seed(store, grant())
        async with store.write() as work:
            await work.due.put([due("a", 1)])
            await work.due.put([due("a", 9)])

            assert await work.due.due(DueKind.REMINDER, T0 + HOUR) == [due("a", 9)]
