"""A task that nobody does is spoken of three times, each time to somebody else, and not at all once it is settled.

When its time nears: in the thread of the task message. When it is past: to the building's managers, and to whoever
gave the access, whose guest may stand before a closed door. When it still is: to the admins.
"""

from collections.abc import Sequence
from datetime import datetime

from pydantic import JsonValue

from bot.domain.errors import NoSuchGrant
from bot.domain.task import DoorTask, TaskKind
from bot.services.change import Change, changing
from bot.services.door_tasks.visiting import LATE, NEAR, VERY_LATE, managers, next_stage, places, plan
from bot.services.kept import Due, DueKind, Post, PostKind
from bot.services.ports import Clock
from bot.services.store import Store, Work

MOST_AT_ONCE = 200


class TaskReminders:
    """Turns the due rows of door tasks into messages."""

    def __init__(self, store: Store, clock: Clock, admins: frozenset[str]) -> None:
        self._store = store
        self._clock = clock
        self._admins = admins

    async def tick(self) -> None:
        """Queue what is to be said now; a crash in between says each thing once."""
        now = self._clock.now()
        async with self._store.read() as work:
            rows = await work.due.due(DueKind.DOOR_TASK, now, limit=MOST_AT_ONCE)
        for row in rows:
            try:
                async with changing(self._store, self._clock, row.team_id, row.grant_id) as change:
                    if await change.work.due.done([row.id]):
                        await self._speak(change, row)
            except NoSuchGrant:
                continue

    async def _speak(self, change: Change, row: Due) -> None:
        task = next((task for task in change.record.tasks if task.id == row.id and task.is_open), None)
        stage_at = next_stage(task, change.record) if task is not None else None
        if task is None or stage_at is None:
            return
        stage = stage_at[0]
        spoken = task.model_copy(update={"stage": stage})
        await change.task(spoken)
        await plan(change, spoken)
        if stage == NEAR:
            await _nears(change, spoken)
        else:
            await tell_people(change.work, "late", spoken, self._whom(change, spoken, stage), change.now)

    def _whom(self, change: Change, task: DoorTask, stage: int) -> Sequence[str]:
        if stage == VERY_LATE:
            return sorted(self._admins)
        in_charge = managers(change.record.building.settings) or sorted(self._admins)
        guest_waits = stage == LATE and task.kind is not TaskKind.REMOVE
        return [*dict.fromkeys([*in_charge, *([change.record.grant.requester] if guest_waits else [])])]


async def _nears(change: Change, task: DoorTask) -> None:
    due_at = task.due_at.isoformat()
    data: dict[str, JsonValue] = {"board": task.board, "building": task.building_id, "what": "nears", "due_at": due_at}
    for place in places(change.record):
        post = _post(PostKind.TASK_NEWS, f"{task.board}:{place}:{due_at}", place, task.team_id, data, change.now)
        await change.work.posts.put(post, tells_of=[task.grant_id])


async def tell_people(work: Work, what: str, task: DoorTask, people: Sequence[str], now: datetime) -> None:
    """A DM to each; several tasks of one grant that come to it in the same minute are told in one."""
    minute = now.replace(second=0, microsecond=0).isoformat()
    about = task.id if what == "cannot" else task.grant_id
    data: dict[str, JsonValue] = {"what": what, "grant": task.grant_id, "task": task.id}
    for person in people:
        post = _post(PostKind.TASK_DM, f"{what}:{person}:{about}:{minute}", person, task.team_id, data, now)
        await work.posts.put(post, tells_of=[task.grant_id])


def _post(kind: PostKind, key: str, place: str, team_id: str, data: dict[str, JsonValue], due_at: datetime) -> Post:
    return Post(key=f"{kind}:{key}", team_id=team_id, kind=kind, channel=place, data=data, due_at=due_at)
