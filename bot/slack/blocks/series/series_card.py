"""The one card of a series: the rule, the visit that is next, and what keeps it from being made. Never a PIN."""

from datetime import datetime

from slack_sdk.models.blocks import Block, ButtonElement, HeaderBlock, SectionBlock

from bot.domain.building import Method
from bot.domain.grant import EndReason, GrantRecord
from bot.domain.problems import sentence
from bot.domain.recurrence import Visit
from bot.domain.series import AHEAD, Series, SeriesRecord, SeriesState, Why
from bot.slack.blocks import buttons
from bot.slack.blocks.approvals.request_words import decided_words, waits_words
from bot.slack.blocks.card.card import state_line
from bot.slack.blocks.card.door_words import hub_note
from bot.slack.blocks.ids import ActionId
from bot.slack.blocks.message import Message, lasting_instant, names, shown, small
from bot.slack.blocks.series.series_words import day_words, rule_words, sentence_case, visit_words
from bot.slack.blocks.text import clean, escape, literal, mrkdwn, plain

_HEADER = 150
_NAME = 100
_MOST_DOORS = 10
_MOST_SKIPPED = 5
_LONGEST_REASON = 300


def series_card(record: SeriesRecord, now: datetime) -> Message:
    """The series as everybody in the channel may see it."""
    series, zone = record.series, record.building.zone
    state, rule = series_state(record), sentence_case(rule_words(series.rule, zone))
    building = shown(record.building.name, _NAME)
    text = f"{shown(series.guest.name, _NAME)}, {building}: {state} {escape(rule)}"
    doors = names([door.name for door in series.doors], _MOST_DOORS)
    blocks: list[Block] = [
        HeaderBlock(text=plain(clean(series.guest.name), _HEADER)),
        SectionBlock(text=mrkdwn(f"*{building}*\n{state}")),
        SectionBlock(text=mrkdwn(f"*{escape(rule)}*\n{doors}")),
        *_next(record, now),
        *_facts(series),
    ]
    return Message(text, (*blocks, *_actions(record, now)))


def series_state(record: SeriesRecord) -> str:
    """One line of markup: whether there will be visits."""
    series = record.series
    request = next((made.request for made in record.made.values() if made.request is not None), None)
    match series.state:
        case SeriesState.WAITING:
            waits = f" {waits_words(request, record.building)}" if request is not None and request.waits else ""
            return f"*Waiting for approval.*{waits}"
        case SeriesState.ACTIVE:
            return "*Comes every week.*"
    if series.approved_by is None and request is not None and request.rule is not None and not request.waits:
        return f"*{decided_words(request)}* Nothing was issued."
    who = f"ended by <@{series.ended_by}>" if series.ended_by else "over: the last visit has been"
    return f"*Series {who}.*"


def next_visit(record: SeriesRecord, now: datetime) -> Visit | None:
    """The visit that is going on, or the first to come: not one that was skipped, or has ended already."""
    found = (visit for visit in record.ahead(now) if visit.day not in record.series.left_out)
    return next((visit for visit in found if _is_to_be(record.made.get(visit.day))), None)


def _is_to_be(made: GrantRecord | None) -> bool:
    """One that could not be issued is shown: somebody has to do something about it."""
    return made is None or made.grant.state.is_open or made.grant.end_reason is EndReason.NOTHING_ISSUED


def _next(record: SeriesRecord, now: datetime) -> list[Block]:
    visit, series = next_visit(record, now), record.series
    if visit is None or (record.made.get(visit.day) is None and not series.is_open):
        return []
    made = record.made.get(visit.day)
    line = f"*Next visit:* {escape(visit_words(visit, record.building.zone))}\n{_stands(record, visit, made, now)}"
    skipped = [day_words(day) for day, left in sorted(series.left_out.items()) if left.why is Why.SKIPPED]
    ahead = [words for words in skipped if words in {day_words(v.day) for v in record.ahead(now)}]
    more = [small(f"Skipped: {names(ahead, _MOST_SKIPPED)}")] if ahead else []
    return [SectionBlock(text=mrkdwn(line)), *more]


def _stands(record: SeriesRecord, visit: Visit, made: GrantRecord | None, now: datetime) -> str:
    if made is not None:
        hub = hub_note(made) if made.grant.state.is_open else None
        return f"{state_line(made, now)} {hub or ''}".strip()
    what = "PIN" if record.series.method is Method.PIN else "mobile key"
    if record.series.problem is not None:
        return f":warning: *Not made yet.* {literal(sentence(record.series.problem))} Keydesk tries again every hour."
    at = lasting_instant(visit.window.starts_at - AHEAD, record.building.zone)
    return f"Its {what} is made {at}; then <@{record.series.requester}> gets a message."


def _facts(series: Series) -> list[Block]:
    method = "A new PIN for each visit" if series.method is Method.PIN else "A new mobile key for each visit"
    approved = [f"Approved by <@{series.approved_by}>"] if series.approved_by else []
    asked = "asked for" if series.state is SeriesState.WAITING else "given"
    reason = [small(f"Reason: {shown(series.reason, _LONGEST_REASON)}")] if series.reason else []
    return [small(". ".join([f"{method}, {asked} by <@{series.requester}>", *approved])), *reason]


def _actions(record: SeriesRecord, now: datetime) -> list[Block]:
    visit = next_visit(record, now)
    made = record.made.get(visit.day) if visit is not None else None
    if record.series.state is SeriesState.WAITING:
        return [*buttons.actions(buttons.end(made) if made is not None else None)]
    pin = buttons.show_pin(made) if made is not None else None
    if record.series.is_open:
        return [*buttons.actions(pin, visits_button(record.series), end_button(record.series))]
    return [*buttons.actions(pin, buttons.end(made) if made is not None else None)]


def visits_button(series: Series) -> ButtonElement:
    return ButtonElement(action_id=ActionId.SERIES_VISITS, text=plain("Next visits"), value=series.id)


def end_button(series: Series) -> ButtonElement:
    """Opens the form that names the guest."""
    return ButtonElement(action_id=ActionId.SERIES_END, text=plain("End series"), value=series.id, style="danger")
