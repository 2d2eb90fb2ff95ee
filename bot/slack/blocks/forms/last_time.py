"""Doors and length begin as the person chose them last: said in the form, because a wrong door is soon overlooked."""

from bot.domain.grant import GrantRecord
from bot.domain.window import quick_length
from bot.slack.blocks.forms.grant_form_state import FormContext, GrantForm


def as_last_time(form: GrantForm, last: GrantRecord | None, context: FormContext) -> GrantForm:
    """The form with what the person's last grant had at this building; of lengths only the quick choices are kept."""
    site = context.site(form)
    if last is None or last.building.id != site.building.id:
        return form
    there = {entrance.id for entrance in site.entrances}
    doors = tuple(door.entrance_id for door in last.doors if door.entrance_id in there)
    length = quick_length(last.grant.window, site.building.zone) or form.length
    said = ("Doors and length are as last time.",) if doors and len(there) > 1 else ()
    return form.model_copy(update={"doors": doors, "length": length, "said": said})
