"""At most one open task for a grant's door: the database holds it, whoever writes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.grant import GrantState
from bot.domain.task import DoorTask, TaskState
from bot.storage.tables import door_tasks, grants

IS_OPEN = door_tasks.c.state == TaskState.OPEN
OF_GRANTS = (
    select(door_tasks)
    .where(door_tasks.c.grant_id.in_(bindparam("grant_ids", expanding=True)))
    .order_by(door_tasks.c.place)
)
OPEN_GRANTS = [state for state in GrantState if state.is_open]


class SqlDoorTasks:
    """Fulfils `TaskRows`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, task: DoorTask) -> None:
        place = select(func.coalesce(func.max(door_tasks.c.place), 0) + 1).scalar_subquery()
        await self._connection.execute(door_tasks.insert().values(**task.model_dump(), place=place))

    async def get(self, team_id: str, task_id: str) -> DoorTask | None:
        found = await self._found(select(door_tasks).where(door_tasks.c.team_id == team_id, door_tasks.c.id == task_id))
        return found[0] if found else None

    async def save(self, task: DoorTask) -> bool:
        mine = (door_tasks.c.team_id == task.team_id, door_tasks.c.id == task.id)
        saved = await self._connection.execute(update(door_tasks).where(*mine, IS_OPEN).values(**task.model_dump()))
        return saved.rowcount == 1

    async def open(
        self, team_id: str, building_ids: Sequence[str], limit: int, skip: int = 0
    ) -> tuple[Sequence[DoorTask], int]:
        mine = and_(door_tasks.c.team_id == team_id, door_tasks.c.building_id.in_(building_ids), IS_OPEN)
        first = (
            select(door_tasks)
            .where(mine)
            .order_by(door_tasks.c.due_at, door_tasks.c.door, door_tasks.c.id)
            .limit(limit)
            .offset(skip)
        )
        count = select(func.count()).select_from(door_tasks).where(mine)
        return await self._found(first), (await self._connection.execute(count)).scalar_one()

    async def on_board(self, team_id: str, board: str) -> Sequence[DoorTask]:
        rows = select(door_tasks).where(door_tasks.c.team_id == team_id, door_tasks.c.board == board)
        return await self._found(rows.order_by(door_tasks.c.place))

    async def newest_board(self, team_id: str, building_id: str) -> str | None:
        here = (door_tasks.c.team_id == team_id, door_tasks.c.building_id == building_id)
        newest = select(door_tasks.c.board).where(*here).order_by(door_tasks.c.place.desc()).limit(1)
        return (await self._connection.execute(newest)).scalar_one_or_none()

    async def visited(self, team_id: str, entrance_ids: Sequence[str], since: datetime) -> frozenset[str]:
        done = select(door_tasks.c.entrance_id).where(
            door_tasks.c.team_id == team_id,
            door_tasks.c.entrance_id.in_(entrance_ids),
            door_tasks.c.state == TaskState.DONE,
            door_tasks.c.settled_at >= since,
        )
        return frozenset((await self._connection.execute(done)).scalars())

    async def grants_at(self, team_id: str, building_id: str) -> Sequence[str]:
        here = (grants.c.team_id == team_id, grants.c.building_id == building_id)
        with_task = select(door_tasks.c.grant_id).where(IS_OPEN, door_tasks.c.building_id == building_id)
        concerned = select(grants.c.id).where(*here, or_(grants.c.state.in_(OPEN_GRANTS), grants.c.id.in_(with_task)))
        return list((await self._connection.execute(concerned)).scalars())

    async def wipe_reasons(self, grant_id: str) -> None:
        of_grant = update(door_tasks).where(door_tasks.c.grant_id == grant_id)
        await self._connection.execute(of_grant.values(cannot_why=None))

    async def _found(self, query: Select[Any]) -> list[DoorTask]:
        return [task_of(row) for row in (await self._connection.execute(query)).mappings()]


async def tasks_by_grant(connection: AsyncConnection, grant_ids: Iterable[str]) -> Mapping[str, Sequence[DoorTask]]:
    """All tasks of these grants, each grant's in the order in which they were made."""
    found: defaultdict[str, list[DoorTask]] = defaultdict(list)
    for row in (await connection.execute(OF_GRANTS, {"grant_ids": list(grant_ids)})).mappings():
        found[row["grant_id"]].append(task_of(row))
    return found


def task_of(row: Mapping[Any, Any]) -> DoorTask:
    """A task out of its row."""
    return DoorTask(**{name: row[name] for name in DoorTask.model_fields})
