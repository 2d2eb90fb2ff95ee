"""A reminder's time is computed from the confirmed end alone; one that lies before the grant's start is skipped.

Quiet hours may move it; its lead is then what is really left, so that the end follows from the two again. What should
have been said before quiet hours that have begun is said at once: no access ends without a word.
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

    Those that quiet hours move to the same time are one. One that is due `now` comes too late to be told before them.
    """
    end = window.ends_at
    due = [end - lead for lead in leads if timedelta(0) < lead < window.length]
    told = [(at, told_at(at, end, quiet, zone)) for at in due]
    times = {now if moved <= now < at else moved for at, moved in told if now < max(at, moved)}
    return tuple(Reminder(lead=end - at, due_at=at) for at in sorted(times))
