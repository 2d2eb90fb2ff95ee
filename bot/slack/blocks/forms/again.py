"""Give again: the same guest, doors, method and length from now on; what is not there any more is named."""

from bot.domain.grant import GrantRecord
from bot.domain.window import quick_length
from bot.slack.blocks.forms.grant_form_lasting import lasting
from bot.slack.blocks.forms.grant_form_state import FormContext, GrantForm


def same_again(record: GrantRecord, form: GrantForm, context: FormContext) -> GrantForm:
    """The form filled in from a grant, on the building that `form` has chosen: another one where it may not be used."""
    grant, site = record.grant, context.site(form)
    again = GrantForm(
        name=grant.guest.name if grant.forgotten_at is None else "",
        building_id=site.building.id,
        doors=tuple(door.entrance_id for door in record.doors),
        method=grant.method,
        email=grant.guest.email or "",
        phone=grant.guest.phone or "",
        reason=grant.reason or "",
        channel=grant.channel,
        template_id=grant.template_id,
        said=_missing(record, context, form),
    )
    if (quick := quick_length(grant.window, record.building.zone)) is not None:
        return again.model_copy(update={"length": quick})
    return lasting(again, grant.window.length, site.building.zone, context.now)


def _missing(record: GrantRecord, context: FormContext, form: GrantForm) -> tuple[str, ...]:
    site = context.site(form)
    if site.building.id != record.building.id:
        return (f"You may not give access at {record.building.name} any more. Choose other doors.",)
    there = {entrance.id for entrance in site.entrances}
    gone = [door.name for door in record.doors if door.entrance_id not in there]
    return (f"No longer there: {', '.join(gone)}.",) if gone else ()
