"""Modals around a request: what was sent and waits, the list of what waits for somebody, and the reason of a no."""

from collections.abc import Sequence
from datetime import datetime

from slack_sdk.models.blocks import Block, InputBlock, PlainTextInputElement, SectionBlock
from slack_sdk.models.views import View

from bot.domain.approval import ApprovalRequest
from bot.domain.approvers import Approvers
from bot.domain.grant import GrantRecord
from bot.domain.request import LONGEST_REASON
from bot.slack.acting import Payload
from bot.slack.blocks import buttons
from bot.slack.blocks.approvals.request_card import request_row
from bot.slack.blocks.approvals.request_words import approval_words, asked_words, waits_words
from bot.slack.blocks.home.home import Section
from bot.slack.blocks.ids import Field, ViewId
from bot.slack.blocks.message import shown, small
from bot.slack.blocks.text import escape, mrkdwn, plain
from bot.slack.blocks.times import window_line
from bot.slack.blocks.view_state import element

MOST_LISTED = 25
_NAME = 100
_CLOSE = "You can close this: you get a message with the decision."


def awaiting_view(record: GrantRecord, now: datetime, first: Sequence[Approvers] = ()) -> View:
    """New access that waits, in the place of the form; `first` are those who are being asked just now."""
    return _waiting(ViewId.GRANT_PROGRESS, record, now, first, follow=True)


def asked_view(record: GrantRecord, now: datetime, first: Sequence[Approvers] = ()) -> View:
    """A change that waits, in the place of its form; it is not followed, the card is."""
    return _waiting(ViewId.REQUEST_SENT, record, now, first, follow=False)


def _waiting(callback: ViewId, record: GrantRecord, now: datetime, first: Sequence[Approvers], *, follow: bool) -> View:
    request = record.waiting
    asked = [] if request is None else [_asked(record, request, first)]
    guest = f"*{shown(record.grant.guest.name, _NAME)}*, {shown(record.building.name, _NAME)}"
    blocks: list[Block] = [
        SectionBlock(text=mrkdwn(guest)),
        SectionBlock(text=mrkdwn("*Waiting for approval.* Nothing is opened by this request until somebody approves.")),
        *asked,
        SectionBlock(text=mrkdwn(escape(window_line(record.grant.window, record.building.zone, now)))),
        small(_CLOSE),
        *(buttons.actions(buttons.end(record)) if follow else []),
    ]
    return View(
        type="modal",
        callback_id=callback,
        title=plain("Guest access"),
        close=plain("Close"),
        notify_on_close=follow,
        private_metadata=record.grant.id if follow else None,
        blocks=blocks,
    )


def _asked(record: GrantRecord, request: ApprovalRequest, first: Sequence[Approvers]) -> Block:
    who = f"{approval_words(request.why, first)} " if first and not request.asked else ""
    said = f"Asked for: {asked_words(record, request)}.\n{who}{waits_words(request, record.building)}"
    return SectionBlock(text=mrkdwn(said))


def decline_view(record: GrantRecord, request: ApprovalRequest) -> View:
    """Asks why; whoever asked reads the answer."""
    return View(
        type="modal",
        callback_id=ViewId.DECLINE_FORM,
        title=plain("Decline request"),
        submit=plain("Decline"),
        close=plain("Cancel"),
        private_metadata=request.id,
        blocks=[
            SectionBlock(text=mrkdwn(f"<@{request.asked_by}> asks for {asked_words(record, request)}.")),
            InputBlock(
                block_id=Field.DECLINE_REASON,
                label=plain("Why not?"),
                hint=plain("The person who asked gets this with your name. It is not written into the audit trail."),
                element=PlainTextInputElement(
                    action_id=Field.DECLINE_REASON, multiline=True, min_length=1, max_length=LONGEST_REASON
                ),
            ),
        ],
    )


def read_decline(view: Payload) -> tuple[str, str]:
    """The request's id, and why not."""
    return str(view.get("private_metadata") or ""), str(element(view, Field.DECLINE_REASON).get("value") or "")


def approvals_view(records: Sequence[GrantRecord], reader: str) -> View:
    """What waits for this person, with its buttons; drawn anew after each of them."""
    rows = [block for record in records[:MOST_LISTED] for block in _row(record, reader)]
    more = len(records) - MOST_LISTED
    rest = [small(f"And {more} more; decide these first.")] if more > 0 else []
    nothing = [] if records else [SectionBlock(text=mrkdwn("Nothing waits for your approval."))]
    return View(
        type="modal",
        callback_id=ViewId.APPROVALS,
        title=plain("Approvals"),
        close=plain("Close"),
        blocks=[*nothing, *rows, *rest],
    )


def approvals_section(records: Sequence[GrantRecord], reader: str) -> Section | None:
    """The same on App Home, for somebody for whom something waits."""
    if not records:
        return None
    rows = tuple(_row(record, reader) for record in records)
    return Section("Waiting for your approval", rows, elsewhere="`/guest approvals` lists them.")


def _row(record: GrantRecord, reader: str) -> tuple[Block, ...]:
    return request_row(record, record.waiting, reader) if record.waiting is not None else ()
