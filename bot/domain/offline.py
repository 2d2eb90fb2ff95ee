"""Offline codes are worked out by the lock's maker, who knows whole hours and days only; never shorter than asked.

Sources: Seam's guide on offline access codes; igloohome's codes last up to 28 days by hours, else 29 to 367 days.
"""

from collections.abc import Collection, Iterable
from datetime import timedelta

from bot.domain.device import Device
from bot.domain.errors import BadField
from bot.domain.window import Window

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONGEST_BY_HOURS = 28 * DAY
FEWEST_DAYS, MOST_DAYS = 29 * DAY, 367 * DAY


def goes_by_days(lock: Device, length: timedelta) -> bool:
    """Whether a code of this length can only be made for whole days."""
    return DAY in lock.facts.offline_steps and length > LONGEST_BY_HOURS


def as_worked_out(lock: Device, window: Window) -> Window:
    """When an offline code for the window really opens the lock: from the hour that has begun, up to a whole one."""
    start = window.starts_at.replace(minute=0, second=0, microsecond=0)
    step = DAY if goes_by_days(lock, window.ends_at - start) else HOUR
    return Window(starts_at=start, ends_at=start - ((start - window.ends_at) // step) * step)


def to_be_given(locks: Iterable[Device], window: Window) -> Window:
    """The window that all doors together get: one end, as late as the latest offline code among them works."""
    ends = [as_worked_out(lock, window).ends_at for lock in locks if lock.offline_only]
    return window.model_copy(update={"ends_at": max([window.ends_at, *ends])})


def may_stand(locks: Collection[Device], entrance_ids: Collection[str]) -> bool:
    """Whether standing access is possible: only a code whose end can be moved can be renewed."""
    return len(locks) == len(set(entrance_ids)) and not any(lock.offline_only for lock in locks)


def check_offline(locks: Iterable[Device], window: Window) -> tuple[BadField, ...]:
    """What of these locks cannot be given for the window."""
    bad = []
    for lock in (lock for lock in locks if lock.offline_only):
        length = as_worked_out(lock, window).length
        if lock.offline_options and all(option.has_fixed_times for option in lock.offline_options):
            bad.append(BadField("doors", "offline_fixed_times", door=lock.name))
        elif not _fits(lock, length):
            bad.append(BadField("end", "offline_too_long", door=lock.name))
    return tuple(bad)


def _fits(lock: Device, length: timedelta) -> bool:
    if lock.offline_options:
        bounds = ((one.shortest or HOUR, one.longest) for one in lock.offline_options if not one.has_fixed_times)
        return any(least <= length and (most is None or length <= most) for least, most in bounds)
    if DAY in lock.facts.offline_steps:
        return length <= LONGEST_BY_HOURS or FEWEST_DAYS <= length <= MOST_DAYS
    return length <= LONGEST_BY_HOURS
