"""A submission is read by what it contains: blocks that were not shown leave their defaults, never an error."""

from collections.abc import Iterable, Iterator
from datetime import date, time
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import SecretStr

from bot.domain import contact
from bot.domain.building import Method
from bot.domain.chosen_code import check_code
from bot.domain.errors import BadField
from bot.domain.grant import Guest
from bot.domain.offline import check_offline
from bot.domain.request import (
    BadFields,
    GrantDraft,
    check_doors,
    check_guest,
    check_reason,
    check_standing,
    check_template,
    check_window,
)
from bot.domain.window import Fold, Length, Window
from bot.slack.acting import Payload
from bot.slack.blocks.forms.grant_form_fields import read_doors_block_id, without_edition
from bot.slack.blocks.forms.grant_form_locks import window_to_give
from bot.slack.blocks.forms.grant_form_policy import judged
from bot.slack.blocks.forms.grant_form_state import FormContext, GrantForm, Start, attempt, rule_of
from bot.slack.blocks.forms.grant_form_template import is_template_block, read_template
from bot.slack.blocks.forms.repeat_fields import read_repeat
from bot.slack.blocks.ids import Field
from bot.slack.blocks.text import clean
from bot.slack.blocks.times import worded
from bot.slack.blocks.view_state import kept_count, kept_text, metadata

Choice = TypeVar("Choice", bound=StrEnum)

_YEARS = range(2000, 3000)
"""Outside of these a reading may have no UTC instant that Python can hold."""
_BLOCKS_OF = {
    "start": (Field.START_TIME, Field.START, Field.LENGTH),
    "end": (Field.END_TIME, Field.VISIT_ENDS, Field.LENGTH),
    "time": (Field.START_TIME, Field.END_TIME, Field.LENGTH),
    "building": (Field.BUILDING, Field.DOORS),
    "method": (Field.METHOD, Field.DOORS),
}
"""Where an error of the field is shown: the first of these that the view has."""


def read_form(view: Payload) -> GrantForm:
    """The form out of a view that Slack sent back (a submission or an action in it)."""
    sent = (view.get("state") or {}).get("values") or {}
    values = {without_edition(block): elements for block, elements in sent.items()}
    building_id = _selected(_element(values, Field.BUILDING)) or kept_text(view, "building")
    channel = _element(values, Field.CHANNEL)
    return GrantForm(
        name=_text(values, Field.NAME),
        building_id=building_id,
        doors=_doors(values),
        method=_choice(values, Field.METHOD, _method_of_doors(values)),
        **_times(values),
        repeat=read_repeat(view),
        email=_text(values, Field.EMAIL),
        phone=_text(values, Field.PHONE),
        code=_text(values, Field.CODE),
        standing=bool((_element(values, Field.STANDING) or {}).get("selected_options")),
        reason=_text(values, Field.REASON),
        channel=kept_text(view, "channel") if channel is None else channel.get("selected_conversation"),
        more=bool(metadata(view).get("more")),
        template_id=read_template(view),
        edition=kept_count(view, "edition"),
        warned_for=kept_text(view, "warned_for"),
        shown=frozenset(sent),
    )


def _times(values: Payload) -> dict[str, Any]:
    return {
        "start": _choice(values, Field.START, Start.NOW),
        "start_date": _date(values, Field.START_DATE),
        "start_time": _time(values, Field.START_TIME),
        "start_fold": _fold(values, Field.START_FOLD),
        "length": _choice(values, Field.LENGTH, Length.TWO_HOURS),
        "end_date": _date(values, Field.END_DATE),
        "end_time": _time(values, Field.END_TIME),
        "end_fold": _fold(values, Field.END_FOLD),
    }


