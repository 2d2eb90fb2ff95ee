"""What is missing before somebody comes, each with its fix and its button; drawn anew until nothing of it is left."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from slack_sdk.models.blocks import Block, ButtonElement

from bot.domain.arrival import Fault, NotReady
from bot.domain.building import Method
from bot.domain.grant import CredentialState, GrantRecord
from bot.domain.missing import standing
from bot.services.door_tasks.door_tasks import TaskSeen
from bot.slack.blocks import buttons
from bot.slack.blocks.card.card import state_line
from bot.slack.blocks.card.missing_words import fault_words
from bot.slack.blocks.door_tasks.task_rows import task_blocks
from bot.slack.blocks.ids import ActionId
from bot.slack.blocks.message import Message, lasting_instant, packed, shown, simple, small
from bot.slack.blocks.text import plain
from bot.slack.blocks.times import length_words, place

_NAME = 100
_HALF_A_MINUTE = timedelta(seconds=30)
"""A message goes out a moment after it is due: "in 1 h" is not to read "in 59 min"."""
_MOST_TASKS = 5


def not_ready(record: GrantRecord, now: datetime) -> Message | None:
    """What somebody has to see to before the guest comes; None where nothing is left of it."""
    left = standing(record.grant.arrival, record) if record.grant.arrival is not None else ()
    if not left:
        return None
    lines = [f"• {fault_words(one, record)}" for one in left]
    return simple(_head(record, now), *packed(lines), *_unasked(record), *_actions(left, record), *_tasks(record, now))


def seen_to(record: GrantRecord, now: datetime) -> Message:
    """What the message becomes when nothing is left of it."""
    return simple(f"Something was missing for {_guest(record)}. That is seen to: {state_line(record, now)}")


def _head(record: GrantRecord, now: datetime) -> str:
    zone, start = record.building.zone, record.grant.window.starts_at
    when = f"{lasting_instant(start, zone)}, {place(zone)}"
    left = f", in {length_words(start - now + _HALF_A_MINUTE)}" if start > now else ""
    return f"{_guest(record)} comes {when}{left}. Something is missing:"


def _guest(record: GrantRecord) -> str:
    return f"*{shown(record.grant.guest.name, _NAME)}* ({shown(record.building.name, _NAME)})"


def _unasked(record: GrantRecord) -> list[Block]:
    has_asked = record.grant.arrival is None or record.grant.arrival.has_asked
    return [] if has_asked else [small("Seam has not answered for all of it; the rest is from Keydesk's own books.")]


def _actions(left: Sequence[NotReady], record: GrantRecord) -> list[Block]:
    found = {one.fault for one in left}
    is_renewable = record.grant.method is Method.PIN and bool(record.in_state(CredentialState.ISSUED))
    new_pin = _button(ActionId.NEW_PIN, "New PIN", record) if Fault.WINDOW in found and is_renewable else None
    wants_door = bool(found & {Fault.REMOVED, Fault.NOT_YET, Fault.FAILED})
    other = _button(ActionId.ADD_DOORS, "Add another door", record) if wants_door else None
    return [*buttons.actions(buttons.retry(record), new_pin, other)]


def _button(action: ActionId, text: str, record: GrantRecord) -> ButtonElement:
    return ButtonElement(action_id=action, text=plain(text), value=record.grant.id)


def _tasks(record: GrantRecord, now: datetime) -> Iterator[Block]:
    """Those of the doors that nobody has updated, with Claim and Done."""
    for task in [task for task in record.tasks if task.is_open][:_MOST_TASKS]:
        yield from task_blocks(TaskSeen(task=task, record=record), now, building=False)
