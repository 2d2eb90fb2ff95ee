"""A smart lock as Seam last told of it. A flag that is absent on a device means no, other than on an ACS entrance.

`locked` is None while nobody knows: an offline lock says nothing of itself.
"""

from collections.abc import Iterable
from datetime import timedelta

from pydantic import AwareDatetime

from bot.domain.value import Value

PRELOADED = timedelta(hours=72)
JUST_IN_TIME = timedelta(minutes=60)


class LockFacts(Value):
    """What is fixed about the locks of one maker, whatever the lock (Seam's guides on access codes)."""

    provider: str
    """Seam's `device_provider_name`."""
    name: str
    keeps_windows: bool
    """It takes a code with its window, up to 72 h ahead; other locks get it about 60 min before the start."""
    offline_steps: tuple[timedelta, ...] = ()
    """What the ends of an offline code are rounded to, the finest first; empty where the device says it itself."""

    @property
    def set_ahead(self) -> timedelta:
        """How long before the start a code is put on the lock."""
        return PRELOADED if self.keeps_windows else JUST_IN_TIME


class CodeRule(Value):
    """One of `code_constraints`; a kind that is not known here is left to Seam."""

    kind: str
    least: int | None = None
    most: int | None = None


class OfflineOption(Value):
    """One way in which the maker can work out an offline code."""

    name: str | None = None
    shortest: timedelta | None = None
    longest: timedelta | None = None
    same_time_of_day: bool = False
    """Start and end must show the same time on the clock."""
    has_fixed_times: bool = False
    """Only certain pairs of start and end, or certain days, are possible."""


class Device(Value):
    """One lock; the id of its entrance is the same."""

    id: str
    building_id: str
    """Where it belongs: by itself to its account, else to the building that it was attached to."""
    connected_account_id: str
    name: str
    facts: LockFacts
    place: str | None = None
    """What its account calls the place where it is."""
    time_zone: str | None = None
    online: bool = False
    locked: bool | None = None
    door_open: bool | None = None
    battery_level: float | None = None
    """0 to 1."""
    battery_status: str | None = None
    """critical, low, good or full."""
    errors: tuple[str, ...] = ()
    """Seam's error codes, the account's too; each has a sentence in `domain.problems`."""
    warnings: tuple[str, ...] = ()
    can_remotely_lock: bool = False
    can_remotely_unlock: bool = False
    can_program_online_codes: bool = False
    can_program_offline_codes: bool = False
    code_lengths: tuple[int, ...] = ()
    code_rules: tuple[CodeRule, ...] = ()
    max_active_codes: int | None = None
    supports_backup_pool: bool = False
    offline_options: tuple[OfflineOption, ...] = ()
    removed: bool = False
    """Seam lists it no more."""
    synced_at: AwareDatetime | None = None

    @property
    def takes_codes(self) -> bool:
        return self.can_program_online_codes or self.can_program_offline_codes

    @property
    def offline_only(self) -> bool:
        """Its codes are worked out by the maker, and can be neither changed nor ended."""
        return self.can_program_offline_codes and not self.can_program_online_codes


def one_zone(devices: Iterable[Device]) -> str | None:
    """The time zone of all of these together; None where they stand in several, or one of them in none."""
    zones = {device.time_zone for device in devices}
    return zones.pop() if len(zones) == 1 else None
