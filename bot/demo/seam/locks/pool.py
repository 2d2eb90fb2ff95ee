"""Backup codes wait on the lock until one is pulled: the answer to a code that does not get there in time."""

from bot.demo.seam.errors import invalid
from bot.demo.seam.locks import changing, rules
from bot.demo.seam.locks.programming import want
from bot.demo.seam.locks.records import AccessCode, Device
from bot.demo.seam.locks.render_codes import backup_for
from bot.demo.seam.locks.state import SmartLocks

_KEPT = 2
"""How many Seam keeps ready is published nowhere."""


def check(device: Device, code: AccessCode) -> None:
    """Raises `invalid_input` where the lock has no pool, or the code no end."""
    if not device.lock.has_backup_pool:
        raise invalid(use_backup_access_code_pool="The device has no supports_backup_access_code_pool")
    if code.ends_at is None:
        raise invalid(use_backup_access_code_pool="Only time-bound codes have backup codes")


def open_on(locks: SmartLocks, device: Device) -> None:
    """From the first code that asks for it the lock has a pool, for good."""
    device.has_pool = True
    _fill(locks, device)


def pull(locks: SmartLocks, code: AccessCode) -> AccessCode:
    """The same one each time it is asked for this code. Raises `invalid_input` where none is ready."""
    if code.pulled_id is not None:
        return locks.code(code.pulled_id)
    backup = backup_for(locks, code)
    if backup is None:
        raise invalid(access_code_id="No backup access code is available")
    device = locks.devices[code.device_id]
    code.pulled_id = backup.id
    backup.starts_at, backup.ends_at = locks.space.now(), code.ends_at
    device.keypad[backup.id] = changing.entry(device, backup)
    locks.space.effect("updated", "access_code", code.id)
    locks.emit_code("backup_access_code_pulled", code, extra={"backup_access_code_id": backup.id})
    _fill(locks, device)
    return backup


def _fill(locks: SmartLocks, device: Device) -> None:
    every = locks.codes_of(device)
    for _ in range(_KEPT - sum(one.is_waiting_in_pool for one in every)):
        taken = {one.code for one in locks.codes_of(device)}
        key = locks.space.new_id()
        made = AccessCode(
            id=key,
            device_id=device.id,
            name=f"Backup {key} (Seam)",
            code=rules.new_code(device.lock, locks.space.random, taken),
            starts_at=None,
            ends_at=None,
            made_at=locks.space.now(),
            is_backup=True,
        )
        want(locks, made)
