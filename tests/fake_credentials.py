"""The credentials of the in-memory access system: a PIN opens one door and appears late, as with Latch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import SecretStr

from bot.domain.building import Method
from bot.domain.errors import Rejected
from bot.services.ports import NewCredential, SeamCredential
from tests.fake_world import FakeWorld, StoredCredential


@dataclass
class FakeCredentials:
    world: FakeWorld

    async def create(self, new: NewCredential) -> SeamCredential:
        with self.world.call("credentials.create"):
            self._check(new)
            made = StoredCredential(
                id=self.world.new_id("credential"),
                new=new,
                ends_at=new.ends_at,
                pin=f"{700_000 + len(self.world.stored)}",
                made_at=self.world.clock.now(),
            )
            self.world.stored[made.id] = made
            return self._seen(made)

    async def get(self, credential_id: str) -> SeamCredential | None:
        with self.world.call("credentials.get"):
            credential = self._present(credential_id)
            return self._seen(credential) if credential else None

    async def of_user(self, acs_user_id: str) -> Sequence[SeamCredential]:
        with self.world.call("credentials.of_user"):
            present = [found for key in self.world.stored if (found := self._present(key))]
            return [self._seen(credential) for credential in present if credential.new.acs_user_id == acs_user_id]

    async def of_identity(self, identity_id: str) -> Sequence[SeamCredential]:
        with self.world.call("credentials.of_identity"):
            theirs = {user.id for user in self.world.users.values() if user.identity_id == identity_id}
            present = [found for key in self.world.stored if (found := self._present(key))]
            return [self._seen(credential) for credential in present if credential.new.acs_user_id in theirs]

    async def of_building(self, building_id: str) -> Sequence[SeamCredential]:
        with self.world.call("credentials.of_building"):
            present = [found for key in self.world.stored if (found := self._present(key))]
            doors = {key for key, door in self.world.doors.items() if door.building_id == building_id}
            return [self._seen(one) for one in present if not doors.isdisjoint(one.new.entrance_ids)]

    async def entrances(self, credential_id: str) -> frozenset[str]:
        with self.world.call("credentials.entrances"):
            return frozenset(self._known(credential_id).new.entrance_ids) - self.world.unopened_doors

    async def change_end(self, credential_id: str, ends_at: datetime) -> None:
        with self.world.call("credentials.change_end"):
            credential = self._known(credential_id)
            if ends_at <= max(self.world.clock.now(), credential.new.starts_at):
                raise Rejected("seam_rejected", status=400, detail="invalid_input")
            credential.ends_at = ends_at

    async def delete(self, credential_id: str) -> None:
        with self.world.call("credentials.delete"):
            credential = self._present(credential_id)
            if credential:
                self.world.mark_deleted(credential)

    def _check(self, new: NewCredential) -> None:
        user = self.world.users.get(new.acs_user_id)
        if user is None:
            raise Rejected("seam_rejected", status=404, detail="acs_user_not_found")
        if any(door not in self.world.doors for door in new.entrance_ids):
            raise Rejected("seam_rejected", status=404, detail="acs_entrance_not_found")
        one_door = new.method is not Method.PIN or len(new.entrance_ids) == 1
        if not one_door or not new.entrance_ids or new.ends_at <= max(new.starts_at, self.world.clock.now()):
            raise Rejected("seam_rejected", status=400, detail="invalid_input")

    def _present(self, credential_id: str) -> StoredCredential | None:
        credential = self.world.stored.get(credential_id)
        if credential is None or credential.deleted_at is None:
            return credential
        return credential if self.world.clock.now() < credential.deleted_at + self.world.delete_delay else None

    def _known(self, credential_id: str) -> StoredCredential:
        credential = self._present(credential_id)
        if credential is None:
            raise Rejected("seam_rejected", status=404, detail="acs_credential_not_found")
        return credential

    def _seen(self, credential: StoredCredential) -> SeamCredential:
        is_due = self.world.clock.now() >= credential.made_at + self.world.pin_delay
        is_failed = is_due and not self.world.failing_doors.isdisjoint(credential.new.entrance_ids)
        has_pin = is_due and not is_failed and credential.new.method is Method.PIN
        return SeamCredential(
            id=credential.id,
            acs_user_id=credential.new.acs_user_id,
            method=credential.new.method,
            pin=SecretStr(credential.pin) if has_pin else None,
            starts_at=credential.new.starts_at,
            ends_at=credential.ends_at,
            is_ready=is_due and not is_failed and credential.deleted_at is None,
            is_being_deleted=credential.deleted_at is not None,
            problem="credential_failed" if is_failed else None,
        )
