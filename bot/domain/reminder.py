"""A reminder's time is computed from the confirmed end alone; one that lies before the grant's start is skipped.

Quiet hours may move it; its lead is then what is really left, so that the end follows from the two again.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.notices import Quiet, told_at
from bot.domain.value import Value
from bot.domain.window import Window

_UTC = ZoneInfo(str(UTC))


class Reminder(Value):
    """One notice that access is about to end."""

    lead: timedelta
    due_at: datetime


def reminders_for(
    window: Window, leads: Iterable[timedelta], now: datetime, quiet: Quiet | None = None, zone: ZoneInfo = _UTC
) -> tuple[Reminder, ...]:
    """The reminders still to come, earliest first; a lead as long as the grant or longer is skipped.

    Those that quiet hours move to the same time are one.
    """
    end = window.ends_at
    wanted = {lead for lead in leads if timedelta(0) < lead < window.length}
    times = {told_at(end - lead, end, quiet, zone) for lead in wanted}
    return tuple(Reminder(lead=end - at, due_at=at) for at in sorted(times) if at > now)
