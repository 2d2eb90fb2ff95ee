"""What one process holds: kept while it lives, let go when it stops, taken over at once when it is dead."""

import asyncio
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.services.kept import Claim, LeaseLost
from tests.engine.room import LEASE, QUARTER, Room
from tests.fakes_tables import MemorySagas


class TestLeases:
    async def claimed(self, room: Room, name: str) -> Claim:
        """As a process had it that is dead by now."""
        await room.add(name)
        async with room.store.write() as work:
            claim = await work.sagas.claim(room.clock.now(), "dead", LEASE)
        assert claim is not None
        return claim

    async def test_a_start_takes_over_at_once_what_a_dead_process_held(self, room: Room) -> None:
        old = await self.claimed(room, "a")
        async with room.running() as engine:
            await engine.settle()

            assert room.saga.ended == ["a"]
            with pytest.raises(LeaseLost):
                async with room.store.write() as work:
                    await work.sagas.hold(old)

    async def test_a_long_drive_keeps_its_lease(self, room: Room) -> None:
        await room.add("a")
        room.saga.held = {"a"}
        lease = timedelta(milliseconds=30)
        async with room.running(lease=lease):
            await room.until(lambda: room.saga.began == ["a"])
            room.clock.advance(QUARTER)

            await room.until(lambda: room.row("a").lease_until == room.clock.now() + lease)

    async def test_a_lease_that_ran_out_while_the_machine_slept_is_not_driven_twice(self, room: Room) -> None:
        await room.add("a")
        room.saga.held = {"a"}
        async with room.running() as engine:
            await room.until(lambda: room.saga.began == ["a"])
            room.clock.advance(10 * LEASE)
            await room.add("b")
            engine.ring()
            await room.until(lambda: "b" in room.saga.ended)
            room.saga.release()
            await engine.settle()

            assert room.saga.began == ["a", "b"]
            assert room.saga.at_once == 1
            assert room.row("a").due_at is None, "its own claim parked it"

    async def test_a_saga_may_end_while_the_leases_of_all_are_kept(
        self, room: Room, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        renew = MemorySagas.renew

        async def slow(self: MemorySagas, claim: Claim, until: datetime) -> None:
            room.saga.release()
            for _ in range(10):
                await asyncio.sleep(0)
            await renew(self, claim, until)

        async def parked_already(_claim: Claim) -> None:
            """Its last transaction was before; only its task has still to end."""

        await room.add("a", "b")
        room.saga.held = {"a", "b"}
        monkeypatch.setattr(room.saga, "_park", parked_already)
        with capture_logs() as logged:
            async with room.running() as engine:
                await room.until(lambda: sorted(room.saga.began) == ["a", "b"])
                monkeypatch.setattr(MemorySagas, "renew", slow)
                room.clock.advance(10 * LEASE)
                engine.ring()
                await engine.settle()

        assert logged == []


class TestStop:
    async def test_it_waits_for_what_runs_and_begins_nothing_new(self, room: Room) -> None:
        await room.add("a")
        room.saga.held = {"a"}
        engine = room.engine()
        await engine.start()
        await room.until(lambda: room.saga.began == ["a"])

        stopping = asyncio.create_task(engine.stop())
        await room.add("b")
        engine.ring()
        await asyncio.sleep(0)
        assert not stopping.done()
        assert not engine.alive
        room.saga.release()
        await stopping

        assert (room.saga.began, room.saga.ended) == (["a"], ["a"])

    async def test_what_does_not_end_in_time_is_cut_off_and_the_next_start_does_it(self, room: Room) -> None:
        await room.add("a")
        room.saga.held = {"a"}
        engine = room.engine()
        await engine.start()
        await room.until(lambda: room.saga.began == ["a"])

        await engine.stop(timedelta(0))
        assert room.saga.ended == []

        room.saga.release()
        async with room.running() as second:
            await second.settle()
            assert room.saga.ended == ["a"]
