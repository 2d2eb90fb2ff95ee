"""What people and the weather do to a building; nothing of it goes over HTTP, and Seam hears of some of it only."""

from dataclasses import dataclass
from datetime import datetime

from bot.demo.seam import doors
from bot.demo.seam.accounts import troubles_of
from bot.demo.seam.locks import render
from bot.demo.seam.locks.records import Device
from bot.demo.seam.records import Credential, Entrance, Trouble
from bot.demo.seam.troubles import errors, warnings
from bot.demo.seam.wire import Json
from bot.demo.seam.world import World

_LOW = {"low", "critical"}
_OFFLINE = {"device_disconnected", "hub_disconnected"}


@dataclass(frozen=True)
class Opening:
    """Somebody at a door: with a credential, or by hand. `refusal` is Seam's `reason_code`; None is an open door."""

    at: datetime
    place_id: str
    credential_id: str | None
    refusal: str | None


class Happenings:
    """`openings` is who stood at which door, in order, whether or not an event tells of it."""

    world: World
    openings: list[Opening]

    def open_door(self, place_id: str, credential_id: str | None = None) -> bool:
        """Try a door or lock with a credential, or open it by hand from inside; whether it opened.

        Raises LookupError for a place or a credential that never was.
        """
        self.world.settle()
        if place_id in self.world.entrances:
            refusal = self._open_entrance(self.world.entrances[place_id], credential_id)
        else:
            refusal = self._open_lock(self.world.locks.devices[place_id], credential_id)
        self.openings.append(Opening(self.world.now(), place_id, credential_id, refusal))
        return refusal is None

    def lock_by_hand(self, device_id: str) -> None:
        device = self.world.locks.device(device_id)
        device.locked = True
        self._tell("lock.locked", device, method="manual")

    def set_battery(self, device_id: str, level: float) -> None:
        """Between 0 and 1. Raises ValueError beyond, LookupError for a lock that is not there."""
        if not 0 <= level <= 1:
            msg = f"{level} is not between 0 and 1"
            raise ValueError(msg)
        device = self.world.locks.devices[device_id]
        before = None if device.battery is None else render.battery_status(device.battery)
        device.battery = level
        status = render.battery_status(level)
        if status != before:
            self._tell("device.battery_status_changed", device, battery_level=level, battery_status=status)
        if status in _LOW and before not in _LOW:
            self._tell("device.low_battery", device, battery_level=level)

    def set_online(self, device_id: str, online: bool, code: str = "device_disconnected") -> None:  # noqa: FBT001  a switch
        """`hub_disconnected` is the other code: the bridge of the lock is what has failed."""
        device, now = self.world.locks.devices[device_id], self.world.now()
        self.world.settle()
        if online == device.is_online:
            return
        device.is_online = online
        if online:
            device.errors = [
                one for one in device.errors if one.code not in {"device_disconnected", "hub_disconnected"}
            ]
            device.connected_since = now
            self._tell("device.connected", device)
            return
        device.errors.append(Trouble(code, "Seam cannot reach this lock", now))
        extra = self._troubles(device) | {"error_code": code}
        self.world.locks.emit("device.disconnected", device, extra=extra)

    def set_flaky(self, device_id: str, flaky: bool) -> None:  # noqa: FBT001  a switch
        """The connection comes and goes; commands still work."""
        device, code = self.world.locks.devices[device_id], "device_has_flaky_connection"
        device.warnings = [one for one in device.warnings if one.code != code]
        if flaky:
            device.warnings.append(Trouble(code, "The connection of this lock comes and goes", self.world.now()))
            self.world.locks.emit("device.connection_became_flaky", device, extra=self._troubles(device))
        else:
            self._tell("device.connection_stabilized", device)

    def tamper(self, device_id: str) -> None:
        self._tell("device.tampered", self.world.locks.devices[device_id])

    def set_hub(self, system_id: str, has_hub: bool) -> None:  # noqa: FBT001  a switch
        """Without a hub, doors go on with what they know until `update_door`; with one they hear everything at once.

        Seam has no event and no field for it, but for each door's `is_connected`.
        """
        self.world.settle()
        self.world.system(system_id).has_hub = has_hub
        for door in self.world.entrances.values():
            if door.system_id == system_id:
                door.told = None if has_hub else doors.all_current(self.world, door)
                door.is_connected = has_hub

    def update_door(self, entrance_id: str) -> None:
        """Somebody stands at the door with the Latch Manager App."""
        self.world.settle()
        door = self.world.entrances[entrance_id]
        if door.told is not None:
            door.told = doors.all_current(self.world, door)

    def delete_outside(self, credential_id: str) -> None:
        """Somebody deletes it in the provider's own console. Raises LookupError where it is not there."""
        self.world.settle()
        credential = self.world.credentials[credential_id]
        if credential.gone_at is None:
            credential.gone_at = self.world.now()
            self.world.emit(
                "acs_credential.deleted", acs_credential_id=credential.id, acs_system_id=credential.system_id
            )

    def _open_entrance(self, door: Entrance, credential_id: str | None) -> str | None:
        credential = None if credential_id is None else self.world.credentials[credential_id]
        refusal = None if credential is None else doors.refusal(self.world, door, credential)
        if self.world.knobs.latch_tells_of_doors:
            self._tell_of_entrance(door, credential, refusal)
        return refusal

    def _tell_of_entrance(self, door: Entrance, credential: Credential | None, refusal: str | None) -> None:
        extra: Json = {} if credential is None else {"acs_user_id": credential.user_id}
        if refusal is None:
            method = "manual" if credential is None else "keycode" if credential.method == "code" else "unknown"
            kind, extra = "lock.unlocked", extra | {"method": method}
        else:
            kind, extra = "lock.access_denied", extra | {"reason": _reason(refusal)}
        self.world.emit(kind, extra=extra, acs_entrance_id=door.id, acs_system_id=door.system_id)

    def _open_lock(self, device: Device, credential_id: str | None) -> str | None:
        if credential_id is not None:
            raise LookupError(credential_id)
        device.locked = False
        self._tell("lock.unlocked", device, method="manual")
        return None

    def _tell(self, kind: str, device: Device, **extra: object) -> None:
        self.world.locks.emit(kind, device, extra=extra)

    def _troubles(self, device: Device) -> Json:
        return {
            "device_errors": errors(render.all_errors(self.world.locks, device)),
            "device_warnings": warnings(device.warnings),
            **troubles_of(self.world.account(device.account_id)),
        }


def _reason(code: str) -> Json:
    return {"reason_code": code, "message": "The lock did not open"}
