"""A desk whose building has no hub, and what it keeps of door tasks."""

from datetime import timedelta
from typing import Any

from bot.domain.building import Hub
from bot.domain.grant import GrantState
from bot.domain.task import DoorTask, TaskKind, TaskState
from bot.services.trail.audit import Wanted
from tests.services.desk import RITA, TEAM, Desk

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
NOTICES = "C0NOTICE"


async def opened(**settings: object) -> Desk:
    return await Desk().open(**{"hub": Hub.NO, "notice_channel": NOTICES, **settings})


async def tasks(desk: Desk, grant_id: str) -> tuple[DoorTask, ...]:
    return (await desk.record(grant_id)).tasks


async def open_task(desk: Desk, grant_id: str) -> DoorTask:
    [task] = [task for task in await tasks(desk, grant_id) if task.is_open]
    return task


async def issued(desk: Desk, *doors: str, **update: Any) -> str:
    grant_id = await desk.give(*doors, **update)
    await desk.run(10 * SECOND)
    return grant_id


async def ended(desk: Desk, grant_id: str) -> None:
    await desk.access.end(RITA, grant_id)
    await desk.run(10 * SECOND)
    assert (await desk.record(grant_id)).grant.state is GrantState.ENDED


async def states(desk: Desk, grant_id: str) -> list[tuple[TaskKind, TaskState]]:
    return [(task.kind, task.state) for task in await tasks(desk, grant_id)]


async def told(desk: Desk, what: str) -> list[str | None]:
    async with desk.store.read() as work:
        lines = await work.audit.find(TEAM, Wanted(what=what), None, 100)
    return [line.actor for line in lines]
