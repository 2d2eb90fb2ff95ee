"""The access codes of the in-memory access system: put on the lock ahead of time, changed late, or for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.building import Method
from bot.domain.device import Device
from bot.domain.errors import Rejected
from bot.domain.grant import Pin
from bot.domain.lock_code import LockCode
from bot.domain.offline import as_worked_out
from bot.domain.window import Window
from bot.services.locks.codes import NewCode
from bot.services.ports import SeamCredential
from tests.fake_world import FakeWorld, StoredCode


@dataclass
class FakeAccessCodes:
    world: FakeWorld
    change_delay: timedelta = timedelta(0)
    """From a change of the end until the lock has it."""

    async def create(self, new: NewCode) -> Sequence[SeamCredential]:
        with self.world.call("codes.create"):
            locks = [self._lock(device_id) for device_id in new.device_ids]
            if len(locks) > 1 and not set.intersection(*(set(lock.code_lengths) for lock in locks)):
                raise Rejected("seam_rejected", status=400, detail="invalid_input")
            pin = f"{4_800 + len(self.world.lock_codes)}"
            return [self._seen(self._make(new, lock, pin)) for lock in locks]

    async def get(self, code_id: str, /) -> SeamCredential | None:
        with self.world.call("codes.get"):
            found = self._present(code_id)
            return self._seen(found) if found else None

    async def named(self, device_id: str, name: str) -> Sequence[SeamCredential]:
        with self.world.call("codes.named"):
            return [self._seen(one) for one in self._on(device_id) if one.new.name == name]

    async def of_lock(self, device_id: str) -> Sequence[SeamCredential]:
        with self.world.call("codes.of_lock"):
            return [self._seen(one) for one in self._on(device_id)]

    async def change_end(self, code_id: str, ends_at: datetime, /) -> None:
        with self.world.call("codes.change_end"):
            code = self._changeable(code_id)
            if ends_at <= self.world.clock.now():
                raise Rejected("seam_rejected", status=400, detail="invalid_input")
            if ends_at != code.ends_at:
                code.old_end = (code.ends_at, self.world.clock.now() + self.change_delay)
                code.ends_at = ends_at

    async def delete(self, code_id: str, /) -> None:
        with self.world.call("codes.delete"):
            if self._present(code_id) is not None:
                code = self._changeable(code_id)
                code.deleted_at = code.deleted_at or self.world.clock.now()

    async def pull_backup(self, code_id: str) -> SeamCredential:
        with self.world.call("codes.pull_backup"):
            code = self._changeable(code_id)
            if not self._has_backup(code):
                raise Rejected("seam_rejected", status=400, detail="invalid_input")
            if code.backup_id is None:
                backup = self._make(code.new.model_copy(update={"name": "Backup"}), self._lock(code.device_id), "2580")
                backup.made_at = self.world.clock.now() - timedelta(days=1)
                code.backup_id, backup.ends_at = backup.id, code.ends_at
            return self._seen(self.world.lock_codes[code.backup_id])

    def _make(self, new: NewCode, lock: Device, pin: str) -> StoredCode:
        if new.is_offline is not lock.offline_only or new.ends_at <= self.world.clock.now():
            raise Rejected("seam_rejected", status=400, detail="invalid_input")
        asked = Window(starts_at=new.starts_at, ends_at=new.ends_at)
        window = as_worked_out(lock, asked) if new.is_offline else asked
        made = StoredCode(
            id=self.world.new_id("code"),
            new=new,
            device_id=lock.id,
            pin=new.pin.get_secret_value() if new.pin else pin,
            starts_at=window.starts_at,
            ends_at=window.ends_at,
            made_at=self.world.clock.now(),
        )
        self.world.lock_codes[made.id] = made
        return made

    def _lock(self, device_id: str) -> Device:
        if device_id not in self.world.locks:
            raise Rejected("seam_rejected", status=404, detail="device_not_found")
        return self.world.locks[device_id]

    def _on(self, device_id: str) -> list[StoredCode]:
        return [one for key in self.world.lock_codes if (one := self._present(key)) and one.device_id == device_id]

    def _present(self, code_id: str) -> StoredCode | None:
        """Gone from Seam once it is deleted, over, or its lock has vanished."""
        code, now = self.world.lock_codes.get(code_id), self.world.clock.now()
        if code is None or code.device_id not in self.world.locks or now >= code.ends_at:
            return None
        is_gone = code.deleted_at is not None and now >= code.deleted_at + self.world.delete_delay
        return None if is_gone else code

    def _changeable(self, code_id: str) -> StoredCode:
        code = self._present(code_id)
        if code is None:
            raise Rejected("seam_rejected", status=404, detail="access_code_not_found")
        if code.new.is_offline:
            raise Rejected("seam_rejected", status=400, detail="invalid_input")
        return code

    def _has_backup(self, code: StoredCode) -> bool:
        return code.new.use_backup_pool and code.new.name != "Backup"

    def _seen(self, code: StoredCode) -> SeamCredential:
        now, lock = self.world.clock.now(), self.world.locks[code.device_id]
        begins = max(code.made_at, code.starts_at - lock.facts.set_ahead) if not code.new.is_offline else code.made_at
        error = self.world.lock_errors.get(code.device_id)
        is_set = now >= begins + self.world.set_delay and error is None
        is_passing = error in {"device_disconnected", "failed_to_set_on_device"}
        if code.old_end is not None and now >= code.old_end[1]:
            code.old_end = None
        return SeamCredential(
            id=code.id,
            acs_user_id=None,
            method=Method.PIN,
            pin=Pin(self.world.rotated.get(code.device_id, code.pin)),
            starts_at=code.starts_at,
            ends_at=code.ends_at,
            is_ready=is_set or now < begins,
            is_being_deleted=code.deleted_at is not None,
            problem=error if now >= begins and not is_passing else None,
            lock=LockCode(
                device_id=code.device_id,
                warnings=("code_rotates_periodically",) if code.device_id in self.world.rotated else (),
                name=code.new.name,
                is_offline=code.new.is_offline,
                is_set=is_set,
                set_from=begins if now < begins else None,
                trouble=error if is_passing else None,
                has_backup=self._has_backup(code),
                backup_id=code.backup_id,
                end_moves=code.old_end is not None,
            ),
        )
