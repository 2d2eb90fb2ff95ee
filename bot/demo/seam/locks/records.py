"""What the simulated Seam keeps of smart locks, and beside it what is so at the lock itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.demo.seam.locks.brands import YALE, Brand
from bot.demo.seam.records import Trouble


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
    result: dict[str, object] = field(default_factory=dict)


@dataclass
class LockKnobs:
    """How smart locks behave; a delay of None is never. All may be changed while the server runs."""

    action_delay: timedelta | None = timedelta(0)
    """From a lock or unlock command until its outcome is known."""
    failing_actions: dict[str, str] = field(default_factory=dict)
    """Device id to the error type that lock and unlock commands end with."""
    are_calls_limited: bool = True
    """Seam's published limits per device and minute."""
