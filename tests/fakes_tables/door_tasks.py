from collections.abc import Sequence
from datetime import datetime

from bot.domain.task import DoorTask, TaskState
from tests.fakes_tables.tables import Tables


class MemoryDoorTasks:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, task: DoorTask) -> None:
        others = [o for o in self._tables.door_tasks.values() if o.is_open and o.grant_id == task.grant_id]
        assert not any(o.entrance_id == task.entrance_id for o in others), "the door has an open task"
        self._tables.door_tasks[task.id] = task

    async def get(self, team_id: str, task_id: str) -> DoorTask | None:
        found = self._tables.door_tasks.get(task_id)
        return found if found is not None and found.team_id == team_id else None

    async def save(self, task: DoorTask) -> bool:
        known = await self.get(task.team_id, task.id)
        if known is None or not known.is_open:
            return False
        self._tables.door_tasks[task.id] = task
        return True

    async def open(
        self, team_id: str, building_ids: Sequence[str], limit: int, skip: int = 0
    ) -> tuple[Sequence[DoorTask], int]:
        mine = [t for t in self._of_team(team_id) if t.building_id in building_ids and t.is_open]
        return sorted(mine, key=lambda t: (t.due_at, t.door, t.id))[skip : skip + limit], len(mine)

    async def on_board(self, team_id: str, board: str) -> Sequence[DoorTask]:
        return [t for t in self._of_team(team_id) if t.board == board]

    async def newest_board(self, team_id: str, building_id: str) -> str | None:
        here = [t for t in self._of_team(team_id) if t.building_id == building_id]
        return here[-1].board if here else None

    async def visited(self, team_id: str, entrance_ids: Sequence[str], since: datetime) -> frozenset[str]:
        done = [t for t in self._of_team(team_id) if t.state is TaskState.DONE and t.entrance_id in entrance_ids]
        return frozenset(t.entrance_id for t in done if t.settled_at is not None and t.settled_at >= since)

    async def grants_at(self, team_id: str, building_id: str) -> Sequence[str]:
        with_task = {t.grant_id for t in self._of_team(team_id) if t.is_open and t.building_id == building_id}
        here = [g for g in self._tables.grants.values() if (g.team_id, g.building_id) == (team_id, building_id)]
        return [g.id for g in here if g.state.is_open or g.id in with_task]

    async def wipe_reasons(self, grant_id: str) -> None:
        for task in [t for t in self._tables.door_tasks.values() if t.grant_id == grant_id]:
            self._tables.door_tasks[task.id] = task.model_copy(update={"cannot_why": None})

    def _of_team(self, team_id: str) -> list[DoorTask]:
        return [t for t in self._tables.door_tasks.values() if t.team_id == team_id]


def tasks_of(tables: Tables, grant_id: str) -> tuple[DoorTask, ...]:
    return tuple(t for t in tables.door_tasks.values() if t.grant_id == grant_id)
