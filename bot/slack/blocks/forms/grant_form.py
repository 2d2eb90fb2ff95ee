"""`/guest`'s modal: every view is drawn whole from a `GrantForm`, so a re-render loses nothing that the form holds."""

import json

from slack_sdk.models.blocks import (
    Block,
    InputBlock,
    PlainTextInputElement,
    SectionBlock,
)
from slack_sdk.models.blocks.basic_components import DispatchActionConfig
from slack_sdk.models.views import View

from bot.domain.building import Building, Method
from bot.domain.policy import policy_for
from bot.domain.problems import sentence
from bot.domain.request import LONGEST_NAME, BadFields, check_window
from bot.domain.window import Fold, Length
from bot.slack.blocks.forms.grant_form_details import details
from bot.slack.blocks.forms.grant_form_fields import (
    building_input,
    doors_input,
    fold_input,
    in_edition,
    moment_inputs,
    option,
    radio_input,
    select_input,
)
from bot.slack.blocks.forms.grant_form_locks import code_input, lock_notes, window_to_give
from bot.slack.blocks.forms.grant_form_policy import judged, policy_notes
from bot.slack.blocks.forms.grant_form_state import (
    ActiveAccess,
    FormContext,
    GrantForm,
    Start,
    allowed_methods,
    choosable,
    guest_mark,
    readings,
    rule_of,
    settle,
)
from bot.slack.blocks.forms.grant_form_template import FILLED, said, template_blocks
from bot.slack.blocks.forms.repeat import weekly_line
from bot.slack.blocks.forms.repeat_fields import REPEAT_FIELDS, repeat_inputs
from bot.slack.blocks.ids import Field, ViewId
from bot.slack.blocks.template_words import LENGTH_WORDS
from bot.slack.blocks.text import clean, cut, escape, literal, mrkdwn, plain
from bot.slack.blocks.times import in_sentence, window_line, worded

_LENGTHS = {**LENGTH_WORDS, Length.CUSTOM: "Other date and time"}
_STARTS = {Start.NOW: "Now", Start.LATER: "Later", Start.WEEKLY: "Every week"}
REDRAWS = frozenset(
    {
        Field.TEMPLATE,
        Field.NAME,
        Field.BUILDING,
        Field.DOORS,
        Field.METHOD,
        Field.START,
        Field.START_DATE,
        Field.START_TIME,
        Field.START_FOLD,
        Field.LENGTH,
        Field.END_DATE,
        Field.END_TIME,
        Field.END_FOLD,
        *REPEAT_FIELDS,
    }
)
"""The `action_id`s that arrive as block actions of this view and ask for the form to be drawn again."""
_MOST_WARNINGS = 5


def grant_view(form: GrantForm, context: FormContext, *, held: bool = False) -> View:
    """The modal for what has been typed so far; pure, so the same form always draws the same view.

    `held`: it was sent, and is shown once more because of a warning that the person had not seen.
    """
    form = settle(form, context)
    site = context.site(form)
    blocks: list[Block] = [*said(form), *template_blocks(form, context), _name(form)]
    if len(context.sites) > 1:
        blocks.append(building_input([s.building for s in context.sites], site.building, redraws=True))
    blocks += _building_notes(site.building, context)
    blocks += _doors_and_method(form, context)
    blocks += [_warning(access, site.building, context) for access in context.warnings[:_MOST_WARNINGS]]
    blocks += _when(form, site.building, context)
    blocks += (*lock_notes(form, context), *code_input(form, context))
    blocks += policy_notes(form, context)
    blocks += details(form, policy_for(site.building, form.doors))
    return View(
        type="modal",
        callback_id=ViewId.GRANT_FORM,
        title=plain("Give a guest access"),
        submit=plain("Give access anyway" if held else "Give access"),
        close=plain("Cancel"),
        private_metadata=_metadata(form, context),
        blocks=[_in_edition(block, form.edition) for block in blocks],
    )


def _in_edition(block: Block, edition: int) -> Block:
    if (block.block_id or "").partition(":")[0] in FILLED:
        block.block_id = in_edition(block.block_id or "", edition)
    return block


def _metadata(form: GrantForm, context: FormContext) -> str:
    """What no block of the view holds; the client can see it, so it is opaque ids and a flag."""
    warned_for = guest_mark(form, context)
    channel = None if form.more else form.channel
    kept = {"building": form.building_id, "channel": channel, "more": form.more, "warned_for": warned_for}
    return json.dumps({**kept, "edition": form.edition})


