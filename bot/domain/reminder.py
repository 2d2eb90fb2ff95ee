"""A reminder's time is computed from the confirmed end alone; one that lies before the grant's start is skipped."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.domain.value import Value
from bot.domain.window import Window


class Reminder(Value):
    """One notice that access is about to end."""

    lead: timedelta
    due_at: datetime


def reminders_for(window: Window, leads: Iterable[timedelta], now: datetime) -> tuple[Reminder, ...]:
    """The reminders still to come, earliest first; a lead as long as the grant or longer is skipped."""
    wanted = {lead for lead in leads if timedelta(0) < lead < window.length}
    due = (Reminder(lead=lead, due_at=window.ends_at - lead) for lead in wanted)
    return tuple(sorted((r for r in due if r.due_at > now), key=lambda r: r.due_at))
