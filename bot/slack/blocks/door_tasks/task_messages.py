"""What is told of door tasks outside a grant's card: one message per building, its thread, and DMs when nobody goes."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, SectionBlock

from bot.domain.building import Building
from bot.domain.task import TaskState
from bot.services.door_tasks.door_tasks import TaskSeen
from bot.slack.blocks.door_tasks.task_rows import HOW, due_words, first_name, task_blocks, task_line
from bot.slack.blocks.message import Message, packed, shown, simple, small
from bot.slack.blocks.text import mrkdwn, plural

_NAME = 100
_MOST_LINES = 15
_WHERE = "`/guest tasks` lists what is open."


def task_board(building: Building, seen: Sequence[TaskSeen], now: datetime) -> Message:
    """The building's door tasks: open ones with their buttons, the first due first, and what became of the others."""
    open_ = sorted(
        (one for one in seen if one.task.is_open), key=lambda one: (one.task.due_at, one.task.door, one.task.id)
    )
    settled = [one for one in seen if not one.task.is_open and one.task.state is not TaskState.SUPERSEDED]
    name = shown(building.name, _NAME)
    if not open_:
        return simple(f"Door tasks, *{name}*: nothing is open.", *_lines(settled, now))
    doors = ", ".join(dict.fromkeys(shown(one.task.door, 50) for one in open_))
    title = f"*{plural(len(open_), 'door task')}*, *{name}*"
    rows = [block for one in open_ for block in task_blocks(one, now, building=False)]
    text = f"{plural(len(open_), 'door task')}, {name}: {doors}"
    return Message(text, (SectionBlock(text=mrkdwn(title)), small(HOW), *rows, *_lines(settled, now)))


def task_news(seen: Sequence[TaskSeen], what: str, now: datetime) -> Message:
    """In the thread of the task message: what came to it, or what is due soon."""
    told = "New door tasks" if what == "made" else "Due within the hour, and not done"
    return simple(f"{told}: {plural(len(seen), 'door')}. The buttons are on the message above.", *_lines(seen, now))


def late_tasks(seen: Sequence[TaskSeen], now: datetime) -> Message:
    """For whoever is in charge, and for whoever gave the access: doors that nobody has updated in time."""
    record = seen[0].record
    open_ = [one for one in seen if one.task.is_open]
    whose = f"{first_name(record)} at *{shown(record.building.name, _NAME)}*"
    if not open_:
        return simple(f"Door tasks for {whose} were late; they are settled now.", *_lines(seen, now))
    due = due_words(open_[0].task, record, now)
    count = plural(len(open_), "door")
    verb = "is" if len(open_) == 1 else "are"
    text = f"{count} {verb} not updated for {whose}. {due} Send somebody, or give another way in. {_WHERE}"
    return simple(text, *_lines(seen, now))


def cannot_do(seen: TaskSeen, now: datetime) -> Message:
    """Somebody cannot update a door: why, and that it is open for others."""
    task, record = seen.task, seen.record
    who = f"<@{task.cannot_by}>" if task.cannot_by else "Somebody"
    why = f": {shown(task.cannot_why)}" if task.cannot_why else ""
    where = f"*{shown(task.door, _NAME)}*, {shown(record.building.name, _NAME)}"
    text = f"{who} could not update {where}{why}."
    if task.is_open:
        return simple(f"{text} Somebody else has to go there. {_WHERE}", *_lines([seen], now))
    return simple(text, *_lines([seen], now))


def _lines(seen: Sequence[TaskSeen], now: datetime) -> list[Block]:
    hidden = len(seen) - _MOST_LINES
    more = [f"And {hidden} more."] if hidden > 0 else []
    return packed([*(task_line(one, now) for one in seen[:_MOST_LINES]), *more])
