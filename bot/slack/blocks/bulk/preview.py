"""Nothing is given yet: every row says how it was understood, or why it will be left out and what to do about it."""

import json
from datetime import datetime

from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock
from slack_sdk.models.views import View

from bot.domain.building import Method
from bot.domain.bulk.row import Wanted
from bot.services.bulk.seeing import ListSeen, RowSeen, RowStatus
from bot.slack.acting import Payload
from bot.slack.blocks import buttons
from bot.slack.blocks.bulk.pages import page_of, turn
from bot.slack.blocks.ids import ActionId, ViewId
from bot.slack.blocks.message import names, packed, shown, small
from bot.slack.blocks.text import cut, escape, literal, mrkdwn, plain, plural
from bot.slack.blocks.times import place, window_line
from bot.slack.blocks.view_state import metadata

ROWS = 20
_NAME = 80
_WHY = 600
_DOORS = 4
_MOST_IGNORED = 10


def preview_view(found: ListSeen, page: int, now: datetime) -> View:
    """The bad rows first, page by page; the submit button says for how many guests access will be given."""
    good, bad = found.of(RowStatus.WAITING), found.of(RowStatus.LEFT_OUT)
    rows, page, pages = page_of([*bad, *good], page, ROWS)
    told = [_bad(one) if one.status is RowStatus.LEFT_OUT else _good(one, found, now) for one in rows]
    return View(
        type="modal",
        callback_id=ViewId.BULK_PREVIEW,
        title=plain("Many guests at once"),
        submit=plain(f"Give {plural(len(good), 'guest')} access") if good else None,
        close=plain("Cancel"),
        private_metadata=json.dumps({"batch": found.batch.id, "page": page}),
        blocks=[*_summary(found, good, bad), *packed(told), *turn(found.batch.id, page, pages)],
    )


def started_view(found: ListSeen) -> View:
    """In the place of the preview, once it is started."""
    where = f"<#{found.batch.channel}>" if found.batch.channel else "your messages with Keydesk"
    guests = plural(len(found.good), "guest")
    said = f"*Access for {guests} is being given.* You can close this: {where} shows how far it is."
    show = ButtonElement(action_id=ActionId.BULK_LIST, text=plain("Open list"), value=found.batch.id)
    return View(
        type="modal",
        callback_id=ViewId.BULK_READING,
        title=plain("Many guests at once"),
        close=plain("Close"),
        blocks=[SectionBlock(text=mrkdwn(said)), *buttons.actions(show)],
    )


def read_preview(view: Payload) -> str:
    """The list that the view shows."""
    return str(metadata(view).get("batch") or "")


def _summary(found: ListSeen, good: tuple[RowSeen, ...], bad: tuple[RowSeen, ...]) -> list[Block]:
    zone = found.building.zone
    where = f"*{shown(found.building.name, 100)}*. Times are the building's, {place(zone)}."
    waiting = sum(one.row.needs_approval for one in good)
    lines = [where]
    if good and bad:
        lines.append(f"*{plural(len(good), 'row')} can be given, {len(bad)} will be left out.* Nothing is given yet.")
    elif good:
        lines.append(f"*{_all(len(good))} can be given.* Nothing is given yet.")
    else:
        lines.append("*No row can be given as it stands.* Correct the list and start again with `/guest bulk`.")
    if waiting:
        need = "1 of them needs approval" if waiting == 1 else f"{waiting} of them need approval"
        lines.append(f"{need}: approvers are asked about each guest, and nothing opens before they say yes.")
    blocks: list[Block] = [SectionBlock(text=mrkdwn("\n".join(lines)))]
    if found.batch.ignored:
        blocks.append(small(f"Not used: the columns {names(found.batch.ignored, _MOST_IGNORED)}."))
    return blocks


def _all(count: int) -> str:
    return "The one row" if count == 1 else f"All {count} rows"


def _bad(one: RowSeen) -> str:
    name = f", {shown(one.name, _NAME)}" if one.name else ""
    why = " ".join(f"{fault.column}: {fault.said}" for fault in one.row.faults)
    return f":warning: *Row {one.row.number}*{name} is left out. {literal(cut(why, _WHY))}"


def _good(one: RowSeen, found: ListSeen, now: datetime) -> str:
    if one.row.wanted is None:
        return f"*Row {one.row.number}*"
    wanted = one.row.wanted
    parts = [
        shown(one.name, _NAME),
        _doors(wanted, found),
        escape(window_line(wanted.window, found.building.zone, now)),
    ]
    parts.append("PIN" if wanted.method is Method.PIN else "mobile key")
    approval = ", *needs approval*" if one.row.needs_approval else ""
    return f"*Row {one.row.number}*: {' · '.join(parts)}{approval}"


def _doors(wanted: Wanted, found: ListSeen) -> str:
    return names([found.doors.get(id_, "a door") for id_ in wanted.entrance_ids], _DOORS)