def _name(form: GrantForm) -> InputBlock:
    name = form.name[:LONGEST_NAME]
    element = PlainTextInputElement(
        action_id=Field.NAME,
        initial_value=name or None,
        max_length=LONGEST_NAME,
        focus_on_load=not name,
        dispatch_action_config=DispatchActionConfig(trigger_actions_on=["on_enter_pressed"]),
    )
    return InputBlock(block_id=Field.NAME, label=plain("Guest's name"), element=element, dispatch_action=True)


def _building_notes(building: Building, context: FormContext) -> list[Block]:
    notes = []
    if building.problem:
        as_of = in_sentence(building.synced_at, building.zone, context.now)
        notes.append(f"{sentence(building.problem)} What you see here is as of {as_of}.")
    if building.time_zone is None:
        notes.append("Seam names no time zone for this building, so its times are in UTC.")
    return [_note(note) for note in notes]


def _note(text: str) -> Block:
    return SectionBlock(text=mrkdwn(f":warning: *Note:* {literal(text)}"))


def _warning(access: ActiveAccess, building: Building, context: FormContext) -> Block:
    doors = cut(", ".join(map(clean, access.doors)), 300)
    until = in_sentence(access.ends_at, building.zone, context.now)
    return _note(f"{cut(clean(access.guest_name), LONGEST_NAME)} already has access to {doors} until {until}.")


def _doors_and_method(form: GrantForm, context: FormContext) -> list[Block]:
    site = context.site(form)
    there = choosable(site, form.method)
    allowed = allowed_methods(site, form.doors)
    blocks: list[Block] = []
    if form.method not in allowed:
        blocks.append(_note(sentence(f"{form.method.name.casefold()}_not_allowed")))
    elif len(allowed) > 1:
        one_each = site.building.facts.entrances_per_code == 1
        options = [
            option(Method.PIN, "PIN", "One PIN per door" if one_each else "One PIN"),
            option(Method.MOBILE_KEY, "Mobile key", "On the guest's phone; needs their e-mail"),
        ]
        blocks.append(radio_input(Field.METHOD, "Method", options, form.method))
    if there:
        return [doors_input(site.building, form.method, there, form.doors, redraws=True), *blocks]
    none = "No door here can do this kind of access." if site.entrances else "Seam lists no doors for this building."
    return [_note(f"{none} Choose another one, or ask an admin to check the building in Seam."), *blocks]


def _when(form: GrantForm, building: Building, context: FormContext) -> list[Block]:
    blocks: list[Block] = []
    if form.more:
        blocks.append(select_input(Field.START, "Start", [option(s, t) for s, t in _STARTS.items()], form.start))
    if form.start is Start.LATER:
        labels = ("Start date", "Start time, at the building")
        blocks += moment_inputs((Field.START_DATE, Field.START_TIME), labels, form.start_date, form.start_time)
        if both := readings(form.start_date, form.start_time, building.zone):
            fold = form.start_fold or Fold.LATER
            blocks.append(fold_input(Field.START_FOLD, "Start", both, building.zone, fold))
    blocks += _how_long(form, building)
    return [*blocks, SectionBlock(block_id="window", text=mrkdwn(escape(live_line(form, context))))]


def _how_long(form: GrantForm, building: Building) -> list[Block]:
    if form.start is Start.WEEKLY and form.repeat is not None:
        return repeat_inputs(form.repeat, form.method)
    blocks: list[Block] = []
    blocks.append(
        select_input(Field.LENGTH, "How long", [option(n, text) for n, text in _LENGTHS.items()], form.length)
    )
    if form.length is Length.CUSTOM:
        labels = ("End date", "End time, at the building")
        blocks += moment_inputs((Field.END_DATE, Field.END_TIME), labels, form.end_date, form.end_time)
        if both := readings(form.end_date, form.end_time, building.zone):
            fold = form.end_fold or Fold.EARLIER
            blocks.append(fold_input(Field.END_FOLD, "End", both, building.zone, fold))
    return blocks


def live_line(form: GrantForm, context: FormContext) -> str:
    """What would be granted ("Today 14:00 to 16:00, New York, 2 h"; the next visits), or what is wrong with it."""
    building = context.site(form).building
    try:
        window = window_to_give(form, context)
        rule = rule_of(form, building.zone, context.now)
    except BadFields as problem:
        bad = problem.fields
    else:
        limits = (field for field in judged(form, window, context.site(form), rule).bad if field.field == "end")
        bad = (*check_window(window, context.now), *limits)
        if not bad and rule is not None:
            return weekly_line(rule, building.zone, context.now.astimezone(building.zone).date())
        if not bad:
            return window_line(window, building.zone, context.now)
    return " ".join(worded(field, building.zone, context.now) for field in bad)
