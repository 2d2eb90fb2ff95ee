"""Which doors somebody has to go to, and who has been there, by what the services keep of it."""

import pytest

from bot.domain.building import Hub, Method
from bot.domain.errors import WrongState
from bot.domain.grant import DoorState, GrantState
from bot.domain.task import TaskKind, TaskState
from bot.domain.window import Window
from tests.services.desk import RITA, SAM, Desk
from tests.services.task_desk import (
    HOUR,
    MINUTE,
    SECOND,
    ended,
    issued,
    open_task,
    opened,
    states,
    tasks,
    told,
)


class TestMaking:
    async def test_a_pin_makes_a_task_for_each_door(self) -> None:
        desk = await opened()

        grant_id = await issued(desk, *desk.doors[:2])

        made = await tasks(desk, grant_id)
        assert {task.door for task in made} == {"Lobby", "Garage"}
        assert {task.kind for task in made} == {TaskKind.NEW}
        assert all(task.due_at == task.made_at for task in made), "the start is now"
        assert await told(desk, "task_made") == [None, None]

    async def test_it_is_due_at_the_start(self) -> None:
        desk = await opened()
        starts_at = desk.clock.now() + 5 * HOUR
        window = Window(starts_at=starts_at, ends_at=starts_at + HOUR)

        grant_id = await issued(desk, window=window)

        assert (await open_task(desk, grant_id)).due_at == starts_at

    @pytest.mark.parametrize("hub", [Hub.YES, Hub.UNKNOWN])
    async def test_a_door_that_hears_by_itself_or_may_has_none(self, hub: Hub) -> None:
        desk = await opened(hub=hub)
        grant_id = await issued(desk)

        await desk.access.extend(RITA, grant_id, desk.clock.now() + 5 * HOUR)
        await desk.run(10 * SECOND)
        await ended(desk, grant_id)

        assert await tasks(desk, grant_id) == ()

    async def test_a_door_of_its_own_kind_alone(self) -> None:
        desk = Desk()
        await desk.open(hub=Hub.YES, entrance_hubs={desk.doors[1]: Hub.NO})

        grant_id = await issued(desk, *desk.doors)

        assert [task.door for task in await tasks(desk, grant_id)] == ["Garage"]

    async def test_a_mobile_key_has_none(self) -> None:
        desk = await opened(mobile_keys="instant_key")

        grant_id = await issued(desk, method=Method.MOBILE_KEY)
        await ended(desk, grant_id)

        assert await tasks(desk, grant_id) == ()

    async def test_it_is_written_with_what_it_follows_from(self) -> None:
        """Whatever stops the process, there is never a PIN without its task: both come in one transaction."""
        desk = await opened()
        grant_id = await desk.give()

        async with desk.store.read():
            for _ in range(20):
                await desk.run(SECOND / 2)
                record = await desk.record(grant_id)
                for credential in record.credentials:
                    has_task = any(task.credential_id == credential.id for task in record.tasks)
                    assert has_task is (credential.door_state is DoorState.TASK_DUE)

    async def test_a_transaction_that_fails_leaves_neither(self, monkeypatch: pytest.MonkeyPatch) -> None:
        desk = await opened()
        grant_id = await desk.give()
        broken = RuntimeError("the disk is full")

        async def fail(*_: object) -> None:
            raise broken

        monkeypatch.setattr("bot.services.change.follow", fail)
        with pytest.raises(RuntimeError):
            await desk.run(10 * SECOND)
        monkeypatch.undo()
        desk.saga = desk.new_saga()
        async with desk.store.write() as work:
            await work.sagas.break_leases()
        assert await tasks(desk, grant_id) == ()
        assert not any(c.was_issued for c in (await desk.record(grant_id)).credentials)

        await desk.run(2 * MINUTE)

        assert await states(desk, grant_id) == [(TaskKind.NEW, TaskState.OPEN)]


