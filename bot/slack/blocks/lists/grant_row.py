"""One grant among others. Its buttons are those that its reader may press; what they do is decided at the click."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock

from bot.domain.grant import GrantRecord
from bot.domain.roles import Verb
from bot.services.lists.lists import Row
from bot.slack.blocks import buttons
from bot.slack.blocks.ids import ActionId
from bot.slack.blocks.lists.standing import door_list, standing
from bot.slack.blocks.message import lasting_window, shown
from bot.slack.blocks.text import mrkdwn, plain

_NAME = 80


def grant_row(row: Row) -> tuple[Block, ...]:
    """Who, where, when, how it stands, and what can be done."""
    record = row.record
    guest, building = shown(record.grant.guest.name, _NAME), shown(record.building.name, _NAME)
    lines = [
        f"*{guest}*, {building}: {door_list(record)}",
        lasting_window(record.grant.window, record.building.zone),
        standing(row),
    ]
    return (SectionBlock(text=mrkdwn("\n".join(lines))), *buttons.actions(_open(record), *row_buttons(row)))


def row_buttons(row: Row) -> Sequence[ButtonElement | None]:
    """What its reader may do at once."""
    record, may = row.record, row.may
    return [
        buttons.show_pin(record) if Verb.REVEAL in may else None,
        buttons.extend(record) if Verb.EXTEND in may else None,
        buttons.retry(record) if Verb.ISSUE in may else None,
        buttons.end(record) if Verb.END in may else None,
        buttons.again(record) if Verb.ISSUE in may else None,
    ]


def _open(record: GrantRecord) -> ButtonElement:
    return ButtonElement(action_id=ActionId.GRANT_OPEN, text=plain("Open"), value=record.grant.id)
