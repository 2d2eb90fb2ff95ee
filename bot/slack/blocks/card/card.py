"""The card stands in a channel for weeks: no PIN, no contact, no mention, no word that stops being true by itself."""

from datetime import datetime

from slack_sdk.models.blocks import Block, HeaderBlock, SectionBlock

from bot.domain.approval import ApprovalRequest, RequestKind, RequestState
from bot.domain.building import Method
from bot.domain.grant import CredentialState, EndReason, Grant, GrantRecord, GrantState
from bot.services.notices.readiness import is_held
from bot.slack.blocks import buttons
from bot.slack.blocks.approvals.request_words import asked_words, decided_words, waits_words
from bot.slack.blocks.card.door_words import current, door_lines, hub_note, progress_words, trouble_words
from bot.slack.blocks.card.lock_words import maker, not_on_locks
from bot.slack.blocks.card.mail_words import mail_line
from bot.slack.blocks.card.missing_words import missing_words
from bot.slack.blocks.door_tasks.door_visits import may_still_open, not_updated
from bot.slack.blocks.message import Message, lasting_instant, lasting_window, packed, shown, small
from bot.slack.blocks.text import clean, mrkdwn, plain, plural
from bot.slack.blocks.times import place, viewer_date

_HEADER = 150
_NAME = 100
_LONGEST_REASON = 300
_PLAIN_STATES = {
    GrantState.FAILED: "*Failed:* nothing could be issued.",
}


def card(record: GrantRecord, now: datetime) -> Message:
    """The grant as everybody in the channel may see it."""
    grant, building = record.grant, record.building
    state = state_line(record, now)
    guest = shown(grant.guest.name, _NAME)
    text = f"{guest}, {shown(building.name, _NAME)}: {state} {lasting_window(grant.window, building.zone)}"
    return Message(text, (*_about(record, state), *packed(door_lines(current(record), record)), *_actions(record)))


def _about(record: GrantRecord, state: str) -> list[Block]:
    return [
        HeaderBlock(text=plain(clean(record.grant.guest.name), _HEADER)),
        SectionBlock(text=mrkdwn(f"*{shown(record.building.name, _NAME)}*\n{state}")),
        SectionBlock(text=mrkdwn("\n".join(_when(record)))),
        *_facts(record),
    ]


def _facts(record: GrantRecord) -> list[Block]:
    grant = record.grant
    method = "PIN" if grant.method is Method.PIN else "Mobile key"
    reason = [small(f"Reason: {shown(grant.reason, _LONGEST_REASON)}")] if grant.reason else []
    hub = hub_note(record)
    given = "given" if record.request is None or record.request.kind is not RequestKind.ACCESS else "asked for"
    about = [f"{method}, {given} by <@{grant.requester}>", *_approved(record), *([hub] if hub else [])]
    about += ["Standing: Keep in the weekly review renews it"] if grant.standing is not None else []
    return [small(". ".join(about)), *reason, *_looked_at(record), *_used(record), *mail_line(record)]


def _looked_at(record: GrantRecord) -> list[Block]:
    """That Seam holds a credential says nothing of the door, and is no promise."""
    if record.grant.arrival is None or not is_held(record):
        return []
    at, zone = record.grant.arrival.checked_at, record.building.zone
    return [small(f"Checked {lasting_instant(at, zone)}, {place(zone)}: Seam holds it.")]


def _used(record: GrantRecord) -> list[Block]:
    """As far as the lock tells: of other doors nothing is known."""
    use = record.grant.first_use
    if use is None:
        return []
    door = next((door.name for door in record.doors if door.entrance_id == use.entrance_id), "a door")
    zone = record.building.zone
    return [small(f"First used {lasting_instant(use.at, zone)}, {place(zone)}: {shown(door, _NAME)}.")]


def _approved(record: GrantRecord) -> list[str]:
    request = record.request
    if request is None or request.kind is not RequestKind.ACCESS or request.state is not RequestState.APPROVED:
        return []
    return [f"Approved by <@{request.decided_by}>"]


def _when(record: GrantRecord) -> list[str]:
    grant, zone = record.grant, record.building.zone
    window = grant.window
    viewer = f"Your time: {viewer_date(window.starts_at)} to {viewer_date(window.ends_at)}"
    lines = [lasting_window(window, zone), viewer]
    if grant.requested_ends_at is not None and grant.state.is_open:
        lines.append(pending_end(record, grant.requested_ends_at))
    if record.request is not None and record.request.kind is not RequestKind.ACCESS and grant.state.is_open:
        lines.append(_change(record, record.request))
    return lines


