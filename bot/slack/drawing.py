"""A post is drawn from the grant as it is when it is sent, and again into the same message whenever the grant changes.

What has become untrue before it was sent is not sent at all; what stands already says what became of it, and offers
only what can still be done.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from pydantic import JsonValue

from bot.domain.approval import ApprovalRequest
from bot.domain.grant import CredentialState, EndReason, GrantRecord, GrantState, Pin
from bot.domain.policy import policy_of
from bot.domain.value import Value
from bot.services.grants.watching import GONE
from bot.services.kept import Digest, PostKind
from bot.services.locks.watching_codes import NOT_SET
from bot.services.messages.outbox import PostRefused
from bot.slack.blocks.approvals.request_card import outcome, request_card
from bot.slack.blocks.card import notices
from bot.slack.blocks.card.card import card
from bot.slack.blocks.card.ended_notice import ended_by_other
from bot.slack.blocks.card.lock_words import not_on_locks
from bot.slack.blocks.card.reminder import digest, past_reminder, reminder
from bot.slack.blocks.message import Message
from bot.slack.blocks.notes import note
from bot.slack.blocks.notices.arrival import not_ready, seen_to
from bot.slack.blocks.notices.escalation import end_escalated


class Drawing(Value):
    """All that a message may be drawn from; `pins` is empty for every kind but the one that tells them."""

    record: GrantRecord
    data: Mapping[str, JsonValue]
    pins: Mapping[str, Pin]
    now: datetime
    request: ApprovalRequest | None = None
    """The one that the message is about; the grant may have a newer one."""
    stands: bool = False
    """It was sent before: what is drawn takes its place."""


def draw(kind: PostKind, drawing: Drawing) -> Message:
    """The message of one grant.

    Raises:
        PostRefused: there is nothing to say any more, and nothing was said.
    """
    return _DRAWN[kind](drawing)


def draw_digest(records: Sequence[GrantRecord], told: Digest, now: datetime, *, stands: bool) -> Message:
    """The message of several grants.

    Raises:
        PostRefused: as `draw`.
    """
    by_id = {record.grant.id: record for record in records}
    announced = [by_id[id_] for id_ in told.ending if id_ in by_id]
    ending = [record for record in announced if _is_ahead(record, told.ending[record.grant.id], now)]
    settled = [record for record in announced if record not in ending] if stands else []
    missed = [by_id[id_] for id_ in told.missed if id_ in by_id]
    if not (ending or settled or missed):
        raise PostRefused("nothing_to_say")
    return digest(ending, now, missed, settled)


def _card(d: Drawing) -> Message:
    return card(d.record, d.now)


def _note(d: Drawing) -> Message:
    actor = d.data.get("actor")
    return note(d.record, str(d.data["what"]), str(actor) if actor else None, d.data)


def _reminder(d: Drawing) -> Message:
    if _is_ahead(d.record, datetime.fromisoformat(str(d.data["ends_at"])), d.now):
        return reminder(d.record, timedelta(seconds=_number(d.data["lead"])), d.now)
    _need_standing(d)
    return past_reminder(d.record, d.now)


def _result(d: Drawing) -> Message:
    """What came of it, for who has not seen it: how far it is while access can be had, whatever was told first."""
    if d.record.grant.state.is_open:
        return notices.pin_ready_dm(d.record)
    if d.record.grant.end_reason is EndReason.NOTHING_ISSUED:
        return notices.grant_failed(d.record)
    _need_standing(d)
    return notices.standing(d.record, d.now)


def _late_pin(d: Drawing) -> Message:
    minutes = _number(d.data["minutes"])
    if d.record.grant.state.is_open and d.record.late(minutes):
        return notices.late_pin(d.record, minutes, d.now)
    _need_standing(d)
    return notices.no_longer_late(d.record, d.now)


def _pin_dm(d: Drawing) -> Message:
    is_wanted = policy_of(d.record).pin_in_dm and d.record.grant.state.is_open
    if is_wanted and (d.stands or d.record.grant.state is GrantState.ISSUED):
        return notices.pin_dm(d.record, d.pins)
    _need_standing(d)
    return notices.pin_dm_redacted(d.record, d.now)


def _gone(d: Drawing) -> Message:
    if d.record.grant.state.is_open and any(c.problem == GONE for c in d.record.in_state(CredentialState.FAILED)):
        return notices.gone(d.record)
    _need_standing(d)
    return notices.standing(d.record, d.now)


def _alarm(d: Drawing) -> Message:
    grant = d.record.grant
    if d.data["what"] == "late_pin":
        if grant.state.is_open and d.record.late(notices.ALARM_MINUTES):
            return notices.late_pin_alarm(d.record, d.now)
    elif d.data["what"] == NOT_SET:
        if grant.state.is_open and not_on_locks(d.record):
            return notices.not_on_lock(d.record)
    elif grant.state is GrantState.ENDING:
        return notices.end_not_confirmed(d.record, grant.ending_at or d.now, d.now)
    _need_standing(d)
    return notices.standing(d.record, d.now)


def _arrival(d: Drawing) -> Message:
    if (message := not_ready(d.record, d.now)) is not None:
        return message
    _need_standing(d)
    return seen_to(d.record, d.now)


def _escalation(d: Drawing) -> Message:
    if d.record.grant.state is GrantState.ENDING:
        return end_escalated(d.record, d.now)
    _need_standing(d)
    return notices.standing(d.record, d.now)


def _request(d: Drawing) -> Message:
    if d.request is None:
        raise PostRefused("no_such_request")
    if not d.request.waits:
        _need_standing(d)
    return request_card(d.record, d.request, str(d.data["to"]))


def _outcome(d: Drawing) -> Message:
    if d.request is None:
        raise PostRefused("no_such_request")
    return outcome(d.record, d.request)


_DRAWN: dict[PostKind, Callable[[Drawing], Message]] = {
    PostKind.CARD: _card,
    PostKind.NOTE: _note,
    PostKind.REMINDER: _reminder,
    PostKind.REMINDER_DM: _reminder,
    PostKind.PIN_READY: _result,
    PostKind.FAILED: _result,
    PostKind.ENDED_BY_OTHER: lambda d: ended_by_other(d.record),
    PostKind.LATE_PIN: _late_pin,
    PostKind.PIN_DM: _pin_dm,
    PostKind.ALARM: _alarm,
    PostKind.REQUEST: _request,
    PostKind.OUTCOME: _outcome,
    PostKind.GONE: _gone,
    PostKind.ARRIVAL: _arrival,
    PostKind.ARRIVAL_DM: _arrival,
    PostKind.ESCALATION: _escalation,
}


def _is_ahead(record: GrantRecord, announced: datetime, now: datetime) -> bool:
    """Whether the end that was announced is still to come."""
    return record.grant.state.is_open and now < record.grant.window.ends_at == announced


def _need_standing(d: Drawing) -> None:
    """What was never sent need not be taken back."""
    if not d.stands:
        raise PostRefused("not_true_any_more")


def _number(value: JsonValue) -> int:
    return int(value) if isinstance(value, int | float | str) else 0
