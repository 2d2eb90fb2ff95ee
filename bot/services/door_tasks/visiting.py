"""A grant's door tasks follow from it in the very transaction that changes it: no crash can come between the two.

So nothing else makes or closes a task but a person's Done.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import JsonValue

from bot.domain.building import BuildingSettings
from bot.domain.grant import DoorState, GrantRecord
from bot.domain.policy import policy_for
from bot.domain.roles import HolderKind, Role
from bot.domain.task import DoorTask, TaskKind, TaskState
from bot.domain.visits import AtDoor, Visit, at_doors
from bot.services.ids import new_id
from bot.services.kept import Due, DueKind, Post, PostKind
from bot.services.trail.audit import Entry

if TYPE_CHECKING:
    from bot.services.change import Change

MOST_ON_BOARD = 15
"""Tasks of one message, settled ones too: Slack takes 100 blocks, and a task may need several."""
BOARD_RESTS = timedelta(days=1)
"""A message with nothing open for so long has scrolled away: what is new gets a new one."""
TOGETHER = timedelta(minutes=1)
"""What is made so soon after a message was begun is no news beside it."""
SETTLES = timedelta(seconds=3)
NEARS = timedelta(hours=1)
REMOVAL_WAITS = timedelta(hours=4)
"""A PIN that ended by itself is seldom urgent, so a removal is spoken of later than a guest who may stand outside."""
SHOWS_TASKS = frozenset(PostKind) - {PostKind.NOTE, PostKind.ENDED_BY_OTHER}
NEAR, LATE, VERY_LATE = 1, 2, 3
"""Stages of a task: its time nears (the task message's thread), is past (managers), still is (admins)."""


async def follow(before: GrantRecord, change: "Change") -> None:
    """Make and close tasks so that they are what the changed grant asks for."""
    record = change.record
    visited = await _visited(record, change)
    made: list[DoorTask] = []
    for at in at_doors(before, record, visited, change.now):
        await _know(change, at)
        if not at.is_settled:
            made += await _replace(change, at, made)
    if made:
        await _tell_of(change, made)
    if change.record.tasks != record.tasks:
        await change.work.posts.redraw(record.grant.id, SHOWS_TASKS, change.now)


async def _know(change: "Change", at: AtDoor) -> None:
    for credential_id, state in at.states.items():
        if change.find(credential_id).door_state is not state:
            await change.credential(credential_id, door_state=state)


async def _replace(change: "Change", at: AtDoor, others: Sequence[DoorTask]) -> list[DoorTask]:
    """Close what is not to be done any more, and make what is."""
    if at.task is not None:
        await _close(change, at.task, at.closes_as)
    return [await _make(change, at, at.visit, others)] if at.visit is not None else []


async def _visited(record: GrantRecord, change: "Change") -> frozenset[str]:
    doors = [door.entrance_id for door in record.doors]
    if not any(c.door_state is DoorState.TASK_DUE for c in record.credentials):
        return frozenset()
    return await change.work.tasks.visited(record.grant.team_id, doors, record.grant.created_at)


async def _close(change: "Change", task: DoorTask, state: TaskState) -> None:
    closed = task.model_copy(update={"state": state, "settled_at": change.now})
    await change.task(closed)
    if state is not TaskState.SUPERSEDED:
        await record_task(change, "task_closed", closed, why=state)


async def _make(change: "Change", at: AtDoor, visit: Visit, others: Sequence[DoorTask]) -> DoorTask:
    grant = change.record.grant
    task = DoorTask(
        id=new_id(),
        team_id=grant.team_id,
        building_id=grant.building_id,
        grant_id=grant.id,
        credential_id=visit.credential_id,
        entrance_id=at.door.entrance_id,
        door=at.door.name,
        kind=visit.kind,
        ends_at=visit.ends_at,
        made_at=change.now,
        due_at=visit.due_at,
        board=others[-1].board if others else await _board(change),
        claimed_by=at.task.claimed_by if at.task else None,
        claimed_at=at.task.claimed_at if at.task else None,
    )
    await change.add_task(task)
    await plan(change, task)
    await record_task(change, "task_made", task)
    return task


async def _board(change: "Change") -> str:
    """The building's newest task message, while it has room and is not forgotten; else a new one."""
    grant = change.record.grant
    board = await change.work.tasks.newest_board(grant.team_id, grant.building_id)
    if board is None:
        return new_id()
    tasks = await change.work.tasks.on_board(grant.team_id, board)
    last = max(task.settled_at or task.made_at for task in tasks)
    is_at_rest = not any(task.is_open for task in tasks) and change.now - last >= BOARD_RESTS
    return new_id() if is_at_rest or len(tasks) >= MOST_ON_BOARD else board


async def plan(change: "Change", task: DoorTask) -> None:
    """When the task is spoken of next, if nobody does it."""
    stage_at = next_stage(task, change.record)
    if stage_at is None:
        return
    row = Due(
        id=task.id,
        team_id=task.team_id,
        grant_id=task.grant_id,
        kind=DueKind.DOOR_TASK,
        lead=timedelta(0),
        due_at=stage_at[1],
    )
    await change.work.due.put([row])


def next_stage(task: DoorTask, record: GrantRecord) -> tuple[int, datetime] | None:
    """The stage that comes next, and when; None after the last."""
    patience = policy_for(record.building, [task.entrance_id]).escalate_after
    late = task.made_at + REMOVAL_WAITS if task.kind is TaskKind.REMOVE else max(task.due_at, task.made_at + patience)
    times = {NEAR: task.due_at - NEARS, LATE: late, VERY_LATE: late + patience}
    if task.due_at - task.made_at <= NEARS:
        del times[NEAR]
    return next(((stage, at) for stage, at in times.items() if stage > task.stage), None)


async def _tell_of(change: "Change", made: Sequence[DoorTask]) -> None:
    """Put the tasks on the building's task message, and say so in its thread where it was begun before."""
    grant, board = change.record.grant, made[0].board
    for place in places(change.record):
        data: dict[str, JsonValue] = {"board": board, "building": grant.building_id}
        await _put(change, PostKind.TASKS, f"{board}:{place}", place, data, change.now)
        if await _is_known(change, board):
            minute = change.now.replace(second=0, microsecond=0).isoformat()
            news: dict[str, JsonValue] = {**data, "grant": grant.id, "what": "made", "since": minute}
            key = f"{board}:{place}:{grant.id}:{minute}"
            await _put(change, PostKind.TASK_NEWS, key, place, news, change.now + SETTLES)


async def _is_known(change: "Change", board: str) -> bool:
    tasks = await change.work.tasks.on_board(change.record.grant.team_id, board)
    return change.now - tasks[0].made_at >= TOGETHER


async def _put(
    change: "Change", kind: PostKind, key: str, place: str, data: dict[str, JsonValue], due_at: datetime
) -> None:
    grant = change.record.grant
    post = Post(key=f"{kind}:{key}", team_id=grant.team_id, kind=kind, channel=place, data=data, due_at=due_at)
    await change.work.posts.put(post, tells_of=[grant.id])


def places(record: GrantRecord) -> list[str]:
    """Where the building's tasks are told: its notice channel, else its managers' DMs, else the requester's.

    User groups are not written to: a building that is managed by one names a notice channel.
    """
    settings = record.building.settings
    if settings.notice_channel:
        return [settings.notice_channel]
    return managers(settings) or [record.grant.requester]


def managers(settings: BuildingSettings) -> list[str]:
    """The people who are named as managers of the building."""
    named = [h for h in settings.roles if h.role is Role.MANAGER and h.kind is HolderKind.PERSON]
    return [holder.slack_id for holder in named]


async def record_task(change: "Change", what: str, task: DoorTask, actor: str | None = None, **data: JsonValue) -> None:
    """Write a line of the audit trail about a task; `data` holds no free text."""
    grant = change.record.grant
    entry = Entry(
        team_id=grant.team_id,
        at=change.now,
        actor=actor,
        what=what,
        building_id=grant.building_id,
        grant_id=grant.id,
        data={"door": task.door, "kind": task.kind, **data},
    )
    await change.work.audit.add(entry, grant.guest if grant.forgotten_at is None else None)
