"""What was asked and what became of it, in the same words on the card, to approvers, and to who asked."""

from collections.abc import Sequence

from bot.domain.approval import ApprovalRequest, RequestKind, RequestState, Why
from bot.domain.approvers import Approvers
from bot.domain.building import Building
from bot.domain.grant import GrantRecord
from bot.domain.roles import ADMIN
from bot.slack.blocks.message import lasting_change, lasting_instant, names, shown
from bot.slack.blocks.series.series_words import rule_words
from bot.slack.blocks.text import escape
from bot.slack.blocks.times import place

NOBODY_APPROVES = "and nobody here can give it. A manager or an admin can name approvers in /guest setup."
_MOST_NAMED = 3
MOST_DOORS = 5
_NAME = 80
_DOOR = 40
WHYS = {
    Why.POLICY: "The building's policy asks for an approval.",
    Why.TWO_PERSON: "These doors need a second person, whoever asks.",
}


def approval_words(why: Why, asked: Sequence[Approvers]) -> str:
    """Markup: whose agreement this needs, those named who are asked first."""
    needed = "Needs approval by somebody else" if why is Why.TWO_PERSON else "Needs approval"
    if not asked:
        return f"{needed}, {NOBODY_APPROVES}"
    first = asked[0]
    mentions = [*(f"<@{id_}>" for id_ in first.people), *(f"<!subteam^{id_}>" for id_ in first.groups)]
    role = "Keydesk's admins" if first.role is ADMIN else f"the building's {first.role}s"
    return f"{needed}: {role} are asked ({_either(mentions)})."


def asked_words(record: GrantRecord, request: ApprovalRequest) -> str:
    """Markup: what would happen, as the object of "asks for" and "approved"."""
    guest, zone = f"*{shown(record.grant.guest.name, _NAME)}*", record.building.zone
    match request.kind:
        case RequestKind.ACCESS:
            doors = names([door.name for door in record.doors], MOST_DOORS, _DOOR)
            weekly = f", {escape(rule_words(request.rule, zone))}" if request.rule is not None else ""
            return f"access of {guest} to {doors}{weekly}"
        case RequestKind.MORE_DOORS:
            return f"further doors for {guest}: {names(list(request.doors.values()), MOST_DOORS, _DOOR)}"
        case RequestKind.LATER_END:
            wanted, end = request.ends_at or request.lapses_at, record.grant.window.ends_at
            when = lasting_change(end, wanted, zone) if request.waits else lasting_instant(wanted, zone)
            return f"a later end for {guest}: {when}, {place(zone)}"


def waits_words(request: ApprovalRequest, building: Building) -> str:
    """Markup, whole sentences: who is asked, who looks at it, and how long it waits."""
    lapses = f"{lasting_instant(request.lapses_at, building.zone)}, {place(building.zone)}"
    claimed = f" {_looks(request.claimed_by)}" if request.claimed_by else ""
    return f"{_who_is_asked(request)}{claimed} Without a decision it lapses {lapses}."


def claim_words(request: ApprovalRequest) -> str | None:
    """Markup: who looks at it, where somebody said so."""
    return _looks(request.claimed_by) if request.claimed_by else None


def decided_words(request: ApprovalRequest) -> str:
    """Markup, a short sentence: what became of it and by whom."""
    who = f" by <@{request.decided_by}>" if request.decided_by else ""
    match request.state:
        case RequestState.LAPSED:
            return "Lapsed: nobody decided in time."
        case RequestState.WITHDRAWN:
            return f"Withdrawn{who}."
        case RequestState.APPROVED:
            return f"Approved{who}."
        case RequestState.DECLINED:
            return f"Declined{who}."
        case RequestState.WAITING:
            return "Waiting for approval."


def _who_is_asked(request: ApprovalRequest) -> str:
    if request.asked:
        return f"Asked: {_either([f'<@{id_}>' for id_ in request.asked])}."
    if request.escalates_at is None:
        return "Nobody who may approve can be reached in Slack; a manager can name others in /guest setup."
    return "The approvers are being asked."


def _looks(user: str) -> str:
    return f"<@{user}> is looking at it."


def _either(mentions: Sequence[str]) -> str:
    more = len(mentions) - _MOST_NAMED
    return " or ".join([*mentions[:_MOST_NAMED], *([f"{more} more"] if more > 0 else [])])
