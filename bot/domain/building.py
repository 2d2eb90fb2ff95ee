"""`None` in a capability means that Seam does not say, never "no": an absent flag on an ACS entrance is unknown."""

from datetime import timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AwareDatetime

from bot.domain.roles import Holder
from bot.domain.value import Value


class Method(StrEnum):
    """How the guest opens doors; the values are Seam's `access_method`."""

    PIN = "code"
    MOBILE_KEY = "mobile_key"


class Hub(StrEnum):
    """Whether the building's doors hear of PIN changes through a wired hub. Seam has no field for it."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class MobileKeys(StrEnum):
    """How a mobile key reaches a phone here; without a way it is not offered."""

    OFF = "off"
    INSTANT_KEY = "instant_key"
    OWN_APP = "own_app"


class SystemFacts(Value):
    """What is fixed about an access system, whatever building it stands in."""

    external_type: str
    name: str
    entrances_per_code: int | None
    """Latch: 1, so N doors are N credentials and N different PINs (Seam's Latch guide)."""
    caller_chooses_pin: bool
    remote_unlock: bool
    pin_needs_hub: bool
    """A PIN change reaches a door by itself only through the wired hub."""


class Entrance(Value):
    """A point of entry: one `acs_entrance`."""

    id: str
    building_id: str
    name: str
    can_unlock_with_code: bool | None = None
    can_unlock_with_mobile_key: bool | None = None
    is_connected: bool | None = None
    """Seam's hint for a hub; never taken as proof."""
    removed: bool = False

    def can(self, method: Method) -> bool:
        """Whether this door may be offered for the method: unknown counts as yes, Seam decides at create."""
        flag = self.can_unlock_with_code if method is Method.PIN else self.can_unlock_with_mobile_key
        return flag is not False


class BuildingSettings(Value):
    """What a manager sets in `/guest setup`; the defaults hold without any set-up: deny, tell the truth."""

    roles: tuple[Holder, ...] = ()
    hub: Hub = Hub.UNKNOWN
    notice_channel: str | None = None
    max_length: timedelta = timedelta(days=14)
    reminder_leads: tuple[timedelta, ...] = (timedelta(hours=24), timedelta(hours=1))
    mobile_keys: MobileKeys = MobileKeys.OFF
    pin_in_dm: bool = False


class Building(Value):
    """One `acs_system`, as last read from Seam, with our settings."""

    id: str
    team_id: str
    name: str
    time_zone: str | None
    facts: SystemFacts
    problem: str | None = None
    """Seam's error code while the system is disconnected or its provider is down."""
    synced_at: AwareDatetime
    settings: BuildingSettings = BuildingSettings()

    @property
    def zone(self) -> ZoneInfo:
        """The building's zone; UTC where Seam names none or one that does not exist."""
        try:
            return ZoneInfo(self.time_zone or "UTC")
        except (ZoneInfoNotFoundError, ValueError):
            return ZoneInfo("UTC")

    def offers(self, method: Method) -> bool:
        return method is Method.PIN or self.settings.mobile_keys is not MobileKeys.OFF
