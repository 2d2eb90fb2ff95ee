"""Which doors somebody has to go to, and who has been there, by what the services keep of it."""

import asyncio

import pytest

from bot.domain.building import Hub, Method
from bot.domain.errors import NotAllowed, WrongState
from bot.domain.grant import DoorState, GrantState
from bot.domain.roles import Holder, HolderKind, Role
from bot.domain.task import TaskKind, TaskState
from bot.domain.window import Window
from bot.services.audit import Wanted
from bot.services.kept import PostKind
from tests.services.desk import ADMIN, OUTSIDER, RITA, SAM, TEAM, Desk
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


class TestHubSetting:
    async def test_a_door_that_has_a_hub_now_closes_its_task(self) -> None:
        desk = await opened()
        grant_id = await issued(desk)

        await desk.set_up(hub=Hub.YES)

        assert await states(desk, grant_id) == [(TaskKind.NEW, TaskState.HUB_CHANGED)]
        assert (await desk.record(grant_id)).credentials[0].door_state is DoorState.NOT_NEEDED

    async def test_a_building_that_is_known_to_have_none_makes_tasks(self) -> None:
        desk = await opened(hub=Hub.UNKNOWN)
        grant_id = await issued(desk)

        await desk.set_up(hub=Hub.NO)

        assert await states(desk, grant_id) == [(TaskKind.CHANGE, TaskState.OPEN)]

    async def test_what_a_hub_has_told_the_door_needs_no_walk_until_it_changes(self) -> None:
        desk = await opened(hub=Hub.YES)
        grant_id = await issued(desk)

        await desk.set_up(hub=Hub.NO)
        assert await tasks(desk, grant_id) == ()
        await ended(desk, grant_id)

        assert await states(desk, grant_id) == [(TaskKind.REMOVE, TaskState.OPEN)]


class TestClicks:
    async def test_one_claims_and_others_are_told(self) -> None:
        desk = await opened()
        task = await open_task(desk, await issued(desk))

        await desk.tasks.claim(SAM, task.id)
        await desk.tasks.claim(SAM, task.id)

        with pytest.raises(WrongState, match="task_claimed"):
            await desk.tasks.claim(RITA, task.id)
        assert await told(desk, "task_claimed") == ["U0SAM"]

    async def test_of_twenty_at_once_one_has_done_it(self) -> None:
        desk = await opened()
        task = await open_task(desk, await issued(desk))

        results = await asyncio.gather(
            *[desk.tasks.done(person, task.id) for person in (SAM, RITA) * 10], return_exceptions=True
        )

        assert sum(not isinstance(result, BaseException) for result in results) == 1
        assert len(await told(desk, "task_done")) == 1

    async def test_cannot_leaves_it_to_others_and_tells_who_has_to_know(self) -> None:
        manager = Holder(kind=HolderKind.PERSON, slack_id="U0MANAGER", role=Role.MANAGER)
        issuers = [Holder(kind=HolderKind.PERSON, slack_id=p.user_id, role=Role.ISSUER) for p in (RITA, SAM)]
        desk = await opened(roles=[manager, *issuers])
        task = await open_task(desk, await issued(desk))
        await desk.tasks.claim(SAM, task.id)

        await desk.tasks.cannot(SAM, task.id, "No key for the gate")
        await desk.run(5 * SECOND)

        [noted] = [t for t in await tasks(desk, task.grant_id) if t.is_open]
        assert (noted.cannot_by, noted.cannot_why, noted.claimed_by) == ("U0SAM", "No key for the gate", None)
        assert {post.channel for post in desk.poster.of(PostKind.TASK_DM)} == {"U0RITA", "U0MANAGER"}
        async with desk.store.read() as work:
            lines = await work.audit.find(TEAM, Wanted(what="task_cannot"), None, 9)
        assert "gate" not in str(lines), "what people type stays out of the trail"

    async def test_who_has_no_role_may_do_nothing(self) -> None:
        desk = await opened()
        task = await open_task(desk, await issued(desk))

        for act in (desk.tasks.claim, desk.tasks.done, desk.tasks.look):
            with pytest.raises(NotAllowed):
                await act(OUTSIDER, task.id)
        with pytest.raises(NotAllowed):
            await desk.tasks.cannot(OUTSIDER, task.id, "")
        assert (await desk.tasks.open_for(OUTSIDER, 9)).total == 0
        assert (await desk.tasks.open_for(ADMIN, 9)).total == 1
