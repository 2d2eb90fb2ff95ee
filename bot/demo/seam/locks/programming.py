"""A code is wanted, put on the lock, active, taken off; in between Seam tries on and says in errors what is wrong.

Seam's guides: life cycle of access codes, native scheduling, troubleshooting.
"""

from datetime import datetime, timedelta

from bot.demo.seam import troubles
from bot.demo.seam.locks import acting, changing, render, render_codes, rules
from bot.demo.seam.locks.records import AccessCode, Device
from bot.demo.seam.locks.state import SmartLocks
from bot.demo.seam.locks.timing import begins, due, is_native, is_over
from bot.demo.seam.records import Trouble
from bot.demo.seam.wire import Json


def settle(locks: SmartLocks) -> None:
    """Bring every code as far as it has come by now."""
    for code in list(locks.under_way.values()):
        device = locks.devices[code.device_id]
        if code.loaded_at is None:
            _load(locks, device, code)
        changing.apply(locks, device, code)
        _activate(locks, device, code)
        _remove(locks, device, code)


def want(locks: SmartLocks, code: AccessCode) -> None:
    """From now on this code is to be on its lock."""
    locks.codes[code.id] = locks.under_way[code.id] = code
    locks.space.effect("created", "access_code", code.id)
    if not code.is_backup:
        locks.emit_code("created", code)


def lose(locks: SmartLocks, code: AccessCode, at: datetime) -> None:
    """It is gone from Seam, and from its lock as far as anybody could see to that."""
    locks.devices[code.device_id].keypad.pop(code.id, None)
    code.gone_at = at
    locks.under_way.pop(code.id, None)
    locks.emit_code("deleted", code, at, {"code": code.code or ""})
    _finish(locks, code, "DELETE_ACCESS_CODE", at)


def _load(locks: SmartLocks, device: Device, code: AccessCode) -> None:
    now, start = locks.space.now(), begins(locks, code)
    if start > now:
        _finish(locks, code, "CREATE_ACCESS_CODE", code.made_at)
    at = due(locks, code, start, _delay(locks, device))
    if not code.is_live or start > now or is_over(code, min(at, now)):
        return
    if at > now:
        _tell_delay(locks, code, "setting_on", start)
        return
    trouble = _refusal(locks, device, code)
    if trouble:
        _fail(locks, code, trouble, "failed_to_set_on_device")
        return
    code.loaded_at, code.failure = (now if code.failure else at), None
    _put(locks, device, code)
    _finish(locks, code, "CREATE_ACCESS_CODE", code.loaded_at)


def _put(locks: SmartLocks, device: Device, code: AccessCode) -> None:
    if code.is_offline:
        code.code = rules.new_code(device.lock, locks.space.random, {one.code for one in locks.codes_of(device)})
        return
    device.keypad[code.id] = changing.entry(device, code)
    if is_native(device, code) and code.starts_at is not None and code.starts_at > locks.space.now():
        locks.emit_code("scheduled_on_device", code, code.loaded_at, {"code": code.code})


def _activate(locks: SmartLocks, device: Device, code: AccessCode) -> None:
    if code.loaded_at is None or code.set_at is not None or not code.is_live:
        return
    keeps_window = code.is_offline or is_native(device, code)
    start = max(code.loaded_at, code.starts_at) if keeps_window and code.starts_at else code.loaded_at
    if start <= locks.space.now():
        code.set_at = start
        if not code.is_waiting_in_pool:
            locks.emit_code("set_on_device", code, start, {"code": code.code})


def _remove(locks: SmartLocks, device: Device, code: AccessCode) -> None:
    now = locks.space.now()
    ends = [at for at in (code.delete_asked_at, code.ends_at) if at is not None and at <= now]
    if not ends or code.gone_at is not None:
        return
    ends_itself = code.is_offline or code.loaded_at is None or (is_native(device, code) and code.is_live)
    at = min(ends) if ends_itself else due(locks, code, min(ends), locks.knobs.remove_delay)
    if at > now:
        _tell_delay(locks, code, "removing_from", min(ends))
        return
    if not ends_itself and device.id in locks.knobs.stuck:
        stuck = Trouble(locks.knobs.stuck[device.id], "The lock did not let go of this code", now)
        _fail(locks, code, stuck, "failed_to_remove_from_device")
        return
    if code.loaded_at is not None and not code.is_offline:
        locks.emit_code("removed_from_device", code, at)
    lose(locks, code, at)


def _delay(locks: SmartLocks, device: Device) -> timedelta | None:
    return locks.knobs.set_delays.get(device.id, locks.knobs.set_delay)


def _refusal(locks: SmartLocks, device: Device, code: AccessCode) -> Trouble | None:
    """What the lock has against a new code."""
    now, message = locks.space.now(), "The lock did not take this code"
    if device.id in locks.knobs.failing:
        return Trouble(locks.knobs.failing[device.id], message, now)
    others = {key: known for key, known in device.keypad.items() if key != code.id}
    same = [key for key, known in others.items() if known.code == code.code]
    if same:
        kind = "managed" if locks.codes[same[0]].is_managed else "unmanaged"
        return Trouble("duplicate_code_on_device", message, now, {f"{kind}_access_code_id": same[0]})
    if device.lock.max_codes is not None and len(others) >= device.lock.max_codes and not code.is_offline:
        return Trouble("no_space_for_access_code_on_device", message, now)
    return None


def _fail(locks: SmartLocks, code: AccessCode, trouble: Trouble, kind: str) -> None:
    """Told once; Seam tries on until the lock does as it is asked."""
    if code.failure is None or code.failure.code != trouble.code:
        code.failure = trouble
        locks.emit_code(kind, code, extra=failed_extra(locks, code))
        for action in ("CREATE_ACCESS_CODE", "DELETE_ACCESS_CODE"):
            _finish(locks, code, action, trouble.at, (trouble.code, trouble.message))


def _tell_delay(locks: SmartLocks, code: AccessCode, what: str, since: datetime) -> None:
    warning = f"delay_in_{what}_device"
    if warning not in code.delays_told and locks.space.now() >= since + locks.knobs.warned_after:
        code.delays_told.add(warning)
        locks.emit_code(warning, code, extra=failed_extra(locks, code))


def failed_extra(locks: SmartLocks, code: AccessCode) -> Json:
    """What an event about trouble with a code tells beside its ids."""
    device = locks.devices[code.device_id]
    return {
        "access_code_errors": troubles.errors(render_codes.own_errors(code)),
        "access_code_warnings": troubles.warnings(render_codes.all_warnings(locks, code)),
        "device_errors": troubles.errors(render.all_errors(locks, device)),
        "device_warnings": troubles.warnings(render.all_warnings(locks, device)),
        **troubles.of_account(locks.space.accounts[device.account_id]),
    }


def _finish(
    locks: SmartLocks, code: AccessCode, action: str, at: datetime, error: tuple[str, str] | None = None
) -> None:
    for attempt in list(locks.pending.values()):
        if (attempt.code_id, attempt.action) == (code.id, action):
            if action == "CREATE_ACCESS_CODE" and error is None:
                attempt.result = {"access_code": render_codes.access_code(locks, code)}
            acting.finish(locks, attempt, at, error)
