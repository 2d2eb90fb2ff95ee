"""A template fills the form in and is then out of the way: all that it filled can be changed, and the policy rules."""

from datetime import datetime

from slack_sdk.models.blocks import Block, InputBlock, Option, SectionBlock, StaticSelectElement

from bot.domain.building import Template
from bot.domain.window import Length
from bot.services.grants.sites import Site
from bot.slack.acting import Payload
from bot.slack.blocks.forms.grant_form_fields import option
from bot.slack.blocks.forms.grant_form_lasting import lasting
from bot.slack.blocks.forms.grant_form_state import FormContext, GrantForm
from bot.slack.blocks.ids import Field
from bot.slack.blocks.message import shown, small
from bot.slack.blocks.template_words import fault_words, template_words
from bot.slack.blocks.text import clean, cut, literal, mrkdwn, plain
from bot.slack.blocks.times import length_words
from bot.slack.blocks.view_state import selected

FILLED = frozenset(
    {Field.DOORS, Field.METHOD, Field.LENGTH, Field.END_DATE, Field.END_TIME, Field.END_FOLD, Field.REASON}
)
"""The fields that a template fills."""
_NONE = "none"
_LONGEST_LINE = 590
"""Escaping makes five characters of one, and a section takes 3000."""


def with_template(form: GrantForm, context: FormContext) -> GrantForm:
    """The form filled in by its template; the name and the contacts stay, and so does the start."""
    site = context.site(form)
    template = site.building.settings.template(form.template_id)
    if template is None:
        return form
    update = {"doors": tuple(template.doors), "method": template.method, "length": template.length}
    form = form.model_copy(update={"more": form.more or template.mail})
    filled = form.model_copy(update={**update, "reason": template.reason or form.reason, "edition": form.edition + 1})
    if template.length is Length.CUSTOM and template.span is not None:
        return lasting(filled, template.span, site.building.zone, context.now)
    return filled


def said(form: GrantForm) -> list[Block]:
    """What the form tells once; plain text in it is somebody's typing."""
    return [SectionBlock(text=mrkdwn(literal(cut(clean(line), _LONGEST_LINE)))) for line in form.said]


def template_blocks(form: GrantForm, context: FormContext) -> list[Block]:
    """The choice of a template where the building has any, and what is the matter with the chosen one."""
    site = context.site(form)
    templates = site.building.settings.templates
    if not templates:
        return []
    options = {template.id: _option(template, site, context.now) for template in templates}
    none = option(_NONE, "No template")
    chosen = StaticSelectElement(
        action_id=Field.TEMPLATE,
        options=[none, *options.values()],
        initial_option=options.get(form.template_id or "", none),
    )
    select = InputBlock(
        block_id=f"{Field.TEMPLATE}:{site.building.id}",
        label=plain("Template"),
        element=chosen,
        dispatch_action=True,
    )
    template = site.building.settings.template(form.template_id)
    return [select, *(_about(template, site, context.now) if template else [])]


def read_template(view: Payload) -> str | None:
    """The id of the chosen template; None for none."""
    chosen = selected(view, Field.TEMPLATE)
    return None if chosen == _NONE else chosen


def is_template_block(block_id: str) -> bool:
    return block_id.startswith(f"{Field.TEMPLATE}:")


def _option(template: Template, site: Site, now: datetime) -> Option:
    wrong = fault_words(template, site.building, site.entrances, now)
    return option(template.id, template.name, f"Not as it is: {clean(wrong)}" if wrong else template_words(template))


def _about(template: Template, site: Site, now: datetime) -> list[Block]:
    blocks: list[Block] = []
    if wrong := fault_words(template, site.building, site.entrances, now):
        told = f":warning: *Note:* The template {shown(template.name)} cannot be used as it is. {literal(wrong)}"
        blocks.append(SectionBlock(text=mrkdwn(told)))
    if template.mail:
        blocks.append(small("The guest gets the message by e-mail, if you enter their address."))
    if template.reminder_leads is not None:
        leads = ", ".join(length_words(lead) for lead in template.reminder_leads)
        blocks.append(small(f"Reminders {leads} before the end." if leads else "Without reminders."))
    return blocks
