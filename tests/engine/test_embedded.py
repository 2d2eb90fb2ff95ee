from bot.domain.grant import GrantState
from bot.engine.crons import Cron
from bot.engine.embedded import REST_AFTER_FAULT
from bot.engine.places import ENDS_AT_ONCE, LISTS_AT_ONCE, SAGAS_AT_ONCE
from bot.services.kept import Post, PostKind
from bot.services.messages.outbox import Sent
from tests.contracts.store_samples import TEAM
from tests.engine.room import LEASE, QUARTER, Room


def _named(kind: str, number: int) -> list[str]:
    return [f"{kind}{n:02}" for n in range(number)]


class TestSagas:
    async def test_all_that_is_due_is_done_before_it_settles(self, room: Room) -> None:
        await room.add("a", "b", "c")
        async with room.running() as engine:
            await engine.settle()

            assert sorted(room.saga.ended) == ["a", "b", "c"]

    async def test_one_that_is_not_due_waits_for_its_time(self, room: Room) -> None:
        await room.add("a")
        async with room.store.write() as work:
            claim = await work.sagas.claim(room.clock.now(), "test", LEASE)
            assert claim is not None
            await work.sagas.park(claim, room.clock.now() + QUARTER, room.clock.now(), progressed=True)
        async with room.running() as engine:
            await engine.settle()
            assert room.saga.began == []

            room.clock.advance(QUARTER)
            await engine.settle()
            assert room.saga.began == ["a"]

    async def test_what_becomes_due_rings_by_itself(self, room: Room) -> None:
        async with room.running() as engine:
            await engine.settle()
            await room.add("a")
            engine.ring()

            await room.until(lambda: room.saga.ended == ["a"])

    async def test_only_so_many_run_at_once_and_the_others_follow(self, room: Room) -> None:
        names = [f"g{number:02}" for number in range(SAGAS_AT_ONCE + 5)]
        await room.add(*names)
        room.saga.held = set(names)
        async with room.running() as engine:
            await room.until(lambda: len(room.saga.began) >= SAGAS_AT_ONCE)
            assert len(room.saga.began) == SAGAS_AT_ONCE

            room.saga.release()
            await engine.settle()
            assert sorted(room.saga.ended) == names

    async def test_a_list_leaves_places_for_single_grants_and_an_end_begins_whatever_hangs(self, room: Room) -> None:
        rows, single, ends = _named("l", 2 * LISTS_AT_ONCE), _named("s", SAGAS_AT_ONCE), _named("e", ENDS_AT_ONCE)
        room.saga.held = {*rows, *single, *ends}
        await room.add(*rows, batch_id="b")
        async with room.running() as engine:
            await room.until(lambda: len(room.saga.began) == LISTS_AT_ONCE)
            await room.add(*single)
            engine.ring()
            await room.until(lambda: len(room.saga.began) == SAGAS_AT_ONCE)
            await room.add(*ends, state=GrantState.ENDING)
            engine.ring()
            await room.until(lambda: len(room.saga.began) == ENDS_AT_ONCE)

            assert LISTS_AT_ONCE < SAGAS_AT_ONCE < ENDS_AT_ONCE
            kinds = [name[0] for name in room.saga.began]
            others = SAGAS_AT_ONCE - LISTS_AT_ONCE
            assert kinds == ["l"] * LISTS_AT_ONCE + ["s"] * others + ["e"] * (ENDS_AT_ONCE - SAGAS_AT_ONCE)

    async def test_one_that_is_woken_while_it_runs_runs_again(self, room: Room) -> None:
        await room.add("a")
        room.saga.held = {"a"}
        async with room.running() as engine:
            await room.until(lambda: room.saga.began == ["a"])
            await room.wake("a")
            room.saga.release()
            await engine.settle()

            assert room.saga.ended == ["a", "a"]


class TestFaults:
    async def test_one_that_raises_rests_and_the_others_go_on(self, room: Room) -> None:
        await room.add("bad", "good")
        room.saga.broken = {"bad"}
        async with room.running() as engine:
            await engine.settle()

            assert room.saga.ended == ["good"]
            assert room.row("bad").due_at == room.clock.now() + REST_AFTER_FAULT
            assert room.row("bad").lease_until is None

    async def test_it_comes_back_and_its_rest_grows(self, room: Room) -> None:
        await room.add("bad")
        room.saga.broken = {"bad"}
        async with room.running() as engine:
            await engine.settle()
            room.clock.advance(REST_AFTER_FAULT)
            await engine.settle()
            assert room.row("bad").due_at == room.clock.now() + 2 * REST_AFTER_FAULT

            room.saga.broken.clear()
            room.clock.advance(2 * REST_AFTER_FAULT)
            await engine.settle()
            assert room.saga.ended == ["bad"]

    async def test_a_pass_that_raises_does_not_end_the_engine(self, room: Room) -> None:
        async with room.running() as engine:
            await engine.settle()
            await room.add("a")
            await room.remind("a")
            room.reminders.failures = 1
            engine.ring()
            await room.until(lambda: room.reminders.failures == 0)
            assert engine.alive

            await engine.settle()
            assert room.saga.ended == ["a"]

    async def test_a_post_that_raises_stops_nothing(self, room: Room) -> None:
        class Broken:
            async def deliver(self, post: Post) -> Sent:
                raise LookupError(post.key)

        room.poster = Broken()
        await room.add("a")
        async with room.store.write() as work:
            await work.posts.put(Post(key="p", team_id=TEAM, kind=PostKind.ALARM, due_at=room.clock.now()))
        async with room.running() as engine:
            await engine.settle()

            assert engine.alive
            assert room.saga.ended == ["a"]


class TestCrons:
    async def test_each_slot_is_done_once_over_two_engines(self, room: Room) -> None:
        done: list[str] = []

        def cron(by: str) -> Cron:
            async def do() -> None:
                done.append(by)

            return Cron("buildings", QUARTER, do)

        async with room.running([cron("first")]) as first, room.running([cron("second")]) as second:
            for slots in (1, 2, 3):
                for engine in (first, second, first):
                    await engine.settle()
                assert len(done) == slots
                room.clock.advance(QUARTER)

    async def test_slots_missed_while_down_are_made_up_for_once(self, room: Room) -> None:
        done: list[int] = []

        async def do() -> None:
            done.append(1)

        for _ in range(2):
            async with room.running([Cron("buildings", QUARTER, do)]) as engine:
                await engine.settle()
            room.clock.advance(8 * QUARTER)

        assert len(done) == 2

    async def test_one_that_raises_is_tried_again_in_the_next_slot(self, room: Room) -> None:
        tries: list[int] = []

        async def do() -> None:
            tries.append(1)
            raise ConnectionError

        await room.add("a")
        async with room.running([Cron("buildings", QUARTER, do)]) as engine:
            await engine.settle()
            room.clock.advance(QUARTER)
            await engine.settle()

            assert len(tries) == 2
            assert room.saga.ended == ["a"]
