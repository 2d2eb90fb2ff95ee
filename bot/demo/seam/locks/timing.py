"""When Seam acts on a lock: 72 h before a code's start where the lock keeps windows itself, else 60 min before."""

from datetime import UTC, datetime, timedelta

from bot.demo.seam.locks.records import AccessCode, Device
from bot.demo.seam.locks.state import SmartLocks

FOREVER = datetime.max.replace(tzinfo=UTC)
_PRELOAD, _JUST_IN_TIME = timedelta(hours=72), timedelta(minutes=60)


def is_native(device: Device, code: AccessCode) -> bool:
    """Whether the lock itself begins and ends the code."""
    return device.lock.brand.schedules_itself and code.prefers_native and code.starts_at is not None


def begins(locks: SmartLocks, code: AccessCode) -> datetime:
    """When Seam begins to put it on the lock, for the first time or again."""
    asked = code.again_from or code.made_at
    if code.is_offline or code.starts_at is None:
        return asked
    ahead = _PRELOAD if is_native(locks.devices[code.device_id], code) else _JUST_IN_TIME
    return max(asked, code.starts_at - ahead)


def due(locks: SmartLocks, code: AccessCode, since: datetime, delay: timedelta | None) -> datetime:
    """Never while the lock cannot be reached; an offline code only needs its maker's account."""
    device = locks.devices[code.device_id]
    account = locks.space.accounts[device.account_id]
    is_cut_off = bool(account.errors) if code.is_offline else locks.unreachable(device) is not None
    if delay is None or is_cut_off:
        return FOREVER
    back = account.connected_since if code.is_offline else max(account.connected_since, device.connected_since)
    return max(since + delay, back)


def is_over(code: AccessCode, now: datetime) -> bool:
    return code.ends_at is not None and code.ends_at <= now
