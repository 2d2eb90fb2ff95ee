"""One grant at a closer look: what is known of each door, what happened, and what can be done. No PIN, no contact."""

from collections.abc import Iterable
from datetime import datetime

from slack_sdk.models.blocks import Block, ButtonElement, DividerBlock, SectionBlock
from slack_sdk.models.views import View

from bot.domain.building import Method
from bot.domain.grant import GrantRecord
from bot.domain.roles import Verb
from bot.services.lists.lists import MOST_LINES, Detail
from bot.slack.acting import Payload
from bot.slack.blocks import buttons
from bot.slack.blocks.card.card import pending_end, state_line
from bot.slack.blocks.card.door_words import MOST_SINGLE, current, door_lines, hub_note
from bot.slack.blocks.card.mail_words import mail_line
from bot.slack.blocks.card.missing_words import building_words
from bot.slack.blocks.ids import ActionId, ViewId
from bot.slack.blocks.lists.grant_row import row_buttons
from bot.slack.blocks.lists.truths import truth_lines
from bot.slack.blocks.message import lasting_window, packed, shown, small
from bot.slack.blocks.text import mrkdwn, plain
from bot.slack.blocks.trail.audit_words import line_text

_NAME = 150
_LONGEST_REASON = 300


def grant_detail_view(detail: Detail, now: datetime) -> View:
    """The whole of it, as its reader may see it."""
    record = detail.row.record
    return View(
        type="modal",
        callback_id=ViewId.GRANT,
        title=plain("Guest access"),
        close=plain("Close"),
        private_metadata=record.grant.id,
        blocks=[*_about(record, now), *_doors(record), *_acts(detail), *_history(detail)],
    )


def read_grant(view: Payload) -> str:
    """The grant's id."""
    return str(view.get("private_metadata") or "")


def _about(record: GrantRecord, now: datetime) -> list[Block]:
    grant = record.grant
    window = [lasting_window(grant.window, record.building.zone)]
    if grant.requested_ends_at is not None and grant.state.is_open:
        window.append(pending_end(record, grant.requested_ends_at))
    method = "PIN" if grant.method is Method.PIN else "Mobile key"
    reason = [small(f"Reason: {shown(grant.reason, _LONGEST_REASON)}")] if grant.reason else []
    who = f"*{shown(grant.guest.name, _NAME)}*, {shown(record.building.name, _NAME)}"
    lost = building_words(record) if grant.state.is_open else None
    lines = [who, state_line(record, now), *([f":warning: {lost}"] if lost else []), *window]
    given = small(f"{method}, given by <@{grant.requester}>")
    return [SectionBlock(text=mrkdwn("\n".join(lines))), given, *reason, *mail_line(record)]


def _doors(record: GrantRecord) -> list[Block]:
    told, hub = current(record), hub_note(record)
    lines: Iterable[str] = (truth_lines(one, record) for one in told)
    if len(told) > MOST_SINGLE:
        lines = door_lines(told, record)
    return [*packed(lines), *([small(hub)] if hub else [])]


def _acts(detail: Detail) -> list[Block]:
    record, may = detail.row.record, detail.row.may
    refresh = ButtonElement(action_id=ActionId.GRANT_REFRESH, text=plain("Refresh"), value=record.grant.id)
    return [
        *buttons.actions(
            *row_buttons(detail.row),
            buttons.withdraw(record) if Verb.END in may else None,
            buttons.mail(record) if Verb.REVEAL in may else None,
            buttons.web_pass(record) if Verb.REVEAL in may else None,
            buttons.more(record) if Verb.ISSUE in may else None,
            refresh,
        )
    ]


def _history(detail: Detail) -> list[Block]:
    """Oldest first; where there is more than is shown, the newest of it. Whom it is about is known here."""
    if not detail.lines:
        return []
    older = [small("The newest lines. Managers see all of them with `/guest audit`.")]
    lines = [f"• {line_text(line.model_copy(update={'guest': None}), None)}" for line in detail.lines]
    return [
        DividerBlock(),
        SectionBlock(text=mrkdwn("*History*, times are yours")),
        *packed(lines),
        *(older if len(detail.lines) >= MOST_LINES else []),
    ]
