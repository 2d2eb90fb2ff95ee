"""To approvers, and back to who asked. A request is decided from what stands here, so nothing that counts is left out.

The buttons carry the request's id: one that was decided has none, wherever it stands.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from slack_sdk.models.blocks import Block, ButtonElement, SectionBlock

from bot.domain.approval import ApprovalRequest, RequestKind, RequestState
from bot.domain.building import Method
from bot.domain.grant import GrantRecord
from bot.slack.blocks import buttons
from bot.slack.blocks.approvals.request_words import MOST_DOORS, WHYS, asked_words, claim_words, decided_words
from bot.slack.blocks.ids import ActionId
from bot.slack.blocks.message import Message, lasting_instant, lasting_window, packed, shown, simple, small
from bot.slack.blocks.text import mrkdwn, plain, plural
from bot.slack.blocks.times import place, viewer_date

_NAME = 80
_DOOR = 60
_MOST_DOOR_TEXT = 7000
"""Some hundred doors; a message holds about 13,000 characters."""
_LONGEST_REASON = 500


def request_card(record: GrantRecord, request: ApprovalRequest, reader: str) -> Message:
    """What is asked, for one approver; once it is decided, by whom, without buttons."""
    text = f"<@{request.asked_by}> asks for {asked_words(record, request)}, {shown(record.building.name, _NAME)}."
    if not request.waits:
        return simple(f"{text} {decided_words(request)}")
    return simple(f"{text} It waits for approval.", *_facts(record, request), *decide_buttons(request, reader))


def request_row(record: GrantRecord, request: ApprovalRequest, reader: str) -> tuple[Block, ...]:
    """The same in a list of several."""
    claimed = claim_words(request)
    lines = [
        f"<@{request.asked_by}> asks for {asked_words(record, request)}, {shown(record.building.name, _NAME)}",
        lasting_window(record.grant.window, record.building.zone),
        *([f"Reason: {shown(record.grant.reason, _NAME)}"] if record.grant.reason else []),
        *([claimed] if claimed else []),
    ]
    return (SectionBlock(text=mrkdwn("\n".join(lines))), *decide_buttons(request, reader))


def decide_buttons(request: ApprovalRequest, reader: str) -> list[Block]:
    """Approve, Decline, and who looks at it."""
    mine = request.claimed_by == reader
    claim = "Take over" if request.claimed_by else "I'm looking at it"
    return [
        *buttons.actions(
            _button(ActionId.APPROVE, "Approve", request, "primary"),
            _button(ActionId.DECLINE, "Decline", request, "danger"),
            _button(ActionId.RELEASE, "Let go", request) if mine else _button(ActionId.CLAIM, claim, request),
        )
    ]


def outcome(record: GrantRecord, request: ApprovalRequest) -> Message:
    """To who asked: what became of it, why where somebody said why, and what they can do next."""
    who = f"<@{request.decided_by}>" if request.decided_by else "Keydesk"
    what = f"{asked_words(record, request)}, {shown(record.building.name, _NAME)}"
    is_access = request.kind is RequestKind.ACCESS
    again = buttons.actions(buttons.again(record)) if is_access else []
    match request.state:
        case RequestState.APPROVED:
            return simple(f"{who} approved {what}. {_next(record, request)}")
        case RequestState.DECLINED:
            reason = f"\nWhy: {shown(request.decline_reason, _LONGEST_REASON)}" if request.decline_reason else ""
            return simple(f"{who} declined {what}.{reason}", *again)
        case RequestState.WITHDRAWN:
            return simple(f"{who} withdrew your request for {what}, or ended the access.", *again)
        case _:
            stays = "Nothing was issued." if is_access else "Access stays as it is."
            return simple(f"Nobody decided in time on {what}: your request has lapsed. {stays}", *again)


def _next(record: GrantRecord, request: ApprovalRequest) -> str:
    if request.kind is RequestKind.LATER_END:
        return "The card says when Seam has confirmed the new end."
    what = "PIN" if record.grant.method is Method.PIN else "mobile key"
    return f"Keydesk makes the {what} now and messages you when it is there."


def _facts(record: GrantRecord, request: ApprovalRequest) -> Iterator[Block]:
    grant, zone = record.grant, record.building.zone
    viewer = f"Your time: {viewer_date(grant.window.starts_at)} to {viewer_date(grant.window.ends_at)}"
    yield SectionBlock(text=mrkdwn(f"{lasting_window(grant.window, zone)}\n{viewer}"))
    yield from _all_doors(record, request)
    if request.rule is not None:
        yield small(
            "You approve all its visits at once; the time above is the first. Each visit has its own PIN or key."
        )
    if request.kind is RequestKind.ACCESS:
        yield small("If you approve later than its start, access starts then. Its end stays.")
    if grant.reason:
        yield small(f"Reason: {shown(grant.reason, _LONGEST_REASON)}")
    method = "PIN" if grant.method is Method.PIN else "Mobile key"
    lapses = f"Lapses {lasting_instant(request.lapses_at, zone)}, {place(zone)}."
    yield small(f"{method}. {WHYS[request.why]} {lapses}")
    if claimed := claim_words(request):
        yield small(claimed)


def _all_doors(record: GrantRecord, request: ApprovalRequest) -> Sequence[Block]:
    """Those that the sentence above had no room for too: nobody is to agree to doors that they did not see."""
    wanted = list(request.doors.values()) or [door.name for door in record.doors]
    if len(wanted) <= MOST_DOORS or request.kind is RequestKind.LATER_END:
        return ()
    lines = [f"• {shown(name, _DOOR)}" for name in wanted]
    fitting = [line for line, upto in zip(lines, accumulate(map(len, lines)), strict=True) if upto <= _MOST_DOOR_TEXT]
    more = len(lines) - len(fitting)
    return [*packed(fitting), *([small(f"And {plural(more, 'more door')}.")] if more else [])]


def _button(action: ActionId, text: str, request: ApprovalRequest, style: str | None = None) -> ButtonElement:
    return ButtonElement(action_id=action, text=plain(text), value=request.id, style=style)
