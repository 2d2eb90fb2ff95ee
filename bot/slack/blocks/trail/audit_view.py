"""Choices stand in blocks whose ids change with "Clear": Slack has no other way to empty one of a person or a day."""

import json
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    DatePickerElement,
    SectionBlock,
    StaticSelectElement,
    UserSelectElement,
)
from slack_sdk.models.views import View

from bot.domain.value import Value
from bot.services.trail.audit import Line, Wanted
from bot.services.trail.auditing import Page, Story
from bot.slack.acting import Payload
from bot.slack.blocks.forms.grant_form_fields import MOST_OPTIONS, option
from bot.slack.blocks.ids import ActionId, Field, ViewId
from bot.slack.blocks.message import packed, shown, small
from bot.slack.blocks.text import mrkdwn, plain
from bot.slack.blocks.trail.audit_words import WORDS, line_text
from bot.slack.blocks.view_state import element, kept_count, picked_date, place_of, selected

ANY = "any"
REDRAWS = (
    Field.AUDIT_BUILDING,
    Field.AUDIT_PERSON,
    Field.AUDIT_WHAT,
    Field.AUDIT_SINCE,
    Field.AUDIT_UNTIL,
    ActionId.AUDIT_CLEAR,
    ActionId.AUDIT_OLDER,
    ActionId.AUDIT_NEWEST,
)
"""Each of these draws the view anew."""

_DAY = timedelta(days=1)
_HOW = (
    "Times are yours. Lines cannot be changed or removed. An operator exports them with `python -m bot audit export`."
)


class AuditForm(Value):
    """What somebody has chosen to see."""

    wanted: Wanted = Wanted()
    before: int | None = None
    clearings: int = 0
    """How often the choices were cleared; part of the blocks' ids."""


def read_audit(view: Payload, action: Payload, zone: ZoneInfo) -> AuditForm:
    """The choices as they are after a click; days are those of the person's own zone. Another choice begins anew."""
    clearings = kept_count(view, "clearings")
    if action["action_id"] == ActionId.AUDIT_CLEAR:
        return AuditForm(clearings=clearings + 1)
    building, what = selected(view, Field.AUDIT_BUILDING), selected(view, Field.AUDIT_WHAT)
    since, until = picked_date(view, Field.AUDIT_SINCE), picked_date(view, Field.AUDIT_UNTIL)
    wanted = Wanted(
        building_ids=None if building in {None, ANY} else (str(building),),
        actor=element(view, Field.AUDIT_PERSON).get("selected_user"),
        what=None if what == ANY else what,
        since=_beginning(since, zone),
        until=_beginning(until and until + _DAY, zone),
    )
    before = place_of(action["value"]) or None if action["action_id"] == ActionId.AUDIT_OLDER else None
    return AuditForm(wanted=wanted, before=before, clearings=clearings)


def _beginning(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), zone)


def audit_view(form: AuditForm, page: Page) -> View:
    """The newest lines of the trail, or those before a certain one, with what they are chosen by."""
    names = {building.id: building.name for building in page.buildings}
    return View(
        type="modal",
        callback_id=ViewId.AUDIT,
        title=plain("Audit trail"),
        close=plain("Close"),
        private_metadata=json.dumps({"clearings": form.clearings}),
        blocks=[*_filters(form, names), *_lines(page, names), *_paging(form, page), small(_HOW)],
    )


def story_view(story: Story) -> View:
    """All that happened with one grant; the guest's name only while it is kept."""
    record = story.record
    about = f"*{shown(record.grant.guest.name)}*, {shown(record.building.name)}"
    lines = [f"• {line_text(line, None)}" for line in story.lines]
    blocks = [SectionBlock(text=mrkdwn(about)), *packed(lines)]
    return View(
        type="modal", callback_id=ViewId.AUDIT_STORY, title=plain("History"), close=plain("Back"), blocks=blocks
    )


def _filters(form: AuditForm, names: Mapping[str, str]) -> list[Block]:
    wanted, version = form.wanted, form.clearings
    buildings = [(ANY, "Every building"), *sorted(names.items(), key=lambda one: one[1].casefold())]
    chosen = wanted.building_ids[0] if wanted.building_ids else ANY
    person = UserSelectElement(action_id=Field.AUDIT_PERSON, placeholder="By anybody", initial_user=wanted.actor)
    where = _select(Field.AUDIT_BUILDING, dict(buildings[:MOST_OPTIONS]), chosen)
    what = _select(Field.AUDIT_WHAT, {ANY: "Everything", **WORDS}, wanted.what or ANY)
    clear = ButtonElement(action_id=ActionId.AUDIT_CLEAR, text=plain("Clear"), value="clear")
    return [
        ActionsBlock(block_id=f"audit_choices:{version}", elements=[where, person, what]),
        ActionsBlock(block_id=f"audit_days:{version}", elements=[*_days(wanted), clear]),
    ]


def _days(wanted: Wanted) -> list[DatePickerElement]:
    since = f"{wanted.since:%Y-%m-%d}" if wanted.since else None
    until = f"{wanted.until - _DAY:%Y-%m-%d}" if wanted.until else None
    return [
        DatePickerElement(action_id=Field.AUDIT_SINCE, placeholder="From day", initial_date=since),
        DatePickerElement(action_id=Field.AUDIT_UNTIL, placeholder="To day", initial_date=until),
    ]


def _select(field: Field, options: Mapping[str, str], chosen: str) -> StaticSelectElement:
    offered = {value: option(value, text) for value, text in options.items()}
    initial = offered.get(chosen) or option(chosen, chosen)
    return StaticSelectElement(action_id=field, options=list(offered.values()), initial_option=initial)


def _lines(page: Page, names: Mapping[str, str]) -> list[Block]:
    if not page.lines:
        return [SectionBlock(text=plain("Nothing is written that fits."))]
    return [_line(line, names.get(line.building_id or "")) for line in page.lines]


def _line(line: Line, building: str | None) -> Block:
    story = ButtonElement(action_id=ActionId.AUDIT_STORY, text=plain("History"), value=line.grant_id or "")
    return SectionBlock(text=mrkdwn(line_text(line, building)), accessory=story if line.grant_id else None)


def _paging(form: AuditForm, page: Page) -> list[Block]:
    buttons = []
    if form.before is not None:
        buttons.append(ButtonElement(action_id=ActionId.AUDIT_NEWEST, text=plain("Newest"), value="newest"))
    if page.has_older:
        last = str(page.lines[-1].number)
        buttons.append(ButtonElement(action_id=ActionId.AUDIT_OLDER, text=plain("Older"), value=last))
    return [ActionsBlock(elements=buttons)] if buttons else []
