"""What happens at a lock, by people or by itself, and what Seam hears of it."""

from dataclasses import replace

from bot.demo.seam.locks import keypad, programming, render
from bot.demo.seam.locks.records import AccessCode, Device
from bot.demo.seam.locks.state import SmartLocks
from bot.demo.seam.records import Trouble
from bot.demo.seam.troubles import errors, of_account, warnings
from bot.demo.seam.wire import Json

_LOW = {"low", "critical"}
_OFFLINE = {"device_disconnected", "hub_disconnected"}
_FLAKY = "device_has_flaky_connection"


def open_by_hand(locks: SmartLocks, device: Device) -> None:
    device.locked = False
    _tell(locks, "lock.unlocked", device, method="manual")


def lock_by_hand(locks: SmartLocks, device: Device, method: str = "manual") -> None:
    device.locked = True
    _tell(locks, "lock.locked", device, method=method)


def enter(locks: SmartLocks, device: Device, code: AccessCode | None) -> str | None:
    """Somebody types a code, or digits that are none; gives Seam's `reason_code`, or None where the lock opens.

    Which code it was is told by the makers alone that tell it.
    """
    reason = "unknown_code" if code is None else keypad.refusal(device, code, locks.space.now())
    is_named = code is not None and device.lock.brand.names_the_code
    named: Json = {"access_code_id": code.id} if code and is_named else {}
    if reason is not None:
        message = "The lock did not open"
        _tell(locks, "lock.access_denied", device, **named, reason={"reason_code": reason, "message": message})
        return reason
    if code is not None:
        device.used.add(code.id)
        named |= {"access_code_is_managed": code.is_managed, "code": code.code} if is_named else {}
    device.locked = False
    _tell(locks, "lock.unlocked", device, **named, method="keycode")
    return None


def set_battery(locks: SmartLocks, device: Device, level: float) -> None:
    before = None if device.battery is None else render.battery_status(device.battery)
    device.battery = level
    status = render.battery_status(level)
    if status != before:
        _tell(locks, "device.battery_status_changed", device, battery_level=level, battery_status=status)
    if status in _LOW and before not in _LOW:
        _tell(locks, "device.low_battery", device, battery_level=level)


def set_online(locks: SmartLocks, device: Device, *, online: bool, code: str) -> None:
    """`device_disconnected`, or `hub_disconnected` where the bridge of the lock is what has failed."""
    if online == device.is_online:
        return
    device.is_online, now = online, locks.space.now()
    if online:
        device.errors = [one for one in device.errors if one.code not in _OFFLINE]
        device.connected_since = now
        _tell(locks, "device.connected", device)
    else:
        device.errors.append(Trouble(code, "Seam cannot reach this lock", now))
        _tell(locks, "device.disconnected", device, **_troubles(locks, device), error_code=code)


def set_flaky(locks: SmartLocks, device: Device, *, flaky: bool) -> None:
    device.warnings = [one for one in device.warnings if one.code != _FLAKY]
    if flaky:
        device.warnings.append(Trouble(_FLAKY, "The connection of this lock comes and goes", locks.space.now()))
        _tell(locks, "device.connection_became_flaky", device, **_troubles(locks, device))
    else:
        _tell(locks, "device.connection_stabilized", device)


def tamper(locks: SmartLocks, device: Device) -> None:
    _tell(locks, "device.tampered", device)


def remove(locks: SmartLocks, device: Device) -> None:
    """The lock is taken off the account; its codes go along."""
    now = locks.space.now()
    device.removed_at = now
    _tell(locks, "device.removed", device)
    for code in locks.codes_of(device):
        programming.lose(locks, code, now)


def take_off(locks: SmartLocks, code: AccessCode) -> None:
    """Somebody deletes it in the maker's app. Seam puts it back, unless it was told to let others change it."""
    device, now = locks.devices[code.device_id], locks.space.now()
    device.keypad.pop(code.id, None)
    if not code.is_managed:
        code.gone_at = now
        locks.emit_code("unmanaged.removed", code)
        return
    locks.emit_code("deleted_external_to_seam", code)
    _clash(locks, code, {"change_type": "removed"})


def retype(locks: SmartLocks, code: AccessCode, pin: str) -> None:
    """Somebody gives it another PIN in the maker's app; Seam does as with one that was taken off."""
    device = locks.devices[code.device_id]
    device.keypad[code.id] = replace(device.keypad[code.id], code=pin)
    locks.emit_code("modified_external_to_seam", code)
    changed = [{"field": "code", "from": code.code, "to": pin}]
    _clash(locks, code, {"change_type": "modified", "modified_fields": changed})


def _clash(locks: SmartLocks, code: AccessCode, how: Json) -> None:
    now = locks.space.now()
    if code.allows_external:
        message = "The code was changed on the lock by somebody else"
        code.warnings.append(Trouble("external_modification_in_effect", message, now, how))
    else:
        code.failure = Trouble("conflicting_external_modification", "Seam is putting the code back", now, how)
        code.loaded_at, code.set_at, code.again_from = None, None, now


def _tell(locks: SmartLocks, kind: str, device: Device, **extra: object) -> None:
    locks.emit(kind, device, extra=extra)


def _troubles(locks: SmartLocks, device: Device) -> Json:
    return {
        "device_errors": errors(render.all_errors(locks, device)),
        "device_warnings": warnings(render.all_warnings(locks, device)),
        **of_account(locks.space.account(device.account_id)),
    }
