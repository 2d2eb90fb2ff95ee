"""Rows are pasted or come as a file; Slack takes 3000 characters in a field, so a longer list has to be a file."""

import json
from collections.abc import Sequence

from slack_sdk.models.blocks import (
    Block,
    ConversationFilter,
    ConversationSelectElement,
    InputBlock,
    PlainTextInputElement,
    SectionBlock,
)
from slack_sdk.models.blocks.block_elements import FileInputElement
from slack_sdk.models.views import View

from bot.domain.building import Building
from bot.domain.bulk.table import MOST_ROWS
from bot.domain.request import LONGEST_REASON
from bot.domain.value import Value
from bot.slack.acting import Payload
from bot.slack.blocks.forms.grant_form_fields import building_input
from bot.slack.blocks.ids import Field, ViewId
from bot.slack.blocks.message import small
from bot.slack.blocks.text import literal, mrkdwn, plain
from bot.slack.blocks.view_state import element, metadata, selected

LONGEST_PASTE = 3000
FILE_TYPES = ("csv", "tsv", "txt")
_COLUMNS = "name, e-mail, phone, entrances, start, end, method"
_EXAMPLE = "Gail Guest, gail@example.com, , Lobby; Garage, 2026-11-24 09:00, 2h"
_HOW = (
    f"One guest in a row, at most {MOST_ROWS}: {_COLUMNS}. Several entrances with ; or | between them, or all. "
    f"Start and end in the building's time, the end also as 18:00, 2h or 3d. Empty: starts now, PIN."
)


class BulkForm(Value):
    """What somebody has brought."""

    building_id: str | None = None
    text: str = ""
    file_id: str | None = None
    channel: str | None = None
    reason: str = ""


def bulk_view(form: BulkForm, buildings: Sequence[Building], problem: str | None = None) -> View:
    """The form; `problem` is what was wrong with the list as a whole when it was sent."""
    chosen = next((one for one in buildings if one.id == form.building_id), buildings[0])
    blocks: list[Block] = []
    if problem is not None:
        blocks.append(SectionBlock(text=mrkdwn(f":warning: *Nothing was given.* {literal(problem)}")))
    if len(buildings) > 1:
        blocks.append(building_input(buildings, chosen, redraws=False))
    blocks += [SectionBlock(text=plain(_HOW)), _paste(form), _file(), _channel(form), _reason(form)]
    blocks.append(small("Next shows every row as Keydesk understands it. Nothing is given before you say so."))
    return View(
        type="modal",
        callback_id=ViewId.BULK_FORM,
        title=plain("Many guests at once"),
        submit=plain("Next"),
        close=plain("Cancel"),
        private_metadata=json.dumps({"building": chosen.id}),
        blocks=blocks,
    )


def read_bulk(view: Payload) -> BulkForm:
    """The form as it was sent."""
    files = element(view, Field.BULK_FILE).get("files") or ()
    return BulkForm(
        building_id=selected(view, Field.BUILDING) or str(metadata(view).get("building") or ""),
        text=str(element(view, Field.BULK_ROWS).get("value") or ""),
        file_id=str(files[0]["id"]) if files else None,
        channel=element(view, Field.CHANNEL).get("selected_conversation"),
        reason=str(element(view, Field.REASON).get("value") or ""),
    )


def reading_view() -> View:
    """Stands while the list is looked through."""
    return View(
        type="modal",
        callback_id=ViewId.BULK_READING,
        title=plain("Many guests at once"),
        close=plain("Close"),
        blocks=[SectionBlock(text=plain("Looking through the list…"))],
    )


def _paste(form: BulkForm) -> InputBlock:
    return InputBlock(
        block_id=Field.BULK_ROWS,
        label=plain("Paste rows"),
        hint=plain(f"Up to {LONGEST_PASTE} characters, which is all that Slack takes here. A longer list: as a file."),
        element=PlainTextInputElement(
            action_id=Field.BULK_ROWS,
            multiline=True,
            max_length=LONGEST_PASTE,
            initial_value=form.text[:LONGEST_PASTE] or None,
            placeholder=_EXAMPLE,
        ),
        optional=True,
    )


def _file() -> InputBlock:
    return InputBlock(
        block_id=Field.BULK_FILE,
        label=plain("Or choose a CSV file"),
        hint=plain("Its first row names the columns, in any order."),
        element=FileInputElement(action_id=Field.BULK_FILE, filetypes=[*FILE_TYPES], max_files=1),
        optional=True,
    )


def _channel(form: BulkForm) -> InputBlock:
    return InputBlock(
        block_id=Field.CHANNEL,
        label=plain("Channel for the progress"),
        hint=plain("One message for the whole list, never with a PIN. Without a channel: a message to you."),
        element=ConversationSelectElement(
            action_id=Field.CHANNEL,
            initial_conversation=form.channel,
            filter=ConversationFilter(include=["public", "private"], exclude_bot_users=True),
        ),
        optional=True,
    )


def _reason(form: BulkForm) -> InputBlock:
    return InputBlock(
        block_id=Field.REASON,
        label=plain("Reason"),
        hint=plain("For rows that give none of their own."),
        element=PlainTextInputElement(
            action_id=Field.REASON, max_length=LONGEST_REASON, initial_value=form.reason or None
        ),
        optional=True,
    )
