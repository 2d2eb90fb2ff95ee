"""A command is answered before it is carried out: the answer is an action attempt, which always begins as pending.

Which error types a failed attempt may have is published nowhere; here they are the codes of the device's errors.
"""

from collections.abc import Iterator
from datetime import datetime

from bot.demo.seam.locks.records import Attempt
from bot.demo.seam.locks.state import SmartLocks

_COMMANDS = {"LOCK_DOOR": "lock.locked", "UNLOCK_DOOR": "lock.unlocked"}
_TOLD = {
    "LOCK_DOOR": "lock_door",
    "UNLOCK_DOOR": "unlock_door",
    "SIMULATE_KEYPAD_CODE_ENTRY": "simulate_keypad_code_entry",
    "SIMULATE_MANUAL_LOCK_VIA_KEYPAD": "simulate_manual_lock_via_keypad",
}
"""Actions whose outcome Seam has an event for."""


def settle(locks: SmartLocks) -> None:
    """Carry out the commands that are due."""
    delay = locks.knobs.action_delay
    for attempt in list(locks.pending.values()):
        if delay is not None and attempt.action in _COMMANDS and attempt.made_at + delay <= locks.space.now():
            _carry_out(locks, attempt, attempt.made_at + delay)


def still_to_come(locks: SmartLocks) -> Iterator[datetime]:
    """When commands are carried out."""
    if locks.knobs.action_delay is not None:
        yield from (a.made_at + locks.knobs.action_delay for a in locks.pending.values() if a.action in _COMMANDS)


def finish(locks: SmartLocks, attempt: Attempt, at: datetime, error: tuple[str, str] | None = None) -> None:
    """Give the attempt its outcome."""
    attempt.done_at, attempt.error = at, error
    del locks.pending[attempt.id]
    if attempt.action in _TOLD:
        status = "error" if error else "success"
        ending = "failed" if error else "succeeded"
        locks.emit(
            f"action_attempt.{_TOLD[attempt.action]}.{ending}",
            locks.devices[attempt.device_id],
            at,
            extra={"action_type": attempt.action, "status": status},
            action_attempt_id=attempt.id,
        )


def _carry_out(locks: SmartLocks, attempt: Attempt, at: datetime) -> None:
    device = locks.devices[attempt.device_id]
    code = locks.knobs.failing_actions.get(device.id) or locks.unreachable(device)
    if code:
        finish(locks, attempt, at, (code, "The lock did not carry out the command"))
        return
    device.locked = attempt.action != "UNLOCK_DOOR"
    if device.lock.confirms is not None:
        attempt.result = {"was_confirmed_by_device": device.lock.confirms}
    finish(locks, attempt, at)
    if device.lock.confirms is not False:
        told = _COMMANDS[attempt.action]
        locks.emit(told, device, at, extra={"method": "remote"}, action_attempt_id=attempt.id)
