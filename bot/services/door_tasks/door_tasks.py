"""People at doors. A click is checked and kept in one transaction on the grant: of two at once, one is the doer.

Done is what a person says of a door; nothing else ever calls a door without a hub up to date.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from bot.domain.building import Building
from bot.domain.errors import Refused, WrongState
from bot.domain.grant import DoorState, GrantRecord
from bot.domain.people import Person, may, require
from bot.domain.roles import Verb
from bot.domain.task import DoorTask, TaskState
from bot.domain.value import Value
from bot.services.access import Wake
from bot.services.change import Change, changing
from bot.services.door_tasks.task_reminders import tell_people
from bot.services.door_tasks.visiting import follow, managers, record_task
from bot.services.messages.telling import tell_card
from bot.services.ports import Clock
from bot.services.store import Store, Work

LONGEST_WHY = 200


class TaskSeen(Value):
    """A task with the grant it is for."""

    task: DoorTask
    record: GrantRecord


class OpenTasks(Value):
    """Some of the open tasks of somebody's buildings, the first due first."""

    seen: tuple[TaskSeen, ...] = ()
    total: int = 0
    has_building: bool = True
    """Whether the person may do tasks anywhere."""


class DoorTasks:
    """What somebody has to do at doors that hear nothing by themselves."""

    def __init__(self, store: Store, clock: Clock, admins: frozenset[str], wake: Wake) -> None:
        self._store = store
        self._clock = clock
        self._admins = admins
        self._wake = wake

    async def open_for(self, person: Person, limit: int, skip: int = 0, building_id: str | None = None) -> OpenTasks:
        """Open tasks of the buildings where the person may do them, or of one of these."""
        async with self._store.read() as work:
            buildings = await work.buildings.all(person.team_id)
            mine = [b.id for b in buildings if may(person, Verb.DO_TASK, b, self._admins)]
            wanted = [id_ for id_ in mine if building_id in {None, id_}]
            tasks, total = await work.tasks.open(person.team_id, wanted, limit, skip)
            records = await work.grants.records(person.team_id, [task.grant_id for task in tasks])
        return OpenTasks(seen=_seen(tasks, records), total=total, has_building=bool(mine))

    async def look(self, person: Person, task_id: str) -> TaskSeen:
        """One task, for somebody who may do it.

        Raises:
            NotAllowed; Refused where there is no such task.
        """
        async with self._store.read() as work:
            task = await work.tasks.get(person.team_id, task_id)
            record = await work.grants.record(person.team_id, task.grant_id) if task is not None else None
        if task is None or record is None:
            raise Refused("no_such_task")
        require(person, Verb.DO_TASK, record.building, self._admins, record.grant)
        return TaskSeen(task=task, record=record)

    async def claim(self, person: Person, task_id: str) -> GrantRecord:
        """Say that one goes there; the same person's second click changes nothing.

        Raises:
            NotAllowed, Refused; WrongState where somebody else has claimed or settled it.
        """
        async with self._acting(person, task_id) as (change, task):
            if task.claimed_by not in {None, person.user_id}:
                raise WrongState("task_claimed")
            if task.claimed_by is None:
                await change.task(task.model_copy(update={"claimed_by": person.user_id, "claimed_at": change.now}))
                await record_task(change, "task_claimed", task, person.user_id)
                await tell_card(change)
            return change.record

    async def done(self, person: Person, task_id: str) -> GrantRecord:
        """The door was updated: from now on screens say so, and who says it.

        Raises:
            NotAllowed, Refused; WrongState where the task is settled already.
        """
        async with self._acting(person, task_id) as (change, task):
            settled = {"state": TaskState.DONE, "settled_by": person.user_id, "settled_at": change.now}
            await change.task(task.model_copy(update=settled))
            for credential in change.record.credentials:
                is_here = any(door.entrance_id == task.entrance_id for door in credential.doors)
                if is_here and credential.door_state is DoorState.TASK_DUE:
                    await change.credential(credential.id, door_state=DoorState.CONFIRMED)
            await record_task(change, "task_done", task, person.user_id)
            await tell_card(change)
            return change.record

    async def cannot(self, person: Person, task_id: str, why: str) -> GrantRecord:
        """It cannot be done by this person: it is open for others, and who has to know is told why.

        Raises:
            NotAllowed, Refused; WrongState where the task is settled already.
        """
        async with self._acting(person, task_id) as (change, task):
            noted = {"cannot_by": person.user_id, "cannot_why": why[:LONGEST_WHY] or None, "cannot_at": change.now}
            freed = {"claimed_by": None, "claimed_at": None} if task.claimed_by == person.user_id else {}
            await change.task(task.model_copy(update={**noted, **freed}))
            await record_task(change, "task_cannot", task, person.user_id)
            await tell_card(change)
            told = {change.record.grant.requester, *(managers(change.record.building.settings) or self._admins)}
            await tell_people(change.work, "cannot", task, sorted(told - {person.user_id}), change.now)
            return change.record

    @asynccontextmanager
    async def _acting(self, person: Person, task_id: str) -> AsyncIterator[tuple[Change, DoorTask]]:
        """A transaction on an open task's grant, for somebody who may do it, with the task as it is stored then."""
        seen = await self.look(person, task_id)
        async with changing(self._store, self._clock, person.team_id, seen.task.grant_id) as change:
            require(person, Verb.DO_TASK, change.record.building, self._admins, change.record.grant)
            task = next((task for task in change.record.tasks if task.id == task_id), seen.task)
            if not task.is_open:
                raise WrongState("task_" + task.state)
            yield change, task
        self._wake()


def _seen(tasks: Sequence[DoorTask], records: Sequence[GrantRecord]) -> tuple[TaskSeen, ...]:
    by_id = {record.grant.id: record for record in records}
    return tuple(TaskSeen(task=task, record=by_id[task.grant_id]) for task in tasks if task.grant_id in by_id)


async def follow_hubs(work: Work, building: Building, now: datetime) -> None:
    """The building's settings say something else about hubs: tasks appear and close with them."""
    for grant_id in await work.tasks.grants_at(building.team_id, building.id):
        record = await work.grants.record(building.team_id, grant_id)
        if record is not None:
            await follow(record, Change(work, record, now))
