"""What is special about the smart locks that were chosen, said before anything is sent."""

from collections.abc import Iterator
from datetime import timedelta

from slack_sdk.models.blocks import Block, CheckboxesElement, InputBlock, PlainTextInputElement

from bot.domain.chosen_code import may_choose
from bot.domain.device import Device
from bot.domain.offline import as_worked_out, may_stand, to_be_given
from bot.domain.problems import SENTENCES, sentence
from bot.domain.request import BadFields
from bot.domain.window import Window
from bot.slack.blocks.forms.grant_form_fields import option
from bot.slack.blocks.forms.grant_form_state import FormContext, GrantForm, Start, window_of
from bot.slack.blocks.ids import Field
from bot.slack.blocks.message import shown, small
from bot.slack.blocks.text import plain
from bot.slack.blocks.times import in_sentence, length_words

_MOST = 5
_LONGEST_CODE = 12
_AT_ONCE = timedelta(minutes=1)


def window_to_give(form: GrantForm, context: FormContext) -> Window:
    """What the form asks for, with the end that all its doors can have; raises BadFields as `window_of`."""
    site = context.site(form)
    return to_be_given(site.chosen(form.doors), window_of(form, site.building.zone, context.now))


def code_input(form: GrantForm, context: FormContext) -> list[Block]:
    """Where every chosen door is a lock that takes a PIN of somebody's choice; no block anywhere else."""
    site = context.site(form)
    locks = site.chosen(form.doors)
    is_once = form.more and form.start is not Start.WEEKLY
    standing: list[Block] = [_standing(form)] if is_once and form.doors and may_stand(locks, form.doors) else []
    if not (is_once and len(locks) == len(form.doors) and may_choose(locks)):
        return standing
    empty = "Leave empty for a random one"
    element = PlainTextInputElement(action_id=Field.CODE, max_length=_LONGEST_CODE, placeholder=empty)
    hint = plain("Digits only. No repeats, runs, years or dates: a PIN that is easy to remember is easy to guess.")
    return [InputBlock(block_id=Field.CODE, label=plain("PIN"), hint=hint, element=element, optional=True), *standing]


def _standing(form: GrantForm) -> InputBlock:
    words = "Keep in the weekly review gives it the same time again, at most 90 days"
    box = option("standing", "Standing access of staff", words)
    element = CheckboxesElement(
        action_id=Field.STANDING, options=[box], initial_options=[box] if form.standing else None
    )
    return InputBlock(block_id=Field.STANDING, label=plain("Staff"), element=element, optional=True)


def lock_notes(form: GrantForm, context: FormContext) -> list[Block]:
    """What a person should know of these locks before they give access to them."""
    site = context.site(form)
    try:
        window = window_to_give(form, context)
    except BadFields:
        return []
    told = [note for lock in site.chosen(form.doors) for note in _notes(lock, window, form, context)]
    return [small(shown(note, 600)) for note in told[:_MOST]]


def _notes(lock: Device, window: Window, form: GrantForm, context: FormContext) -> Iterator[str]:
    zone, now = context.site(form).building.zone, context.now
    if lock.offline_only:
        real = as_worked_out(lock, window)
        start, end = in_sentence(real.starts_at, zone, now), in_sentence(window.ends_at, zone, now)
        yield (
            f"{lock.name} works its PINs out by itself: this one opens from {start} to {end}, in whole hours or days, "
            "and can be neither changed nor ended before."
        )
    elif window.starts_at - now > lock.facts.set_ahead + _AT_ONCE:
        ahead = length_words(lock.facts.set_ahead)
        yield f"{lock.name}: the PIN will be set on the lock about {ahead} before the start."
    if not lock.online and not lock.offline_only:
        yield f"{lock.name} is offline: its PIN is set when it is back."
    for code in (*lock.errors, *lock.warnings):
        if code in SENTENCES and (lock.online or code not in lock.errors):
            yield f"{lock.name}: {sentence(code)}"
