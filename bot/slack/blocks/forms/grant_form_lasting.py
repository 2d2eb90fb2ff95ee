"""A length becomes an end: the form knows quick choices and clock readings, and real hours only through these."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.errors import BadField
from bot.domain.template import QUICK
from bot.domain.window import Fold, Length
from bot.slack.blocks.forms.grant_form_state import GrantForm, fold_of, settle_start, start_of


def lasting(form: GrantForm, span: timedelta, zone: ZoneInfo, now: datetime) -> GrantForm:
    """The form with an end so long after its start: a quick choice where one is exactly as long."""
    quick = next((length for length, known in QUICK.items() if known == span), None)
    if quick is not None:
        return form.model_copy(update={"length": quick})
    try:
        starts_at = start_of(settle_start(form, zone, now), zone, now)
    except BadField:
        starts_at = now
    return _ending(form, starts_at + span, zone)


def _ending(form: GrantForm, at: datetime, zone: ZoneInfo) -> GrantForm:
    """The form with this end, to the minute."""
    local = at.astimezone(zone).replace(second=0, microsecond=0)
    fold = fold_of(local.date(), local.time(), zone, Fold.LATER if local.fold else Fold.EARLIER)
    end = {"end_date": local.date(), "end_time": local.time(), "end_fold": fold}
    return form.model_copy(update={"length": Length.CUSTOM, **end})
