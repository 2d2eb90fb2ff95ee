"""An update is wanted at once and is on the lock later; until then it is a pending mutation, and the lock goes on."""

from datetime import datetime

from bot.demo.seam.locks import acting, render_codes
from bot.demo.seam.locks.records import AccessCode, Change, Device, Entry
from bot.demo.seam.locks.state import SmartLocks
from bot.demo.seam.locks.timing import begins, due, is_native
from bot.demo.seam.wire import Json, when_if

_EVENTS = {
    "updating_code": "code_changed",
    "updating_name": "name_changed",
    "updating_time_frame": "time_frame_changed",
}


def change(locks: SmartLocks, code: AccessCode, *, name: str | None, pin: str | None) -> None:
    """Ask for another name or PIN; what stays as it is asks for nothing."""
    if name != code.name:
        _ask(locks, code, "updating_name", {"name": code.name}, {"name": name})
        code.name = name
    if pin != code.code:
        _ask(locks, code, "updating_code", {"code": code.code}, {"code": pin})
        code.code = pin


def move(locks: SmartLocks, code: AccessCode, starts_at: datetime | None, ends_at: datetime | None) -> None:
    """Ask for another window; None is without an end."""
    if (starts_at, ends_at) != (code.starts_at, code.ends_at):
        before = _frame(code)
        code.starts_at, code.ends_at = starts_at, ends_at
        _ask(locks, code, "updating_time_frame", before, _frame(code))


def apply(locks: SmartLocks, device: Device, code: AccessCode) -> None:
    """Put on the lock what is due; before the lock has the code at all, there is nothing to wait for."""
    now = locks.space.now()
    for one in list(code.changes):
        at = one.asked_at if code.loaded_at is None else due(locks, code, one.asked_at, locks.knobs.update_delay)
        if at <= now and code.is_live:
            code.changes.remove(one)
            _tell(locks, code, one, at)
            if code.loaded_at is not None:
                _put(locks, device, code)
    if not code.changes:
        for attempt in list(locks.pending.values()):
            if (attempt.code_id, attempt.action) == (code.id, "UPDATE_ACCESS_CODE"):
                attempt.result = {"access_code": render_codes.access_code(locks, code)}
                acting.finish(locks, attempt, now)


def entry(device: Device, code: AccessCode) -> Entry:
    """What the lock is told: a window only where it keeps windows itself."""
    window = (code.starts_at, code.ends_at) if is_native(device, code) else (None, None)
    return Entry(code.code or "", *window)


def _put(locks: SmartLocks, device: Device, code: AccessCode) -> None:
    """Taken off again where the new start is too far away to be on the lock already."""
    now = locks.space.now()
    if begins(locks, code) > now:
        device.keypad.pop(code.id, None)
        code.loaded_at = code.set_at = None
        return
    device.keypad[code.id] = entry(device, code)
    if is_native(device, code) and code.starts_at is not None and code.starts_at > now:
        code.set_at = None


def _ask(locks: SmartLocks, code: AccessCode, mutation: str, before: Json, after: Json) -> None:
    code.changes.append(Change(mutation, before, after, locks.space.now()))


def _tell(locks: SmartLocks, code: AccessCode, one: Change, at: datetime) -> None:
    extra: Json = {"from": one.before, "to": one.after, "description": "Changed through Seam"}
    locks.emit_code(_EVENTS[one.mutation], code, at, extra)
    changed = [{"property": name, "from": one.before[name], "to": one.after[name]} for name in one.after]
    locks.emit_code("changed", code, at, {"changed_properties": changed})


def _frame(code: AccessCode) -> Json:
    return {"starts_at": when_if(code.starts_at), "ends_at": when_if(code.ends_at)}
