"""Sagas, due rows and posts: what may be taken, by whom, and what comes back."""

import pytest

from bot.services.kept import Claim, Due, DueKind, LeaseLost, Post, PostKind
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
            assert await work.sagas.next_due() == T0

            assert [(await claim(work)).grant_id, (await claim(work)).grant_id] == ["g1", "g2"]
            assert await work.sagas.claim(T0 + HOUR, "me", LEASE) is None
            assert await work.sagas.next_due() == T0 + HOUR + LEASE

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
            assert await work.sagas.next_due() == T0 + HOUR

            await work.sagas.park(await claim(work), None, T0 + HOUR, progressed=True)
            assert await work.sagas.next_due() is None

            await work.sagas.wake("g1", T0 + 9 * HOUR)
            await work.sagas.wake("g1", T0 + 8 * HOUR)
            await work.sagas.wake("g1", T0 + 9 * HOUR)
            assert await work.sagas.next_due() == T0 + 8 * HOUR

    async def test_starting_again_wakes(self, store: Store) -> None:
        await start(store, g1="a")
        async with store.write() as work:
            await work.sagas.park(await claim(work), None, T0, progressed=True)
            await work.sagas.start(TEAM, "g1", "a", T0 + MINUTE)

            assert await work.sagas.next_due() == T0 + MINUTE

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

            await work.due.done(["first", "next"])
            assert await work.due.next_due() == T0 + MINUTE
            await work.due.drop("g1", DueKind.UNSHOWN)
            assert await work.due.next_due() == T0 + 5 * MINUTE

    async def test_put_again_moves(self, store: Store) -> None:
        await seed(store, grant())
        async with store.write() as work:
            await work.due.put([due("a", 1)])
            await work.due.put([due("a", 9)])

            assert await work.due.due(DueKind.REMINDER, T0 + HOUR) == [due("a", 9)]


def post(key: str = "card:g1", **changes: object) -> Post:
    sample = Post(key=key, team_id=TEAM, kind=PostKind.CARD, grant_id="g1", channel="C1", data={"n": 1}, due_at=T0)
    return sample.model_copy(update=changes)


class TestPosts:
    async def test_are_claimed_once_oldest_first(self, store: Store) -> None:
        async with store.write() as work:
            for key, minutes in (("c", 2), ("a", 1), ("later", 99), ("b", 1)):
                await work.posts.put(post(key, due_at=T0 + minutes * MINUTE))

            claimed = await work.posts.claim(T0 + HOUR, LEASE, 2)
            rest = await work.posts.claim(T0 + HOUR, LEASE, 9)

            assert [p.key for p in [*claimed, *rest]] == ["a", "b", "c"]
            assert claimed[0] == post("a", due_at=T0 + MINUTE, attempts=1)
            assert await work.posts.next_due() == T0 + HOUR + LEASE
            assert [p.attempts for p in await work.posts.claim(T0 + HOUR + 2 * LEASE, LEASE, 1)] == [2]

    async def test_delivered_is_done_and_known(self, store: Store) -> None:
        async with store.write() as work:
            await work.posts.put(post())
            [claimed] = await work.posts.claim(T0, LEASE, 9)
            assert await work.posts.sent("g1", PostKind.CARD) == []
            await work.posts.delivered(claimed, "C7", "1.2")

            assert await work.posts.next_due() is None
            assert [(p.sent_channel, p.ts) for p in await work.posts.sent("g1", PostKind.CARD)] == [("C7", "1.2")]
            assert await work.posts.sent("g1", PostKind.NOTE) == []

    async def test_put_again_changes_the_same_message(self, store: Store) -> None:
        async with store.write() as work:
            await work.posts.put(post())
            [claimed] = await work.posts.claim(T0, LEASE, 9)
            await work.posts.delivered(claimed, "C7", "1.2")
            await work.posts.put(post(data={"n": 2}, due_at=T0 + MINUTE))

            assert await work.posts.claim(T0, LEASE, 9) == []
            [again] = await work.posts.claim(T0 + MINUTE, LEASE, 9)

        assert (again.sent_channel, again.ts, again.data, again.generation) == ("C7", "1.2", {"n": 2}, 1)
        assert again.attempts == 1

    async def test_put_again_while_it_is_sent_is_sent_again_after(self, store: Store) -> None:
        async with store.write() as work:
            await work.posts.put(post())
            [claimed] = await work.posts.claim(T0, LEASE, 9)
            await work.posts.put(post(data={"n": 2}))
            assert await work.posts.claim(T0, LEASE, 9) == []

            await work.posts.delivered(claimed, "C7", "1.2")
            [again] = await work.posts.claim(T0, LEASE, 9)
            assert (again.ts, again.data) == ("1.2", {"n": 2})

            await work.posts.delivered(again, "C7", "1.2")
            assert await work.posts.next_due() is None

    async def test_postponed_waits_and_given_up_ends(self, store: Store) -> None:
        async with store.write() as work:
            await work.posts.put(post())
            [claimed] = await work.posts.claim(T0, LEASE, 9)
            await work.posts.postpone(claimed, T0 + MINUTE)
            assert await work.posts.next_due() == T0 + MINUTE

            [claimed] = await work.posts.claim(T0 + MINUTE, LEASE, 9)
            assert claimed.attempts == 2
            await work.posts.give_up(claimed, "channel_not_found")
            assert await work.posts.next_due() is None

            await work.posts.put(post())
            assert await work.posts.next_due() == T0

    async def test_may_be_put_for_a_message_that_stands_already(self, store: Store) -> None:
        async with store.write() as work:
            await work.posts.put(post("void:a", kind=PostKind.VOID_REMINDER, ts="9.9", sent_channel="C1"))
            [claimed] = await work.posts.claim(T0, LEASE, 9)

        assert (claimed.ts, claimed.sent_channel) == ("9.9", "C1")
