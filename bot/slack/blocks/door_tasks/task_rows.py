"""One door task as it stands in the task message, in `/guest tasks` and on App Home: the same words, the same buttons.

A guest is named by the first name alone: whoever walks to the door need not know more.
"""

from datetime import datetime

from slack_sdk.models.blocks import Block, ButtonElement, ConfirmObject, SectionBlock

from bot.domain.grant import GrantRecord
from bot.domain.task import DoorTask, TaskKind, TaskState
from bot.services.door_tasks.door_tasks import TaskSeen
from bot.slack.blocks import buttons
from bot.slack.blocks.ids import ActionId
from bot.slack.blocks.message import lasting_instant, shown, small
from bot.slack.blocks.text import clean, cut, mrkdwn, plain
from bot.slack.blocks.times import place

HOW = (
    "At the door, with your phone: open the *Latch Manager App*, choose the door and update it. "
    "Then press *Done* here: until then Keydesk says that the door is not updated."
)
_WORK = {
    TaskKind.NEW: "update the door so that it learns the PIN of {guest}",
    TaskKind.CHANGE: "update the door so that it learns what changed for {guest} (PIN or end)",
    TaskKind.REMOVE: "update the door so that it forgets the PIN of {guest}, which has ended",
}
_SETTLED = {
    TaskState.SUPERSEDED: "something newer has to be done there",
    TaskState.MOOT: "nothing to do: access ended before the door was told of it",
    TaskState.HUB_CHANGED: "closed: the hub setting of this door was changed in `/guest setup`",
}
_NAME = 60


def task_blocks(seen: TaskSeen, now: datetime, *, building: bool) -> tuple[Block, ...]:
    """An open task with its buttons; with its `building` where tasks of several stand together."""
    task, notes = seen.task, _notes(seen.task)
    text = f"{_where(seen, building=building)}: {_work(seen)}.\n{due_words(task, seen.record, now)}"
    row = buttons.actions(_claim(task), _done(task), _button(ActionId.TASK_CANNOT, "Can't", task))
    return (SectionBlock(text=mrkdwn(text)), *([small(" ".join(notes))] if notes else []), *row)


def task_line(seen: TaskSeen, now: datetime) -> str:
    """The task on one line of markup, without buttons: how it stands."""
    task = seen.task
    return f"• *{shown(task.door, _NAME)}* for {first_name(seen.record)}: {_stands(seen, now)}"


def first_name(record: GrantRecord) -> str:
    """Escaped; a guest who was forgotten has none."""
    name = clean(record.grant.guest.name)
    is_known = record.grant.forgotten_at is None
    return shown(name.split()[0] if is_known and name else name or "a guest", _NAME)


def due_words(task: DoorTask, record: GrantRecord, now: datetime) -> str:
    """By when, in the building's time: "Due Fri 20 Nov 15:00, New York"."""
    zone = record.building.zone
    at = f"{lasting_instant(task.due_at, zone)}, {place(zone)}"
    return f"*Due since {at}.*" if task.is_late(now) else f"Due {at}."


def done_words(task: DoorTask, record: GrantRecord) -> str:
    """Who says that the door was updated, and when."""
    if task.settled_by is None or task.settled_at is None:
        return ""
    zone = record.building.zone
    return f"updated at the door by <@{task.settled_by}>, {lasting_instant(task.settled_at, zone)}"


def _where(seen: TaskSeen, *, building: bool) -> str:
    door = f"*{shown(seen.task.door, _NAME)}*"
    return f"{door}, {shown(seen.record.building.name, _NAME)}" if building else door


def _work(seen: TaskSeen) -> str:
    words = _WORK[seen.task.kind].format(guest=first_name(seen.record))
    if seen.task.ends_at is None:
        return words
    return f"{words}, until {lasting_instant(seen.task.ends_at, seen.record.building.zone)}"


def _stands(seen: TaskSeen, now: datetime) -> str:
    task, record = seen.task, seen.record
    if task.state is TaskState.DONE:
        return f"{done_words(task, record)}."
    if not task.is_open:
        return f"{_SETTLED[task.state]}."
    return " ".join([_work(seen) + ".", due_words(task, record, now), *_notes(task)])


def _notes(task: DoorTask) -> list[str]:
    claimed = [f"Claimed by <@{task.claimed_by}>."] if task.claimed_by else []
    why = f": {shown(task.cannot_why)}" if task.cannot_why else ""
    return [*claimed, *([f"<@{task.cannot_by}> could not do it{why}."] if task.cannot_by else [])]


def _claim(task: DoorTask) -> ButtonElement | None:
    return None if task.claimed_by else _button(ActionId.TASK_CLAIM, "Claim", task)


def _done(task: DoorTask) -> ButtonElement:
    door = cut(clean(task.door), _NAME)
    confirm = ConfirmObject(
        title=plain("Is the door updated?"),
        text=plain(f"{door} was updated with the Latch Manager App, at the door. Screens will say so, with your name."),
        confirm=plain("It is updated"),
        deny=plain("Not yet"),
    )
    return _button(ActionId.TASK_DONE, "Done", task, style="primary", confirm=confirm)


def _button(
    action: ActionId, text: str, task: DoorTask, style: str | None = None, confirm: ConfirmObject | None = None
) -> ButtonElement:
    return ButtonElement(action_id=action, text=plain(text), value=task.id, style=style, confirm=confirm)