def to_draft(form: GrantForm, context: FormContext, *, team_id: str, requester: str, submit_key: str) -> GrantDraft:
    """The request that the form makes.

    Raises:
        BadFields: every field that has to be corrected, at once.
    """
    bad: list[BadField] = []
    window = _window(bad, form, context)
    email = attempt(bad, lambda: contact.email(form.email)) if form.email else None
    phone = attempt(bad, lambda: contact.phone(form.phone, context.region)) if form.phone else None
    bad += _broken_rules(form, context, window)
    if bad or window is None:
        raise BadFields(bad)
    return GrantDraft(
        team_id=team_id,
        requester=requester,
        building_id=context.site(form).building.id,
        entrance_ids=tuple(dict.fromkeys(form.doors)),
        method=form.method,
        guest=Guest(name=form.name, email=email, phone=phone),
        window=window,
        rule=rule_of(form, context.site(form).building.zone, context.now),
        code=SecretStr(form.code) if form.code else None,
        standing=form.standing,
        reason=form.reason or None,
        template_id=form.template_id,
        channel=form.channel,
        submit_key=submit_key,
    )


def _broken_rules(form: GrantForm, context: FormContext, window: Window | None) -> Iterator[BadField]:
    site = context.site(form)
    yield from check_guest(Guest(name=form.name, email=form.email or None), form.method)
    yield from check_doors(form.doors, form.method, site.building, site.entrances)
    yield from check_code(form.code, site.chosen(form.doors)) if form.code else ()
    yield from check_reason(form.reason)
    yield from check_template(form.template_id, site.building)
    if window:
        yield from check_window(window, context.now)
        yield from check_standing(window) if form.standing else ()
        yield from check_offline(site.chosen(form.doors), window)
        rule = rule_of(form, site.building.zone, context.now)
        yield from judged(form, window, site, rule).bad


def _window(bad: list[BadField], form: GrantForm, context: FormContext) -> Window | None:
    try:
        return window_to_give(form, context)
    except BadFields as problem:
        bad.extend(problem.fields)
    return None


def field_errors(bad: Iterable[BadField], form: GrantForm, context: FormContext) -> dict[str, str]:
    """Sentences by `block_id` for the ack of a submission; only input blocks that the view has can carry one."""
    zone = context.site(form).building.zone
    sentences: dict[str, list[str]] = {}
    for field in bad:
        sentences.setdefault(_block_for(field.field, form), []).append(worded(field, zone, context.now))
    return {block: " ".join(dict.fromkeys(words)) for block, words in sentences.items()}


def _block_for(field: str, form: GrantForm) -> str:
    blocks = {_field_of(block): block for block in form.shown}
    wanted = (*_BLOCKS_OF.get(field, (field,)), Field.DOORS, Field.NAME)
    return next((blocks[block] for block in wanted if block in blocks), Field.NAME.value)


def _field_of(block: str) -> str:
    field = without_edition(block)
    return field.partition(":")[0] if read_doors_block_id(block) or is_template_block(block) else field


def _element(values: Payload, field: Field) -> Payload | None:
    element: Payload | None = values.get(field, {}).get(field)
    return element


def _text(values: Payload, field: Field) -> str:
    return clean((_element(values, field) or {}).get("value") or "")


def _selected(element: Payload | None) -> str | None:
    chosen = (element or {}).get("selected_option") or {}
    value: str | None = chosen.get("value")
    return value


def _choice(values: Payload, field: Field, default: Choice) -> Choice:
    """The chosen member; a view drawn by an older version may name one that is gone."""
    value = _selected(_element(values, field))
    return next((member for member in type(default) if member == value), default)


def _fold(values: Payload, field: Field) -> Fold | None:
    return _choice(values, field, Fold.EARLIER) if _selected(_element(values, field)) else None


def _doors(values: Payload) -> tuple[str, ...]:
    blocks = [fields for block, fields in values.items() if read_doors_block_id(block)]
    chosen = blocks[0].get(Field.DOORS, {}).get("selected_options") if blocks else None
    return tuple(one["value"] for one in chosen or ())


def _method_of_doors(values: Payload) -> Method:
    """A form with one method to choose asks for none, but its doors are that method's."""
    named = [known for block in values if (known := read_doors_block_id(block))]
    return named[0][1] if named else Method.PIN


def _date(values: Payload, field: Field) -> date | None:
    picked = (_element(values, field) or {}).get("selected_date")
    day = date.fromisoformat(picked) if picked else None
    return day if day and day.year in _YEARS else None


def _time(values: Payload, field: Field) -> time | None:
    picked = (_element(values, field) or {}).get("selected_time")
    return time.fromisoformat(picked) if picked else None
