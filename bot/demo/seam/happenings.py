"""What people and the weather do to a building; nothing of it goes over HTTP, and Seam hears of some of it only."""

from dataclasses import dataclass
from datetime import datetime

from bot.demo.seam import doors, planting, webviews
from bot.demo.seam.locks import incidents, keypad, unmanaged
from bot.demo.seam.locks.records import Device
from bot.demo.seam.records import Credential, Entrance, Trouble
from bot.demo.seam.wire import Json
from bot.demo.seam.world import World


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

    def enter_code(self, device_id: str, digits: str) -> bool:
        """Somebody types digits at a lock; whether it opened."""
        self.world.settle()
        device, locks = self.world.locks.device(device_id), self.world.locks
        code = keypad.find(device, locks.codes, digits)
        refusal = incidents.enter(locks, device, code)
        self.openings.append(Opening(self.world.now(), device_id, code.id if code else None, refusal))
        return refusal is None

    def lock_by_hand(self, device_id: str) -> None:
        incidents.lock_by_hand(self.world.locks, self.world.locks.device(device_id))

    def add_code_outside(self, device_id: str, code: str, name: str | None = None) -> str:
        """Somebody makes a code in the maker's own app; the id of the unmanaged code that Seam sees."""
        return unmanaged.add(self.world.locks, self.world.locks.device(device_id), code, name).id

    def set_battery(self, device_id: str, level: float) -> None:
        """Between 0 and 1. Raises ValueError beyond."""
        if not 0 <= level <= 1:
            msg = f"{level} is not between 0 and 1"
            raise ValueError(msg)
        incidents.set_battery(self.world.locks, self.world.locks.device(device_id), level)

    def set_online(self, device_id: str, online: bool, code: str = "device_disconnected") -> None:  # noqa: FBT001  a switch
        """`hub_disconnected` is the other code: the bridge of the lock is what has failed."""
        self.world.settle()
        incidents.set_online(self.world.locks, self.world.locks.device(device_id), online=online, code=code)

    def set_flaky(self, device_id: str, flaky: bool) -> None:  # noqa: FBT001  a switch
        """The connection comes and goes; commands still work."""
        incidents.set_flaky(self.world.locks, self.world.locks.device(device_id), flaky=flaky)

    def tamper(self, device_id: str) -> None:
        incidents.tamper(self.world.locks, self.world.locks.device(device_id))

    def remove_device(self, device_id: str) -> None:
        """The lock is taken off the account; its codes go along."""
        self.world.settle()
        incidents.remove(self.world.locks, self.world.locks.device(device_id))

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
        """Somebody deletes a credential or an access code in the provider's own console.

        Raises LookupError where it never was.
        """
        self.world.settle()
        if credential_id in self.world.locks.codes:
            incidents.take_off(self.world.locks, self.world.locks.codes[credential_id])
            return
        credential = self.world.credentials[credential_id]
        if credential.gone_at is None:
            credential.gone_at = self.world.now()
            self.world.emit(
                "acs_credential.deleted", acs_credential_id=credential.id, acs_system_id=credential.system_id
            )

    def move_end_outside(self, credential_id: str, ends_at: datetime) -> None:
        """Somebody gives a credential another end in the provider's own console; no event tells of it.

        Raises SeamError where Seam does not have it.
        """
        self.world.settle()
        credential = self.world.credential(credential_id)
        credential.ends_at = ends_at
        message = "The schedule was changed outside Seam"
        credential.warnings.append(Trouble("schedule_externally_modified", message, self.world.now()))

    def retype_outside(self, access_code_id: str, code: str) -> None:
        """Somebody gives an access code another PIN in the maker's own app."""
        self.world.settle()
        incidents.retype(self.world.locks, self.world.locks.code(access_code_id), code)

    def invalidate(self, credential_id: str) -> None:
        """The provider lets a credential open nothing any more, and leaves it there."""
        self.world.settle()
        credential, now = self.world.credential(credential_id), self.world.now()
        credential.invalidated_at = now
        message = "The provider has made this credential unusable"
        credential.warnings.append(Trouble("unknown_issue_with_acs_credential", message, now))
        self.world.emit(
            "acs_credential.invalidated", acs_credential_id=credential.id, acs_system_id=credential.system_id
        )

    def log_in(self, webview_id: str, *, account_id: str | None = None, provider: str | None = None) -> str:
        """A person logs in on the page of a Connect Webview; the connected account's id.

        It is the account of `account_id`, or one of this provider that has lost its login, else a new one.
        Raises ValueError for a page that was used before.
        """
        return webviews.log_in(self.world, self.world.webview(webview_id), account_id, provider).id

    def fail_login(self, webview_id: str) -> None:
        """Raises as `log_in` does."""
        webviews.fail(self.world, self.world.webview(webview_id))

    def plant_error(self, object_id: str, code: str, **extra: object) -> None:
        """Any member of Seam's enumeration on a device, code, credential, entrance, user, system or account.

        Raises ValueError for a code that this kind never has, LookupError for an object that is not there.
        """
        planting.error(self.world, object_id, code, extra)

    def plant_warning(self, object_id: str, code: str, **extra: object) -> None:
        """Raises as `plant_error` does."""
        planting.warning(self.world, object_id, code, extra)

    def lift_troubles(self, object_id: str) -> None:
        planting.lift(self.world, object_id)

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

    def _open_lock(self, device: Device, code_id: str | None) -> str | None:
        if code_id is not None:
            return incidents.enter(self.world.locks, device, self.world.locks.codes[code_id])
        incidents.open_by_hand(self.world.locks, device)
        return None


def _reason(code: str) -> Json:
    return {"reason_code": code, "message": "The lock did not open"}
