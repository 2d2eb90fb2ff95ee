"""The locks that people have connected; a removed one stays here, marked, and is gone from every answer."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.demo.seam.errors import not_found, too_many_requests
from bot.demo.seam.locks.records import AccessCode, Attempt, Device, LockKnobs
from bot.demo.seam.wire import Json
from bot.demo.seam.workspace import Workspace, found

_PER_MINUTE = {
    "LOCK_DOOR": 15,
    "UNLOCK_DOOR": 15,
    "CREATE_ACCESS_CODE": 10,
    "UPDATE_ACCESS_CODE": 10,
    "DELETE_ACCESS_CODE": 20,
}
"""Seam's guardrails, each for one device."""


class SmartLocks:
    """Devices, the codes that are wanted on them, and what else is asked of them."""

    def __init__(self, space: Workspace) -> None:
        self.space = space
        self.knobs = LockKnobs()
        self.devices: dict[str, Device] = {}
        self.codes: dict[str, AccessCode] = {}
        self.under_way: dict[str, AccessCode] = {}
        """Those with which something is still to happen."""
        self.attempts: dict[str, Attempt] = {}
        self.pending: dict[str, Attempt] = {}

    def device(self, device_id: object) -> Device:
        device = found(self.devices, device_id, "device")
        if not device.is_there:
            raise not_found("device")
        return device

    def present(self) -> Iterator[Device]:
        return (device for device in self.devices.values() if device.is_there)

    def attempt(self, attempt_id: object) -> Attempt:
        return found(self.attempts, attempt_id, "action_attempt")

    def code(self, code_id: object) -> AccessCode:
        code = found(self.codes, code_id, "access_code")
        if code.gone_at is not None:
            raise not_found("access_code")
        return code

    def codes_of(self, device: Device) -> list[AccessCode]:
        """What Seam knows of this lock's codes, whoever made them."""
        return [one for one in self.codes.values() if one.device_id == device.id and one.gone_at is None]

    def limit(self, action: str, device: Device) -> None:
        """Raises Seam's 429 where this device was asked for too much in the last minute."""
        since = self.space.now() - timedelta(minutes=1)
        recent = [
            one
            for one in self.attempts.values()
            if (one.action, one.device_id) == (action, device.id) and one.made_at > since
        ]
        if self.knobs.are_calls_limited and len(recent) >= _PER_MINUTE[action]:
            raise too_many_requests()

    def start(self, action: str, device: Device, code: AccessCode | None = None) -> Attempt:
        made = Attempt(self.space.new_id(), action, device.id, self.space.now(), code_id=code.id if code else None)
        self.attempts[made.id] = self.pending[made.id] = made
        self.space.effect("created", "action_attempt", made.id)
        return made

    def unreachable(self, device: Device) -> str | None:
        """Why nothing can be done at this lock now, as an error code; None where it can be reached."""
        troubles = self.space.accounts[device.account_id].errors or device.errors
        if not device.is_there:
            return "device_removed"
        return troubles[0].code if troubles else None if device.is_online else "device_disconnected"

    def emit(
        self,
        kind: str,
        device: Device,
        at: datetime | None = None,
        *,
        extra: Json | None = None,
        **ids: str,
    ) -> None:
        owner = {"device_id": device.id, "connected_account_id": device.account_id}
        self.space.emit(kind, at, extra=extra, **owner, **ids)

    def emit_code(self, kind: str, code: AccessCode, at: datetime | None = None, extra: Json | None = None) -> None:
        self.emit(f"access_code.{kind}", self.devices[code.device_id], at, extra=extra, access_code_id=code.id)