def _change(record: GrantRecord, request: ApprovalRequest) -> str:
    """A change that waits for its approval, or what became of the newest one."""
    asked = f"<@{request.asked_by}> asked for {asked_words(record, request)}"
    if request.waits:
        return f"*Waiting for approval:* {asked}. {waits_words(request, record.building)}"
    return f"{asked}. {decided_words(request)}"


def pending_end(record: GrantRecord, wanted: datetime) -> str:
    """The new end that was asked for, beside the old one that still holds."""
    zone, end = record.building.zone, record.grant.window.ends_at
    doing = "Extending" if wanted > end else "Shortening"
    return (
        f"{doing} to {lasting_instant(wanted, zone)}, {place(zone)} "
        f"(until Seam confirms, the end is {lasting_instant(end, zone)})"
    )


def state_line(record: GrantRecord, now: datetime) -> str:
    """One line of markup: where the grant stands, what holds it up and what is missing."""
    return " ".join(said for said in (_state(record, now), trouble_words(record), missing_words(record)) if said)


def _state(record: GrantRecord, now: datetime) -> str:
    grant = record.grant
    match grant.state:
        case GrantState.AWAITING_APPROVAL | GrantState.DECLINED:
            return _not_given(record)
        case GrantState.ISSUING:
            return f"*Issuing:* {progress_words(record)}.{_late(record)}"
        case GrantState.ISSUED:
            return _issued(record, now)
        case GrantState.ENDING:
            return _ending(grant)
        case GrantState.ENDED:
            return f"*Ended{_by(grant)}, confirmed by Seam.*{may_still_open(record)}"
        case _:
            return _PLAIN_STATES[grant.state]


def _not_given(record: GrantRecord) -> str:
    """Access that waits for its approval, or never got it."""
    if record.request is None:
        return "*Waiting for approval.*" if record.grant.state.is_open else "*Declined.* Nothing was issued."
    if record.request.waits:
        return f"*Waiting for approval.* {waits_words(record.request, record.building)}"
    return f"*{decided_words(record.request)}* Nothing was issued."


def _late(record: GrantRecord) -> str:
    """Minutes are not told here: the card is not drawn anew while the PIN waits on."""
    is_late = any(c.warned_after for c in record.in_state(CredentialState.PENDING))
    what = "PIN" if record.grant.method is Method.PIN else "mobile key"
    who = maker(record, record.in_state(CredentialState.PENDING))
    return f" {who} takes long to make the {what}; Keydesk keeps asking." if is_late else ""


def _issued(record: GrantRecord, now: datetime) -> str:
    window = record.grant.window
    if record.is_overdue(now):
        return "*Ended by date, removal pending.*"
    told = current(record)
    issued = sum(c.state is CredentialState.ISSUED for c in told)
    line = "*Issued.*" if issued == len(told) else f"*Partly issued:* {issued} of {plural(len(told), 'door')}."
    line += not_updated(record) + not_on_locks(record)
    if now < window.starts_at:
        line += f" Starts {lasting_instant(window.starts_at, record.building.zone)}."
    return line


def _ending(grant: Grant) -> str:
    match grant.end_reason:
        case EndReason.BY_DATE:
            return "*Ended by date, removal pending:* Seam has not confirmed it yet."
        case EndReason.NOTHING_ISSUED:
            return "*Failed:* nothing could be issued. What was begun is being removed."
        case _:
            return f"*Ending{_by(grant)}:* Seam has not confirmed it yet."


def _by(grant: Grant) -> str:
    if grant.end_reason is EndReason.BY_DATE:
        return " by date"
    return f" by <@{grant.ended_by}>" if grant.ended_by else ""


def _actions(record: GrantRecord) -> list[Block]:
    return [
        *buttons.actions(
            buttons.show_pin(record),
            buttons.extend(record),
            buttons.end(record),
            buttons.withdraw(record),
            buttons.retry(record),
            buttons.use_backup(record),
            buttons.mail(record),
            buttons.web_pass(record),
            buttons.more(record),
            buttons.again(record),
        )
    ]
