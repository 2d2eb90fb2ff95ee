"""What is so at the lock: what its memory holds, whatever Seam thinks; offline codes it takes without being told."""

from datetime import datetime, timedelta

from bot.demo.seam.locks.records import AccessCode, Device, Entry

_FIRST_USE_WITHIN = timedelta(hours=24)


def refusal(device: Device, code: AccessCode, now: datetime) -> str | None:
    """Why this lock stays shut for this code, as Seam's `reason_code`; None where it opens."""
    entry = _worked_out(code) if code.is_offline else device.keypad.get(code.id)
    if entry is None or (entry.starts_at is not None and now < entry.starts_at):
        return "unknown_code"
    is_over = entry.ends_at is not None and entry.ends_at <= now
    return "expired_code" if is_over or _is_lapsed(device, code, now) else None


def find(device: Device, codes: dict[str, AccessCode], pin: str) -> AccessCode | None:
    """The code that this PIN is, of those that the lock may take."""
    known = {key for key, entry in device.keypad.items() if entry.code == pin}
    return next(
        (
            one
            for one in codes.values()
            if one.id in known or (one.is_offline and (one.device_id, one.code) == (device.id, pin))
        ),
        None,
    )


def _worked_out(code: AccessCode) -> Entry | None:
    return None if code.code is None else Entry(code.code, code.starts_at, code.ends_at)


def _is_lapsed(device: Device, code: AccessCode, now: datetime) -> bool:
    """Used up, or a long offline code that nobody used on its first day (igloohome's rule)."""
    if code.is_one_time and code.id in device.used:
        return True
    if not code.is_offline or code.starts_at is None or code.ends_at is None or code.id in device.used:
        return False
    return code.ends_at - code.starts_at > _FIRST_USE_WITHIN and now >= code.starts_at + _FIRST_USE_WITHIN
