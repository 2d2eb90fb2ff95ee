"""One message for a whole list: how many of how many, what needs somebody, and the rows as far as a message has room.

No PIN and no contact ever stands here; PINs are opened one by one in the list, for those who may see them.
"""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, ButtonElement, ConfirmObject, SectionBlock
from slack_sdk.models.views import View

from bot.services.bulk.result import why
from bot.services.bulk.seeing import ListSeen, RowSeen, RowStatus
from bot.slack.blocks import buttons
from bot.slack.blocks.bulk.pages import page_of, turn
from bot.slack.blocks.card.door_words import visit_note
from bot.slack.blocks.ids import ActionId, ViewId
from bot.slack.blocks.message import Message, lasting_window, packed, shown, simple, small
from bot.slack.blocks.text import cut, literal, mrkdwn, plain, plural

_MOST_LISTED = 40
"""More lines nobody reads in a channel; the list has them all."""
_ROWS = 15
_NAME = 80
_WHY = 200
_TROUBLE = (RowStatus.REFUSED, RowStatus.FAILED, RowStatus.PARTLY, RowStatus.DECLINED)
_ORDER = (
    RowStatus.ISSUED, RowStatus.PARTLY, RowStatus.OVER, RowStatus.MAKING, RowStatus.WAITING, RowStatus.APPROVAL,
    RowStatus.DECLINED, RowStatus.FAILED, RowStatus.REFUSED, RowStatus.LEFT_OUT,
)  # fmt: skip


def progress_message(found: ListSeen) -> Message:
    """The list as it stands, for everybody in the channel."""
    good, building = found.good, shown(found.building.name, 100)
    head = f"Guest list for {building}: {found.settled} of {len(good)} done"
    counts = f"{_counts(found)}. Given by <@{found.batch.requester}>."
    blocks = [SectionBlock(text=mrkdwn(f"*{head}*\n{counts}")), *packed(_lines(good)), *_notes(good), *_buttons(found)]
    return Message(head, tuple(blocks))


def late_message(found: ListSeen, minutes: int) -> Message:
    """In the thread of the progress: how many PINs are still waited for since so long."""
    late = sum(bool(one.record.late(minutes)) for one in found.rows if one.record is not None)
    if not late:
        return simple("No PIN of this list is late any more.")
    guests = "1 guest waits" if late == 1 else f"{late} guests wait"
    return simple(f"*{guests} for a PIN since {minutes} minutes.* Seam has taken it; Keydesk keeps asking.")


def list_view(found: ListSeen, page: int, now: datetime) -> View:
    """All rows with what can be done with each; what went wrong stands first."""
    ordered = sorted(found.rows, key=lambda one: (one.status not in _TROUBLE, one.row.number))
    rows, page, pages = page_of(ordered, page, _ROWS)
    blocks: list[Block] = [SectionBlock(text=mrkdwn(f"*{shown(found.building.name, 100)}*\n{_counts(found)}"))]
    for one in rows:
        blocks += _row(one)
    return View(
        type="modal",
        callback_id=ViewId.BULK_LIST,
        title=plain("Guest list"),
        close=plain("Close"),
        private_metadata=json.dumps({"batch": found.batch.id, "page": page, "at": now.isoformat()}),
        blocks=[*blocks, *turn(found.batch.id, page, pages, again=True)],
    )


def _counts(found: ListSeen) -> str:
    counted = Counter(one.status for one in found.rows)
    return ", ".join(f"{counted[status]} {status}" for status in _ORDER if counted[status])


def _lines(good: Sequence[RowSeen]) -> list[str]:
    """What needs somebody first, each with its reason."""
    ordered = sorted(good, key=lambda one: (one.status not in _TROUBLE, one.row.number))
    hidden = len(ordered) - _MOST_LISTED
    more = [f"and {hidden} more: *Open list* shows all"] if hidden > 0 else []
    return [*(_line(one) for one in ordered[:_MOST_LISTED]), *more]


def _line(one: RowSeen) -> str:
    mark = ":warning: " if one.status in _TROUBLE else ""
    reason = f". {literal(cut(why(one), _WHY))}" if why(one) else ""
    return f"{mark}{one.row.number}. {_named(one)}: {one.status}{reason}"


def _row(one: RowSeen) -> list[Block]:
    record = one.record
    window = f"\n{lasting_window(record.grant.window, record.building.zone)}" if record else ""
    text = SectionBlock(text=mrkdwn(f"{_line(one)}{window}"))
    if record is None:
        return [text]
    return [text, *buttons.actions(buttons.show_pin(record), buttons.extend(record), buttons.end(record))]


def _named(one: RowSeen) -> str:
    return shown(one.name, _NAME) if one.name else "guest (removed)"


def _notes(good: Sequence[RowSeen]) -> list[Block]:
    """What is to be said of doors without a hub, once."""
    open_ones = [one.record for one in good if one.record is not None and one.record.grant.state.is_open]
    notes = dict.fromkeys(note for record in open_ones if (note := visit_note(record)) is not None)
    return [small(literal(note)) for note in notes]


def _buttons(found: ListSeen) -> list[Block]:
    batch = found.batch.id
    again = sum(one.can_retry for one in found.rows)
    show = ButtonElement(action_id=ActionId.BULK_LIST, text=plain("Open list"), value=batch)
    result = ButtonElement(action_id=ActionId.BULK_RESULT, text=plain("Result as CSV"), value=batch)
    is_under_way = found.of(RowStatus.WAITING, RowStatus.MAKING)
    return [*buttons.actions(show, _retry(batch, again) if again else None, None if is_under_way else result)]


def _retry(batch: str, count: int) -> ButtonElement:
    confirm = ConfirmObject(
        title=plain("Try these again?"),
        text=plain(f"Only {plural(count, 'row')} that failed or was refused: nobody gets access twice."),
        confirm=plain("Try again"),
        deny=plain("Not now"),
    )
    return ButtonElement(
        action_id=ActionId.BULK_RETRY, text=plain(f"Retry {plural(count, 'row')}"), value=batch, confirm=confirm
    )
