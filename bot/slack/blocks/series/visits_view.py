"""The next visits of a series, each with what can be done about it; drawn anew after each click."""

from datetime import date, datetime

from slack_sdk.models.blocks import (
    Block,
    ButtonElement,
    CheckboxesElement,
    ConfirmObject,
    InputBlock,
    SectionBlock,
)
from slack_sdk.models.views import View

from bot.domain.building import Method
from bot.domain.grant import GrantRecord
from bot.domain.recurrence import Visit
from bot.domain.series import AHEAD, LeftOut, SeriesRecord, SeriesState, Why
from bot.slack.acting import Payload
from bot.slack.blocks import buttons
from bot.slack.blocks.card.card import state_line
from bot.slack.blocks.card.door_words import visit_note
from bot.slack.blocks.forms.grant_form_fields import option
from bot.slack.blocks.ids import ActionId, Field, ViewId
from bot.slack.blocks.message import lasting_instant, shown, small
from bot.slack.blocks.series.series_card import series_state
from bot.slack.blocks.series.series_words import day_words, rule_words, sentence_case, visit_words
from bot.slack.blocks.text import clean, cut, escape, mrkdwn, plain, plural
from bot.slack.blocks.view_state import all_selected

MOST_SHOWN = 12
_NAME = 100
_NAME_IN_CONFIRM = 80
_RUNNING = "running"


def visits_view(record: SeriesRecord, now: datetime) -> View:
    """The visits that are not over, the nearest first."""
    series, zone = record.series, record.building.zone
    about = f"*{shown(series.guest.name, _NAME)}*, {shown(record.building.name, _NAME)}"
    rule = escape(sentence_case(rule_words(series.rule, zone)))
    ahead = record.ahead(now)
    rows = [block for visit in ahead[:MOST_SHOWN] for block in _row(record, visit, now)]
    hidden = len(ahead) - MOST_SHOWN
    more = [small(f"And {plural(hidden, 'more visit')} until {day_words(ahead[-1].day)}.")] if hidden > 0 else []
    none = [] if ahead else [SectionBlock(text=mrkdwn("No visit is left."))]
    return View(
        type="modal",
        callback_id=ViewId.SERIES_VISITS,
        title=plain("Next visits"),
        close=plain("Close"),
        private_metadata=series.id,
        blocks=[SectionBlock(text=mrkdwn(f"{about}\n{rule}\n{series_state(record)}")), *rows, *more, *none],
    )


def end_series_view(record: SeriesRecord, now: datetime) -> View:
    """Asks once more, naming the guest; a visit that is going on is ended only if that is wanted."""
    running = next((made for made in record.made.values() if _runs(made, now)), None)
    guest, building = shown(record.series.guest.name, _NAME), shown(record.building.name, _NAME)
    says = f"This ends the weekly access of *{guest}* at {building}. No visit is made any more."
    ahead = [made for made in record.made.values() if made.grant.state.is_open and not _runs(made, now)]
    made = [small(f"{plural(len(ahead), 'visit')} made already: its PIN is ended as well.")] if ahead else []
    return View(
        type="modal",
        callback_id=ViewId.SERIES_END_FORM,
        title=plain("End series"),
        submit=plain("End series"),
        close=plain("Keep series"),
        private_metadata=record.series.id,
        blocks=[SectionBlock(text=mrkdwn(says)), *made, *([_running(running, record)] if running else [])],
    )


def read_end_series(view: Payload) -> tuple[str, bool]:
    """The series' id, and whether the visit that is going on is to end too."""
    return str(view.get("private_metadata") or ""), _RUNNING in all_selected(view, Field.SERIES_RUNNING)


def read_visit(value: str) -> tuple[str, date] | None:
    """Series and day of a visit's button; None where the button is not one of ours any more."""
    series_id, _, day = value.partition(":")
    try:
        return series_id, date.fromisoformat(day)
    except ValueError:
        return None


def _runs(made: GrantRecord, now: datetime) -> bool:
    return made.grant.state.is_open and made.grant.window.starts_at <= now


def _running(made: GrantRecord, record: SeriesRecord) -> Block:
    ends = lasting_instant(made.grant.window.ends_at, record.building.zone)
    also = option(_RUNNING, "End the visit that is going on too", f"Else it ends {ends}")
    element = CheckboxesElement(action_id=Field.SERIES_RUNNING, options=[also])
    return InputBlock(block_id=Field.SERIES_RUNNING, label=plain("Going on now"), element=element, optional=True)


def _row(record: SeriesRecord, visit: Visit, now: datetime) -> list[Block]:
    made, left = record.made.get(visit.day), record.series.left_out.get(visit.day)
    when = escape(visit_words(visit, record.building.zone))
    line = f"*{when}*\n{_stands(record, visit, made, left, now)}"
    return [SectionBlock(text=mrkdwn(line)), *buttons.actions(*_can(record, visit, now))]


def _stands(record: SeriesRecord, visit: Visit, made: GrantRecord | None, left: LeftOut | None, now: datetime) -> str:
    if left is not None and left.why is Why.SKIPPED:
        ended = f" {state_line(made, now)}" if made is not None else ""
        return f"Skipped by <@{left.by}>.{ended}"
    if left is not None:
        return "Not made: its time passed before it could be."
    if made is not None:
        return state_line(made, now)
    what = "PIN" if record.series.method is Method.PIN else "mobile key"
    if record.series.state is not SeriesState.ACTIVE:
        return "Is not made."
    if visit.window.starts_at - AHEAD <= now:
        return f"Its {what} is not made yet; the card says why." if record.series.problem else "Is being made."
    return f"Its {what} is made {lasting_instant(visit.window.starts_at - AHEAD, record.building.zone)}."


def _can(record: SeriesRecord, visit: Visit, now: datetime) -> list[ButtonElement | None]:
    series, made = record.series, record.made.get(visit.day)
    if series.state is not SeriesState.ACTIVE:
        return []
    left, value = series.left_out.get(visit.day), f"{series.id}:{visit.day.isoformat()}"
    if left is not None:
        undo = ButtonElement(action_id=ActionId.VISIT_UNSKIP, text=plain("Undo skip"), value=value)
        return [undo if left.why is Why.SKIPPED else None]
    runs = made is not None and _runs(made, now)
    if runs and made is not None:
        return [buttons.show_pin(made), _skip(record, visit, value, "End this visit", made)]
    if made is not None and visit.window.starts_at <= now:
        return []
    return [buttons.show_pin(made) if made is not None else None, _skip(record, visit, value, "Skip this visit", made)]


def _skip(record: SeriesRecord, visit: Visit, value: str, label: str, made: GrantRecord | None) -> ButtonElement:
    guest = cut(clean(record.series.guest.name), _NAME_IN_CONFIRM)
    when = visit_words(visit, record.building.zone)
    is_open = made is not None and made.grant.state.is_open
    ends = f" Its access is ended. {visit_note(made) or ''}" if made is not None and is_open else ""
    confirm = ConfirmObject(
        title=plain(f"{label}?"),
        text=plain(f"{guest} does not come {when}.{ends}".strip()),
        confirm=plain(label),
        deny=plain("Keep visit"),
        style="danger",
    )
    return ButtonElement(action_id=ActionId.VISIT_SKIP, text=plain(label), value=value, confirm=confirm)
