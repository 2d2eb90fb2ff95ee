"""An access system in memory. It is as strict as Seam with Latch is: what it refuses, the real one refuses too.

Held to the same contract as the adapter (`contracts/test_access_control.py`), so a service that works against it
works against Seam.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pydantic import SecretStr

from bot.domain.building import Entrance
from bot.domain.errors import Rejected
from bot.seam.lock_translation import to_lock_listings
from bot.services.ports import AcsUser, Identity, Locks, SystemListing
from bot.services.systems.events import Event
from tests.fake_codes import FakeAccessCodes
from tests.fake_connections import FakeConnections
from tests.fake_credentials import FakeCredentials
from tests.fake_doors import FakeDoors
from tests.fake_world import FakeWorld


class FakeClock:
    """Time stands still until a test moves it."""

    def __init__(self, start: datetime = datetime(2030, 3, 4, 15, 0, tzinfo=UTC)) -> None:
        self.time = start

    def now(self) -> datetime:
        return self.time

    def advance(self, span: timedelta) -> None:
        self.time += span


@dataclass
class FakeCatalogue:
    world: FakeWorld

    async def systems(self) -> Sequence[SystemListing]:
        with self.world.call("catalogue.systems"):
            return list(self.world.systems.values())

    async def entrances(self, building_id: str) -> Sequence[Entrance]:
        with self.world.call("catalogue.entrances"):
            return [door for door in self.world.doors.values() if door.building_id == building_id]

    async def locks(self) -> Locks:
        with self.world.call("catalogue.locks"):
            devices = list(self.world.locks.values())
            return Locks(systems=tuple(to_lock_listings(devices)), devices=tuple(devices))


@dataclass
class FakeIdentities:
    world: FakeWorld

    async def find_by_key(self, key: str) -> Identity | None:
        with self.world.call("identities.find_by_key"):
            found = next((person for person in self.world.people.values() if person.key == key), None)
            return found and found.model_copy(update={"is_being_deleted": found.id in self.world.leaving})

    async def find_by_email(self, email: str) -> Identity | None:
        with self.world.call("identities.find_by_email"):
            return self._with_email(email)

    async def all(self) -> Sequence[Identity]:
        with self.world.call("identities.all"):
            return list(self.world.people.values())

    async def create(self, key: str, full_name: str, email: str | None = None, phone: str | None = None) -> Identity:
        with self.world.call("identities.create"):
            people = self.world.people.values()
            taken = any(person.key == key or (phone and person.phone == phone) for person in people)
            if taken or (email and self._with_email(email)):
                raise Rejected("seam_rejected", status=409, detail="user_identity_conflict")
            if not full_name:
                raise Rejected("seam_rejected", status=400, detail="invalid_input")
            person = Identity(id=self.world.new_id("identity"), key=key, email=email, phone=phone)
            self.world.people[person.id] = person
            return person

    async def delete(self, identity_id: str) -> None:
        with self.world.call("identities.delete"):
            self.world.remove_person(identity_id)

    async def make_instant_key(self, identity_id: str) -> SecretStr:
        with self.world.call("identities.make_instant_key"):
            if identity_id not in self.world.people:
                raise Rejected("seam_rejected", status=404, detail="user_identity_not_found")
            return SecretStr(f"https://ik.example.test/{self.world.new_id('key')}")

    def _with_email(self, email: str) -> Identity | None:
        wanted = email.casefold()
        return next(
            (person for person in self.world.people.values() if (person.email or "").casefold() == wanted), None
        )


@dataclass
class FakeAcsUsers:
    world: FakeWorld

    async def create(self, building_id: str, identity_id: str, full_name: str, email: str | None = None) -> AcsUser:
        with self.world.call("acs_users.create"):
            person = self.world.people.get(identity_id)
            if building_id not in self.world.systems or person is None or not full_name:
                raise Rejected("seam_rejected", status=404, detail="not_found")
            user = AcsUser(
                id=self.world.new_id("user"),
                building_id=building_id,
                identity_id=identity_id,
                email=email or person.email,
            )
            self.world.users[user.id] = user
            return user

    async def get(self, acs_user_id: str) -> AcsUser | None:
        with self.world.call("acs_users.get"):
            return self.world.users.get(acs_user_id)

    async def find(self, building_id: str, identity_id: str) -> Sequence[AcsUser]:
        with self.world.call("acs_users.find"):
            here = [user for user in self.world.users.values() if user.building_id == building_id]
            return [user for user in here if user.identity_id == identity_id]

    async def find_by_email(self, building_id: str, email: str) -> Sequence[AcsUser]:
        with self.world.call("acs_users.find_by_email"):
            here = [user for user in self.world.users.values() if user.building_id == building_id]
            return [user for user in here if (user.email or "").casefold() == email.casefold()]

    async def of_building(self, building_id: str) -> Sequence[AcsUser]:
        with self.world.call("acs_users.of_building"):
            return [user for user in self.world.users.values() if user.building_id == building_id]

    async def adopt(self, acs_user_id: str, identity_id: str) -> None:
        with self.world.call("acs_users.adopt"):
            user = self.world.users.get(acs_user_id)
            if user is None or identity_id not in self.world.people:
                raise Rejected("seam_rejected", status=404, detail="acs_user_not_found")
            if user.identity_id not in {None, identity_id}:
                raise Rejected("seam_rejected", status=400, detail="invalid_input")
            self.world.users[acs_user_id] = user.model_copy(update={"identity_id": identity_id})

    async def delete(self, acs_user_id: str) -> None:
        with self.world.call("acs_users.delete"):
            self.world.remove_user(acs_user_id)


WORKSPACE = "w-1"


@dataclass
class FakeEvents:
    world: FakeWorld

    async def between(self, since: datetime, until: datetime) -> Sequence[Event]:
        with self.world.call("events.between"):
            there = [one for one in self.world.told if since <= one.occurred_at <= min(until, self.world.clock.now())]
            return sorted(there, key=lambda one: (one.occurred_at, one.id))

    async def is_ours(self, workspace_id: str | None) -> bool:
        with self.world.call("events.is_ours"):
            return workspace_id == WORKSPACE


class FakeAccessControl(FakeWorld):
    """The ports over one world."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.catalogue = FakeCatalogue(self)
        self.identities = FakeIdentities(self)
        self.acs_users = FakeAcsUsers(self)
        self.credentials = FakeCredentials(self)
        self.codes = FakeAccessCodes(self)
        self.events = FakeEvents(self)
        self.connections = FakeConnections(self)
        self.door_control = FakeDoors(self)
