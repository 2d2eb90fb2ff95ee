"""Door tasks on App Home, for whoever may do them; nothing where nothing is open."""

from datetime import datetime

from bot.services.door_tasks.door_tasks import OpenTasks
from bot.slack.blocks.door_tasks.task_rows import task_blocks
from bot.slack.blocks.home.home import Section


def tasks_section(open_: OpenTasks, now: datetime) -> Section | None:
    """The first due first."""
    if not open_.seen:
        return None
    rows = tuple(task_blocks(seen, now, building=True) for seen in open_.seen)
    return Section("Door tasks", rows, open_.total - len(open_.seen), elsewhere="`/guest tasks` lists them all.")