class TestLife:
    async def test_done_says_who_was_at_the_door(self) -> None:
        desk = await opened()
        grant_id = await issued(desk)
        task = await open_task(desk, grant_id)

        await desk.tasks.done(SAM, task.id)

        [credential] = (await desk.record(grant_id)).credentials
        assert credential.door_state is DoorState.CONFIRMED
        [settled] = await tasks(desk, grant_id)
        assert (settled.state, settled.settled_by, settled.settled_at) == (TaskState.DONE, "U0SAM", desk.clock.now())
        assert await told(desk, "task_done") == ["U0SAM"]

    async def test_an_extension_is_due_at_the_old_end(self) -> None:
        desk = await opened()
        grant_id = await issued(desk)
        await desk.tasks.done(SAM, (await open_task(desk, grant_id)).id)
        old_end = (await desk.record(grant_id)).grant.window.ends_at

        await desk.access.extend(RITA, grant_id, old_end + 3 * HOUR)
        await desk.run(10 * SECOND)

        task = await open_task(desk, grant_id)
        assert (task.kind, task.due_at, task.ends_at) == (TaskKind.CHANGE, old_end, old_end + 3 * HOUR)
        assert (await desk.record(grant_id)).credentials[0].door_state is DoorState.TASK_DUE

    async def test_a_newer_change_takes_the_place_of_an_older_one_with_its_claim(self) -> None:
        desk = await opened()
        grant_id = await issued(desk)
        first = await open_task(desk, grant_id)
        await desk.tasks.claim(SAM, first.id)

        await desk.access.extend(RITA, grant_id, desk.clock.now() + 9 * HOUR)
        await desk.run(10 * SECOND)

        second = await open_task(desk, grant_id)
        assert await states(desk, grant_id) == [
            (TaskKind.NEW, TaskState.SUPERSEDED),
            (TaskKind.NEW, TaskState.OPEN),
        ]
        assert (second.claimed_by, second.due_at) == ("U0SAM", first.due_at)
        with pytest.raises(WrongState, match="task_superseded"):
            await desk.tasks.done(SAM, first.id)

    async def test_access_that_ends_before_the_door_knew_of_it_needs_no_walk(self) -> None:
        desk = await opened()
        grant_id = await issued(desk)

        await ended(desk, grant_id)

        assert await states(desk, grant_id) == [(TaskKind.NEW, TaskState.MOOT)]
        assert await told(desk, "task_closed") == [None]

    async def test_what_the_door_knows_has_to_go_in_the_end(self) -> None:
        desk = await opened()
        grant_id = await issued(desk)
        await desk.tasks.done(SAM, (await open_task(desk, grant_id)).id)

        await ended(desk, grant_id)
        removal = await open_task(desk, grant_id)
        await desk.tasks.done(RITA, removal.id)

        assert removal.kind is TaskKind.REMOVE
        assert removal.due_at == removal.made_at
        assert await states(desk, grant_id) == [
            (TaskKind.NEW, TaskState.DONE),
            (TaskKind.REMOVE, TaskState.DONE),
        ]
        assert (await desk.record(grant_id)).credentials[0].door_state is DoorState.CONFIRMED

    async def test_an_end_by_date_too(self) -> None:
        desk = await opened()
        grant_id = await issued(desk)
        await desk.tasks.done(SAM, (await open_task(desk, grant_id)).id)

        await desk.run(3 * HOUR)

        assert (await desk.record(grant_id)).grant.state is GrantState.ENDED
        assert (await open_task(desk, grant_id)).kind is TaskKind.REMOVE

    async def test_somebody_elses_visit_may_have_told_the_door(self) -> None:
        """An update brings a door all that is at Seam: the other guest's PIN too."""
        desk = await opened()
        mine, other = await issued(desk), await issued(desk, name="Otto Other")
        await desk.tasks.done(SAM, (await open_task(desk, other)).id)

        await ended(desk, mine)

        assert (await open_task(desk, mine)).kind is TaskKind.REMOVE

    async def test_a_new_pin_is_one_walk(self) -> None:
        desk = await opened()
        grant_id = await issued(desk)
        await desk.tasks.done(SAM, (await open_task(desk, grant_id)).id)
        [old] = (await desk.record(grant_id)).credentials

        await desk.access.new_pin(RITA, grant_id, old.id)
        await desk.run(20 * SECOND)

        task = await open_task(desk, grant_id)
        assert task.kind is TaskKind.CHANGE
        assert task.credential_id != old.id
        await desk.tasks.done(SAM, task.id)
        assert not [task for task in await tasks(desk, grant_id) if task.is_open]

    async def test_a_new_pin_that_the_door_never_learned_leaves_the_old_one_to_be_removed(self) -> None:
        desk = await opened()
        grant_id = await issued(desk)
        await desk.tasks.done(SAM, (await open_task(desk, grant_id)).id)
        [old] = (await desk.record(grant_id)).credentials
        await desk.access.new_pin(RITA, grant_id, old.id)
        await desk.run(20 * SECOND)

        await ended(desk, grant_id)

        removal = await open_task(desk, grant_id)
        assert removal.kind is TaskKind.REMOVE

    async def test_a_removed_pin_needs_no_second_walk(self) -> None:
        desk = await opened()
        grant_id = await issued(desk)
        await desk.tasks.done(SAM, (await open_task(desk, grant_id)).id)
        [old] = (await desk.record(grant_id)).credentials
        desk.seam.failing_doors.add(desk.doors[0])
        await desk.access.new_pin(RITA, grant_id, old.id)
        await desk.run(20 * SECOND)
        await desk.tasks.done(SAM, (await open_task(desk, grant_id)).id)

        await ended(desk, grant_id)

        assert not [task for task in await tasks(desk, grant_id) if task.is_open]
