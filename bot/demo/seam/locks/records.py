"""What the simulated Seam keeps of smart locks, and beside it what is so at the lock itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.demo.seam.locks.brands import YALE, Brand
from bot.demo.seam.records import Trouble
from bot.demo.seam.wire import Json


@dataclass(frozen=True)
class Lock:
    """A lock to be added; a flag of None is one that Seam leaves out, which means no. Without an id it gets one."""

    name: str
    id: str | None = None
    brand: Brand = YALE
    can_remotely_lock: bool | None = True
    can_remotely_unlock: bool | None = True
    can_program_online_access_codes: bool | None = True
    can_program_offline_access_codes: bool | None = None
    can_unlock_with_code: bool | None = True
    confirms: bool | None = True
    """Whether it says that a command was carried out; None is a lock that leaves this out."""
    battery: float | None = 0.9
    code_lengths: tuple[int, ...] = (4, 5, 6, 7, 8)
    constraints: tuple[Mapping[str, object], ...] = ()
    """As in `properties.code_constraints`."""
    max_codes: int | None = 100
    has_backup_pool: bool = True


@dataclass(frozen=True)
class Entry:
    """A code in the memory of a lock; without a window it opens until it is taken out."""

    code: str = field(repr=False)
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass
class Device:
    """`locked` is what is so, whether or not Seam hears of it; while the lock is offline Seam leaves it out."""

    id: str
    account_id: str
    lock: Lock
    place: str | None
    time_zone: str | None
    made_at: datetime
    connected_since: datetime
    battery: float | None
    locked: bool = True
    is_online: bool = True
    removed_at: datetime | None = None
    keypad: dict[str, Entry] = field(default_factory=dict)
    """What the lock itself knows, by access code id."""
    used: set[str] = field(default_factory=set)
    """Access codes that have opened it."""
    has_pool: bool = False
    """Backup codes are kept ready on it, for good once somebody has asked for them."""
    custom_metadata: dict[str, object] = field(default_factory=dict)
    errors: list[Trouble] = field(default_factory=list)
    warnings: list[Trouble] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.lock.name

    @property
    def is_there(self) -> bool:
        return self.removed_at is None


@dataclass
class Attempt:
    """Pending until `done_at`; an `error` is its type and its message."""

    id: str
    action: str
    device_id: str
    made_at: datetime
    done_at: datetime | None = None
    error: tuple[str, str] | None = None
    code_id: str | None = None
    """The access code that it is about."""
    result: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """An update that the lock has not heard of yet, as Seam's pending mutations have it."""

    mutation: str
    before: Json
    after: Json
    asked_at: datetime


@dataclass
class AccessCode:
    """What Seam is asked to have on the lock; `loaded_at` is when the lock had it, `set_at` when it began to open.

    An offline code is on no lock: `loaded_at` is when its maker had worked it out, and the lock takes it by itself.
    """

    id: str
    device_id: str
    name: str | None
    code: str | None = field(repr=False)
    starts_at: datetime | None
    ends_at: datetime | None
    made_at: datetime
    is_managed: bool = True
    is_offline: bool = False
    is_one_time: bool = False
    is_backup: bool = False
    allows_external: bool = False
    prefers_native: bool = True
    common_key: str | None = None
    method_id: str | None = None
    pulled_id: str | None = None
    """The backup code that took its place."""
    again_from: datetime | None = None
    """Since when Seam tries to put it back, after somebody has taken it off."""
    loaded_at: datetime | None = None
    set_at: datetime | None = None
    delete_asked_at: datetime | None = None
    gone_at: datetime | None = None
    changes: list[Change] = field(default_factory=list)
    failure: Trouble | None = None
    """Why the lock does not take it, or does not let it go; Seam goes on trying."""
    errors: list[Trouble] = field(default_factory=list)
    warnings: list[Trouble] = field(default_factory=list)
    delays_told: set[str] = field(default_factory=set)

    @property
    def is_live(self) -> bool:
        """Nobody has asked for its end: it opens its lock, or may come to."""
        return self.delete_asked_at is None and self.gone_at is None

    @property
    def is_waiting_in_pool(self) -> bool:
        """A backup code that nobody has pulled has no end yet, and is shown to nobody."""
        return self.is_backup and self.ends_at is None


@dataclass
class LockKnobs:
    """How smart locks behave; a delay of None is never. All may be changed while the server runs."""

    action_delay: timedelta | None = timedelta(0)
    """From a lock or unlock command until its outcome is known."""
    failing_actions: dict[str, str] = field(default_factory=dict)
    """Device id to the error type that lock and unlock commands end with."""
    set_delay: timedelta | None = timedelta(0)
    """From when a code is due to be put on the lock until it is there."""
    set_delays: dict[str, timedelta | None] = field(default_factory=dict)
    """By device id, before `set_delay`."""
    update_delay: timedelta | None = timedelta(0)
    remove_delay: timedelta | None = timedelta(0)
    warned_after: timedelta = timedelta(minutes=5)
    """How late a code may be set or removed before Seam warns of a delay."""
    failing: dict[str, str] = field(default_factory=dict)
    """Device id to the error code that its lock answers a new code with, until it is taken back."""
    stuck: dict[str, str] = field(default_factory=dict)
    """Device id to the error code that its lock answers a removal with, until it is taken back."""
    are_calls_limited: bool = True
    """Seam's published limits per device and minute."""
