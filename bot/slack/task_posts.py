"""Draws what the outbox tells of door tasks, from the tasks as they are when it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.building import Building
from bot.domain.task import DoorTask
from bot.services.door_tasks.door_tasks import TaskSeen
from bot.services.door_tasks.visiting import managers
from bot.services.kept import Post, PostKind
from bot.services.messages.outbox import PostLater, PostRefused
from bot.services.ports import Clock
from bot.services.store import Store, Work
from bot.slack.blocks.door_tasks.task_messages import cannot_do, late_tasks, task_board, task_news
from bot.slack.blocks.message import Message

TASK_POSTS = frozenset({PostKind.TASKS, PostKind.TASK_NEWS, PostKind.TASK_DM})
_USER = ("U", "W", "D")
"""How the ids of people and DMs begin: what is told there needs no thread."""


@dataclass(frozen=True)
class TaskPost:
    """A message, and where it goes while it stands nowhere."""

    message: Message
    others: tuple[str, ...] = ()
    """Who is told where the wanted place takes nothing."""
    thread: tuple[str, str] | None = None
    """Channel and message under which it goes."""
    is_open: bool = True
    """Whether somebody still has something to do."""
    is_forgotten: bool = False
    """A guest named in it is forgotten: the name has to go wherever it stands."""


class TaskPosts:
    """Reads tasks and draws them."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def draw(self, post: Post) -> TaskPost:
        """The post as it is now.

        Raises:
            PostRefused: it was never sent, and is not true any more.
            PostLater: its thread is not there yet.
        """
        async with self._store.read() as work:
            seen = await self._seen(work, post)
            if not seen or (post.ts is None and not any(one.task.is_open for one in seen)):
                raise PostRefused("nothing_to_do")
            thread = await self._thread(work, post) if post.kind is PostKind.TASK_NEWS else None
        building = seen[0].record.building
        return TaskPost(
            message=self._message(post, building, seen, self._clock.now()),
            others=tuple(managers(building.settings)),
            thread=thread,
            is_open=any(one.task.is_open for one in seen),
            is_forgotten=any(one.record.grant.forgotten_at for one in seen),
        )

    async def _seen(self, work: Work, post: Post) -> list[TaskSeen]:
        tasks = await self._tasks(work, post)
        records = await work.grants.records(post.team_id, [task.grant_id for task in tasks])
        by_id = {record.grant.id: record for record in records}
        return [TaskSeen(task=task, record=by_id[task.grant_id]) for task in tasks]

    async def _tasks(self, work: Work, post: Post) -> Sequence[DoorTask]:
        data = post.data
        if post.kind is PostKind.TASKS:
            return await work.tasks.on_board(post.team_id, str(data["board"]))
        if data["what"] == "cannot":
            task = await work.tasks.get(post.team_id, str(data["task"]))
            return [task] if task is not None else []
        if data["what"] == "late":
            record = await work.grants.record(post.team_id, str(data["grant"]))
            return [task for task in record.tasks if task.stage] if record is not None else []
        on_board = await work.tasks.on_board(post.team_id, str(data["board"]))
        if data["what"] == "nears":
            return [task for task in on_board if task.due_at.isoformat() == data["due_at"]]
        made_at = datetime.fromisoformat(str(data["since"]))
        return [task for task in on_board if task.grant_id == data["grant"] and task.made_at >= made_at]

    async def _thread(self, work: Work, post: Post) -> tuple[str, str] | None:
        """The task message of the same place; a DM needs none."""
        if (post.channel or "").startswith(_USER):
            return None
        board = await work.posts.get(post.team_id, f"{PostKind.TASKS}:{post.data['board']}:{post.channel}")
        if board is None or board.sent_channel is None or board.ts is None:
            raise PostLater
        return board.sent_channel, board.ts

    def _message(self, post: Post, building: Building, seen: Sequence[TaskSeen], now: datetime) -> Message:
        what = str(post.data.get("what"))
        if post.kind is PostKind.TASKS:
            return task_board(building, seen, now)
        if post.kind is PostKind.TASK_NEWS:
            return task_news(seen, what, now)
        return cannot_do(seen[0], now) if what == "cannot" else late_tasks(seen, now)
