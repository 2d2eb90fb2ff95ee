"""Commands to locks and what locks tell: one submit is one command, one event is one happening."""

from datetime import timedelta

from bot.domain.command import Action, Command, CommandState
from bot.domain.feed import Batch, FeedKind, Happening, Lane
from bot.services.store import Store
from tests.contracts.store_samples import MINUTE, T0, TEAM


def command(command_id: str = "c1", **changes: object) -> Command:
    sample = Command(
        id=command_id,
        team_id=TEAM,
        building_id="b1",
        entrance_id="d1",
        action=Action.UNLOCK,
        by="U1",
        reason="The courier waits",
        asked_at=T0,
        due_at=T0,
    )
    return sample.model_copy(update=changes)


def happening(id_: str = "e1", **changes: object) -> Happening:
    sample = Happening(
        id=id_,
        team_id=TEAM,
        building_id="b1",
        entrance_id="d1",
        kind=FeedKind.UNLOCKED,
        at=T0,
        batch="m1",
        tell_at=T0,
        how="keycode",
        battery=0.25,
    )
    return sample.model_copy(update=changes)


async def test_one_submit_is_one_command(store: Store) -> None:
    async with store.write() as work:
        assert await work.commands.add(command(), "V1")
        assert not await work.commands.add(command("c2"), "V1")
        assert await work.commands.add(command("c3", team_id="T2"), "V1")

    async with store.read() as work:
        assert await work.commands.by_submit_key(TEAM, "V1") == command()
        assert await work.commands.get(TEAM, "c2") is None
        assert await work.commands.get("T2", "c1") is None


async def test_a_command_is_found_by_its_attempt_and_saved_whole(store: Store) -> None:
    taken = command(state=CommandState.TAKEN, attempt_id="a1", sent_at=T0, tries=3, due_at=None)
    async with store.write() as work:
        await work.commands.add(command(), "V1")
        await work.commands.save(taken)

    async with store.read() as work:
        assert await work.commands.by_attempt(TEAM, "a1") == taken
        assert await work.commands.by_attempt("T2", "a1") is None


async def test_what_is_due_is_given_to_one_worker_until_its_lease_is_over(store: Store) -> None:
    async with store.write() as work:
        await work.commands.add(command("c1", asked_at=T0 + MINUTE), "V1")
        await work.commands.add(command("c2"), "V2")
        await work.commands.add(command("c3", due_at=None), "V3")
        await work.commands.add(command("c4", due_at=T0 + 9 * MINUTE), "V4")
        first = await work.commands.claim(T0, T0 + 2 * MINUTE, 10)
        assert [one.id for one in first] == ["c2", "c1"]
        assert await work.commands.claim(T0 + MINUTE, T0 + 2 * MINUTE, 10) == []

    async with store.read() as work:
        assert (await work.next_times()).rows == T0 + 2 * MINUTE
        assert [one.id for one in await work.commands.since(TEAM, T0 + MINUTE)] == ["c1"]


async def test_an_event_is_kept_once_and_told_in_its_batch(store: Store) -> None:
    async with store.write() as work:
        assert await work.feed.add(happening())
        assert not await work.feed.add(happening(batch="m2"))
        assert await work.feed.add(happening("e0", at=T0 - MINUTE))
        assert await work.feed.add(happening("e2", kind=FeedKind.TAMPERED, batch="m3", tell_at=T0 + MINUTE))
        assert await work.feed.add(happening("e3", building_id="b2", batch="m4", tell_at=T0 + 2 * MINUTE))

    async with store.read() as work:
        assert [one.id for one in await work.feed.of_batch(TEAM, "m1")] == ["e0", "e1"]
        assert (await work.feed.of_batch(TEAM, "m1"))[1] == happening()
        assert await work.feed.of_batch("T2", "m1") == []
        assert await work.feed.newest_batch(TEAM, "b1", Lane.ROUTINE) == Batch("m1", T0)
        assert await work.feed.newest_batch(TEAM, "b1", Lane.URGENT) == Batch("m3", T0 + MINUTE)
        assert await work.feed.newest_batch(TEAM, "b3", Lane.ALARM) is None


async def test_the_last_of_some_kinds_at_a_door_is_known(store: Store) -> None:
    offline, online = FeedKind.OFFLINE, FeedKind.ONLINE
    async with store.write() as work:
        await work.feed.add(happening("e1", kind=offline))
        await work.feed.add(happening("e2", kind=online, at=T0 + MINUTE))
        await work.feed.add(happening("e3", kind=offline, at=T0 + 2 * MINUTE, entrance_id="d2"))

    async with store.read() as work:
        last = await work.feed.last(TEAM, "d1", {offline, online})
        assert last is not None
        assert last.id == "e2"
        assert await work.feed.last(TEAM, "d1", {FeedKind.TAMPERED}) is None


async def test_what_is_old_is_forgotten_but_for_commands_under_way(store: Store) -> None:
    async with store.write() as work:
        await work.feed.add(happening())
        await work.feed.add(happening("e2", at=T0 + timedelta(days=1)))
        await work.commands.add(command(), "V1")
        await work.commands.add(command("c2", due_at=None), "V2")
        await work.feed.forget(T0 + MINUTE)

    async with store.read() as work:
        assert [one.id for one in await work.feed.of_batch(TEAM, "m1")] == ["e2"]
        assert await work.commands.get(TEAM, "c1") is not None
        assert await work.commands.get(TEAM, "c2") is None
