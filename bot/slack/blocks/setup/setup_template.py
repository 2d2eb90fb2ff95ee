"""One template. A door that is gone is named above the fields: saving takes it out, nothing else does."""

import json
from datetime import timedelta
from typing import Any

from slack_sdk.models.blocks import Block, SectionBlock
from slack_sdk.models.views import View

from bot.domain.building import BuildingSettings, Method, Template
from bot.domain.contact import folded
from bot.domain.request import LONGEST_REASON
from bot.domain.template import gone_doors
from bot.domain.window import Length
from bot.services.ids import new_id
from bot.services.systems.buildings import Change, Place
from bot.slack.acting import Payload
from bot.slack.blocks.ids import Field, ViewId
from bot.slack.blocks.message import names
from bot.slack.blocks.setup.setup_fields import (
    METHOD_NAMES,
    Reading,
    boxes_input,
    doors_choice,
    length_input,
    radio,
    text_input,
)
from bot.slack.blocks.setup.setup_policy import ON
from bot.slack.blocks.setup.setup_templates import LONGEST_NAME, MOST_TEMPLATES, NEW
from bot.slack.blocks.template_words import LENGTH_WORDS
from bot.slack.blocks.text import clean, mrkdwn, plain
from bot.slack.blocks.times import length_words
from bot.slack.blocks.view_state import all_selected, metadata, selected

_LENGTHS: dict[str, tuple[str, ...]] = {
    **{length: (words,) for length, words in LENGTH_WORDS.items()},
    Length.CUSTOM: ("As typed below",),
}
_METHODS: dict[str, tuple[str, ...]] = {method: (name,) for method, name in METHOD_NAMES.items()}
_LEADS = tuple(timedelta(minutes=minutes) for minutes in (24 * 60, 4 * 60, 60, 30, 15))
_MOST_LEADS = 10
_MOST_NAMED = 5
_MINUTE = timedelta(minutes=1)


def setup_template_view(at: Place, template: Template) -> View:
    """One template, which the building may not have yet."""
    return View(
        type="modal",
        callback_id=ViewId.SETUP_TEMPLATE,
        title=plain("Template"),
        submit=plain("Save"),
        close=plain("Back"),
        private_metadata=json.dumps({"building": at.building.id, "template": template.id}),
        blocks=[
            *_gone(at, template),
            text_input(Field.TEMPLATE_NAME, "Name", "", template.name, most=LONGEST_NAME, optional=False),
            doors_choice(Field.TEMPLATE_DOORS, "Doors", at.entrances, template.doors, needed=True),
            radio(Field.TEMPLATE_METHOD, "Method", _METHODS, template.method),
            radio(Field.TEMPLATE_LENGTH, "How long", _LENGTHS, template.length),
            length_input(Field.TEMPLATE_SPAN, "Another length", "Such as 4 h or 3 days.", template.span, optional=True),
            _leads(template),
            _mail(template),
            text_input(Field.TEMPLATE_REASON, "Reason", "", template.reason, most=LONGEST_REASON),
        ],
    )


def read_setup_template(view: Payload, at: Place) -> Change:
    """The settings with the template as the form shows it.

    Raises:
        BadSettings: every field that has to be corrected.
    """
    reading, id_ = Reading(view), str(metadata(view).get("template", NEW))
    typed = _read(view, reading, at)
    is_new = at.building.settings.template(id_) is None
    made = Template(id=new_id() if is_new else id_, **typed)
    others = [one for one in at.building.settings.templates if one.id != id_]
    if not made.name:
        reading.refuse(Field.TEMPLATE_NAME, "Enter a name.")
    if folded(made.name) in {folded(one.name) for one in others}:
        reading.refuse(Field.TEMPLATE_NAME, "Another template has this name.")
    if is_new and len(others) >= MOST_TEMPLATES:
        reading.refuse(Field.TEMPLATE_NAME, f"A building has at most {MOST_TEMPLATES} templates.")
    if not made.doors:
        reading.refuse(Field.TEMPLATE_DOORS, "Choose at least one door.")
    if made.length is Length.CUSTOM and made.span is None:
        reading.refuse(Field.TEMPLATE_SPAN, "Write a length such as 4 h or 3 days.")
    reading.done()
    return lambda settings: _with(settings, made)


def _read(view: Payload, reading: Reading, at: Place) -> dict[str, Any]:
    """By field of `Template`, all but its id."""
    method, length = selected(view, Field.TEMPLATE_METHOD), selected(view, Field.TEMPLATE_LENGTH)
    there = {door.id: door.name for door in at.entrances}
    span, chosen = reading.length(Field.TEMPLATE_SPAN), all_selected(view, Field.TEMPLATE_DOORS)
    minutes = sorted({int(n) for n in all_selected(view, Field.TEMPLATE_LEADS) if n.isdecimal()}, reverse=True)
    read_length = next((one for one in Length if one == length), Length.TWO_HOURS)
    return {
        "name": clean(reading.text(Field.TEMPLATE_NAME)),
        "doors": {id_: there[id_] for id_ in chosen if id_ in there},
        "method": next((one for one in Method if one == method), Method.PIN),
        "length": read_length,
        "span": span if read_length is Length.CUSTOM else None,
        "reminder_leads": tuple(n * _MINUTE for n in minutes) or None,
        "reason": clean(reading.text(Field.TEMPLATE_REASON)),
        "mail": ON in all_selected(view, Field.TEMPLATE_MAIL),
    }


def _with(settings: BuildingSettings, made: Template) -> BuildingSettings:
    """The template in its place, or at the end."""
    changed = tuple(made if one.id == made.id else one for one in settings.templates)
    added = () if settings.template(made.id) else (made,)
    return settings.model_copy(update={"templates": (*changed, *added)})


def _gone(at: Place, template: Template) -> list[Block]:
    gone = gone_doors(template, at.entrances)
    if not gone:
        return []
    told = f"{names(gone, _MOST_NAMED)}: no longer there. Saving takes it out of the template."
    return [SectionBlock(text=mrkdwn(f":warning: *Note:* {told}"))]


def _leads(template: Template) -> Block:
    """The usual lead times, and whichever others are set already."""
    chosen = template.reminder_leads or ()
    leads = sorted({*_LEADS, *chosen}, reverse=True)[:_MOST_LEADS]
    options = {str(lead // _MINUTE): (f"{length_words(lead)} before",) for lead in leads}
    label = "Reminders (none ticked: as the building)"
    return boxes_input(Field.TEMPLATE_LEADS, label, options, [str(lead // _MINUTE) for lead in chosen])


def _mail(template: Template) -> Block:
    box = {ON: ("E-mail the message to the guest", "As soon as a door is issued, if an address was given")}
    return boxes_input(Field.TEMPLATE_MAIL, "E-mail", box, [ON] if template.mail else [])
