"""`/guest tasks`: page by page, because a modal holds 100 blocks; after each click the page is drawn anew."""

import json
from collections.abc import Mapping
from datetime import datetime

from slack_sdk.models.blocks import Block, ButtonElement, InputBlock, PlainTextInputElement, SectionBlock
from slack_sdk.models.views import View

from bot.services.door_tasks.door_tasks import LONGEST_WHY, OpenTasks, TaskSeen
from bot.slack.acting import Payload
from bot.slack.blocks import buttons
from bot.slack.blocks.door_tasks.task_rows import HOW, first_name, task_blocks
from bot.slack.blocks.ids import ActionId, Field, ViewId
from bot.slack.blocks.message import shown, small
from bot.slack.blocks.text import mrkdwn, plain, plural
from bot.slack.blocks.view_state import element, kept_count, metadata

PAGE = 15
_EMPTY = (
    "Nothing is to be done at any door. Where a building's doors have no hub (`/guest setup`), each PIN that is given, "
    "changed or ended becomes a task here."
)
_NO_BUILDING = "You have no role at any building yet. A manager or an admin gives roles with `/guest setup`."


def tasks_view(open_: OpenTasks, skip: int, now: datetime) -> View:
    """One page of the open tasks of the person's buildings."""
    rows = [block for seen in open_.seen for block in task_blocks(seen, now, building=True)]
    first, last = skip + 1, skip + len(open_.seen)
    count = plural(open_.total, "open task")
    title = f"{count}, {first} to {last} shown" if open_.total > len(open_.seen) else count
    told: list[Block] = [SectionBlock(text=mrkdwn(f"*{title}*")), small(HOW), *rows] if rows else [_nothing(open_)]
    return View(
        type="modal",
        callback_id=ViewId.TASKS,
        title=plain("Door tasks"),
        close=plain("Close"),
        private_metadata=json.dumps({"skip": skip}),
        blocks=[*told, *_turn(open_, skip)],
    )


def read_skip(view: Payload) -> int:
    """How many tasks come before the page that the view shows."""
    return kept_count(view, "skip")


def cannot_view(seen: TaskSeen) -> View:
    """Asks why."""
    door, guest = shown(seen.task.door, 100), first_name(seen.record)
    return View(
        type="modal",
        callback_id=ViewId.TASK_CANNOT,
        title=plain("Can't do it"),
        submit=plain("Tell them"),
        close=plain("Cancel"),
        private_metadata=json.dumps({"task": seen.task.id}),
        blocks=[
            SectionBlock(text=mrkdwn(f"*{door}*, {shown(seen.record.building.name, 100)}, for {guest}")),
            InputBlock(
                block_id=Field.TASK_WHY,
                label=plain("Why?"),
                hint=plain("Whoever gave this access and the managers are told. The task stays open for others."),
                element=PlainTextInputElement(action_id=Field.TASK_WHY, max_length=LONGEST_WHY),
            ),
        ],
    )


def read_cannot(view: Payload) -> tuple[str, str]:
    """The task's id, and why it cannot be done."""
    kept: Mapping[str, object] = metadata(view)
    return str(kept.get("task") or ""), str(element(view, Field.TASK_WHY).get("value") or "").strip()


def _nothing(open_: OpenTasks) -> Block:
    return SectionBlock(text=mrkdwn(_EMPTY if open_.has_building else _NO_BUILDING))


def _turn(open_: OpenTasks, skip: int) -> list[Block]:
    before = _page(ActionId.TASKS_BEFORE, "Earlier due") if skip else None
    after = _page(ActionId.TASKS_AFTER, "Later due") if skip + len(open_.seen) < open_.total else None
    return [*buttons.actions(before, after)]


def _page(action: ActionId, text: str) -> ButtonElement:
    return ButtonElement(action_id=action, text=plain(text), value="turn")
