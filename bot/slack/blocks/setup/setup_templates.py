"""The templates of a building: one that cannot be used as it is says so here, not when somebody needs it."""

import json
from collections.abc import Iterator

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement, ConfirmObject, SectionBlock
from slack_sdk.models.views import View

from bot.domain.building import BuildingSettings, Template
from bot.domain.contact import folded
from bot.domain.template import STARTERS
from bot.services.systems.buildings import Change, Place
from bot.slack.blocks.ids import ActionId, ViewId
from bot.slack.blocks.message import names, shown
from bot.slack.blocks.template_words import fault_words, template_words
from bot.slack.blocks.text import clean, cut, literal, mrkdwn, plain
from bot.slack.blocks.times import length_words

MOST_TEMPLATES = 30
NEW = "new"
LONGEST_NAME = 60
_MOST_NAMED = 5
_MOST_WRONG = 900
_ABOUT = (
    "What a kind of guest usually gets. Chosen in the form, a template fills in doors, method, length and reason; the "
    "policy still decides."
)


def setup_templates_view(at: Place) -> View:
    """The templates, each with its buttons, and what can be begun with."""
    templates = at.building.settings.templates
    return View(
        type="modal",
        callback_id=ViewId.SETUP_TEMPLATES,
        title=plain("Templates"),
        close=plain("Back"),
        private_metadata=json.dumps({"building": at.building.id}),
        blocks=[
            SectionBlock(text=plain(_ABOUT)),
            *(block for template in templates for block in _listed(template, at)),
            *_add(at),
        ],
    )


def template_to_change(settings: BuildingSettings, value: str) -> Template:
    """What a button of the list opens: a template as it is, a starter, or an empty one."""
    starters = {starter.id: starter for starter in STARTERS}
    return settings.template(value) or starters.get(value) or Template(id=NEW, name="")


def without_template(template_id: str) -> Change:
    """The settings without it; grants that were made with it keep what they have."""

    def change(settings: BuildingSettings) -> BuildingSettings:
        left = tuple(template for template in settings.templates if template.id != template_id)
        return settings.model_copy(update={"templates": left})

    return change


def _listed(template: Template, at: Place) -> Iterator[Block]:
    lines = [f"*{shown(template.name, LONGEST_NAME)}*: {literal(template_words(template))}"]
    lines.append(names(list(template.doors.values()), _MOST_NAMED))
    lines += [literal(told) for told in _more(template)]
    if wrong := fault_words(template, at.building, at.entrances, at.building.synced_at):
        lines.append(f":warning: *Cannot be used as it is.* {literal(cut(clean(wrong), _MOST_WRONG))}")
    yield SectionBlock(text=mrkdwn("\n".join(lines)))
    yield ActionsBlock(
        elements=[
            ButtonElement(action_id=ActionId.SETUP_TEMPLATE, text=plain("Change"), value=template.id),
            _delete(template),
        ]
    )


def _more(template: Template) -> Iterator[str]:
    if template.reminder_leads is not None:
        leads = ", ".join(length_words(lead) for lead in template.reminder_leads)
        yield f"Reminders {leads} before the end" if leads else "No reminders"
    if template.mail:
        yield "The guest gets the message by e-mail"
    if template.reason:
        yield f"Reason: {clean(template.reason)}"


def _delete(template: Template) -> ButtonElement:
    confirm = ConfirmObject(
        title=plain("Delete this template?"),
        text=plain(f"{clean(template.name)} is no longer offered. Guests who have access keep it."),
        confirm=plain("Delete"),
        deny=plain("Keep"),
        style="danger",
    )
    return ButtonElement(
        action_id=ActionId.DELETE_TEMPLATE, text=plain("Delete"), value=template.id, style="danger", confirm=confirm
    )


def _add(at: Place) -> list[Block]:
    templates = at.building.settings.templates
    if len(templates) >= MOST_TEMPLATES or not at.entrances:
        return []
    known = {folded(template.name) for template in templates}
    offered = [one for one in STARTERS if folded(one.name) not in known]
    return [*(_row(one.id, f"*{one.name}*, to begin with") for one in offered), _row(NEW, "*A template of your own*")]


def _row(value: str, told: str) -> Block:
    add = ButtonElement(action_id=ActionId.SETUP_TEMPLATE, text=plain("Add"), value=value)
    return SectionBlock(text=mrkdwn(told), accessory=add)
