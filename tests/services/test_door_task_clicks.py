"""Who may say that a door is updated, and what a building's hub makes of tasks."""

import asyncio

import pytest

from bot.domain.building import Hub
from bot.domain.errors import NotAllowed, WrongState
from bot.domain.grant import DoorState
from bot.domain.roles import Holder, HolderKind, Role
from bot.domain.task import TaskKind, TaskState
from bot.domain.window import Window
from bot.services.kept import PostKind
from bot.services.trail.audit import Wanted
from tests.services.desk import ADMIN, OUTSIDER, RITA, SAM, TEAM
from tests.services.task_desk import (
    HOUR,
    SECOND,
    ended,
    issued,
    open_task,
    opened,
    states,
    tasks,
    told,
)


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

    @pytest.mark.parametrize("said", [(Hub.NO,), (Hub.UNKNOWN, Hub.NO)])
    async def test_where_there_never_was_a_hub_the_door_has_to_learn_what_is_open(self, said: tuple[Hub, ...]) -> None:
        desk = await opened(hub=Hub.YES)
        starts_at = desk.clock.now() + 5 * HOUR
        grant_id = await issued(desk, window=Window(starts_at=starts_at, ends_at=starts_at + HOUR))

        for hub in said:
            await desk.set_up(hub=hub)

        task = await open_task(desk, grant_id)
        assert (task.kind, task.due_at) == (TaskKind.CHANGE, starts_at), "before the guest comes, not at the end"
        await desk.tasks.done(SAM, task.id)
        await desk.set_up(hub=Hub.YES)
        await desk.set_up(hub=Hub.NO)
        assert await states(desk, grant_id) == [(TaskKind.CHANGE, TaskState.DONE)], "somebody was at the door"

    async def test_what_a_hub_may_have_told_the_door_has_to_go_at_the_end(self) -> None:
        desk = await opened(hub=Hub.YES)
        grant_id = await issued(desk)
        await desk.set_up(hub=Hub.NO)

        await ended(desk, grant_id)

        assert (await open_task(desk, grant_id)).kind is TaskKind.REMOVE

    @pytest.mark.parametrize("hub", [Hub.YES, Hub.UNKNOWN])
    async def test_an_end_that_moved_while_a_hub_was_believed_in_is_to_be_learned(self, hub: Hub) -> None:
        desk = await opened()
        grant_id = await issued(desk)
        await desk.tasks.done(SAM, (await open_task(desk, grant_id)).id)
        await desk.set_up(hub=hub)
        await desk.access.extend(RITA, grant_id, desk.clock.now() + 5 * HOUR)
        await desk.run(10 * SECOND)

        await desk.set_up(hub=Hub.NO)

        assert (await open_task(desk, grant_id)).kind is TaskKind.CHANGE


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
