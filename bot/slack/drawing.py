"""A post is drawn from the grant as it is when it is sent; what has become untrue in the queue is not sent at all."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from pydantic import JsonValue

from bot.domain.grant import CredentialState, GrantRecord, GrantState, Pin
from bot.domain.policy import policy_of
from bot.domain.value import Value
from bot.services.kept import PostKind
from bot.services.outbox import PostRefused
from bot.slack.blocks import notices
from bot.slack.blocks.card import card
from bot.slack.blocks.ended_notice import ended_by_other
from bot.slack.blocks.message import Message
from bot.slack.blocks.notes import note
from bot.slack.blocks.reminder import reminder, voided_reminder


class Drawing(Value):
    """All that a message may be drawn from; `pins` is empty for every kind but the one that tells them."""

    record: GrantRecord
    data: Mapping[str, JsonValue]
    pins: Mapping[str, Pin]
    now: datetime


def draw(kind: PostKind, drawing: Drawing) -> Message:
    """The message of one grant.

    Raises:
        PostRefused: there is nothing to say any more.
    """
    return _DRAWN[kind](drawing)


def _card(d: Drawing) -> Message:
    return card(d.record, d.now)


def _note(d: Drawing) -> Message:
    actor = d.data.get("actor")
    return note(d.record, str(d.data["what"]), str(actor) if actor else None, d.data)


def _reminder(d: Drawing) -> Message:
    _need(still_true=d.record.grant.state.is_open)
    return reminder(d.record, timedelta(seconds=_number(d.data["lead"])), d.now)


def _voided(d: Drawing) -> Message:
    return voided_reminder(d.record, str(d.data["what"]), d.now)


def _pin_ready(d: Drawing) -> Message:
    _need(still_true=d.record.grant.state.is_open and bool(d.record.in_state(CredentialState.ISSUED)))
    return notices.pin_ready_dm(d.record)


def _late_pin(d: Drawing) -> Message:
    _need(still_true=_is_waiting(d.record))
    return notices.late_pin(d.record, _number(d.data["minutes"]), d.now)


def _pin_dm(d: Drawing) -> Message:
    _need(still_true=policy_of(d.record).pin_in_dm and d.record.grant.state is GrantState.ISSUED)
    return notices.pin_dm(d.record, d.pins)


def _alarm(d: Drawing) -> Message:
    if d.data["what"] == "late_pin":
        _need(still_true=_is_waiting(d.record))
        return notices.late_pin_alarm(d.record, d.now)
    _need(still_true=d.record.grant.state is GrantState.ENDING)
    return notices.end_not_confirmed(d.record, d.record.grant.ending_at or d.now, d.now)


_DRAWN: dict[PostKind, Callable[[Drawing], Message]] = {
    PostKind.CARD: _card,
    PostKind.NOTE: _note,
    PostKind.REMINDER: _reminder,
    PostKind.REMINDER_DM: _reminder,
    PostKind.VOID_REMINDER: _voided,
    PostKind.PIN_READY: _pin_ready,
    PostKind.FAILED: lambda d: notices.grant_failed(d.record),
    PostKind.ENDED_BY_OTHER: lambda d: ended_by_other(d.record),
    PostKind.LATE_PIN: _late_pin,
    PostKind.PIN_DM: _pin_dm,
    PostKind.REDACT_PIN_DM: lambda d: notices.pin_dm_redacted(d.record),
    PostKind.ALARM: _alarm,
}


def _is_waiting(record: GrantRecord) -> bool:
    return record.grant.state.is_open and bool(record.in_state(CredentialState.PENDING))


def _need(*, still_true: bool) -> None:
    if not still_true:
        raise PostRefused("not_true_any_more")


def _number(value: JsonValue) -> int:
    return int(value) if isinstance(value, int | float | str) else 0
