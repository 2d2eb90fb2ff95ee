"""An access system in memory. It is as strict as Seam with Latch is: what it refuses, the real one refuses too.

Held to the same contract as the adapter (`contracts/test_access_control.py`), so a service that works against it
works against Seam. A fault is set with `fail_next`; `after_effect=True` is the lost answer: the effect is there.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from pydantic import SecretStr

from bot.domain.building import Entrance
from bot.domain.errors import Rejected, SystemTrouble
from bot.seam.systems.latch import LATCH
from bot.services.ports import AcsUser, Clock, Identity, SystemListing
from tests.fake_credentials import FakeCredentials, StoredCredential


class FakeClock:
    """Time stands still until a test moves it."""

    def __init__(self, start: datetime = datetime(2030, 3, 4, 15, 0, tzinfo=UTC)) -> None:
        self.time = start

    def now(self) -> datetime:
        return self.time

    def advance(self, span: timedelta) -> None:
        self.time += span


@dataclass
class FakeAccessControl:
    """The four ports over dicts. Faults are set per port method, by names such as `credentials.create`."""

    clock: Clock
    pin_delay: timedelta = timedelta(0)
    """From the create until the PIN, or the error of a failing door, is there."""
    delete_delay: timedelta = timedelta(0)
    """From the delete until `get` answers None."""
    failing_doors: set[str] = field(default_factory=set)
    """Credentials for these doors are made, then carry an error."""
    unopened_doors: set[str] = field(default_factory=set)
    """Seam accepts these doors but the credential does not open them."""
    systems: dict[str, SystemListing] = field(default_factory=dict)
    doors: dict[str, Entrance] = field(default_factory=dict)
    people: dict[str, Identity] = field(default_factory=dict)
    users: dict[str, AcsUser] = field(default_factory=dict)
    stored: dict[str, StoredCredential] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    """Every call in order, failed ones too."""

    def __post_init__(self) -> None:
        self._faults: dict[str, deque[tuple[SystemTrouble, bool]]] = defaultdict(deque)
        self._numbers = count(1)
        self.catalogue = FakeCatalogue(self)
        self.identities = FakeIdentities(self)
        self.acs_users = FakeAcsUsers(self)
        self.credentials = FakeCredentials(self)

    def add_building(
        self, name: str = "Maple Court", time_zone: str | None = "America/New_York", problem: str | None = None
    ) -> str:
        listing = SystemListing(
            id=self.new_id("building"), name=name, time_zone=time_zone, facts=LATCH, problem=problem
        )
        self.systems[listing.id] = listing
        return listing.id

    def add_door(self, building_id: str, name: str = "Front door") -> str:
        door = Entrance(id=self.new_id("door"), building_id=building_id, name=name)
        self.doors[door.id] = door
        return door.id

    def fail_next(self, method_name: str, error: SystemTrouble, *, after_effect: bool = False) -> None:
        """Fail the next call of a method; several faults of one method come in the order in which they were set."""
        self._faults[method_name].append((error, after_effect))

    def existing(self) -> list[StoredCredential]:
        """Ground truth: the credentials that still open a door or may come to."""
        return [credential for credential in self.stored.values() if credential.deleted_at is None]

    def new_id(self, kind: str) -> str:
        return f"{kind}-{next(self._numbers)}"

    @contextmanager
    def call(self, method_name: str) -> Iterator[None]:
        """Record one call and let a fault strike before or after its effect."""
        self.calls.append(method_name)
        faults = self._faults[method_name]
        error, after_effect = faults.popleft() if faults else (None, False)
        if error and not after_effect:
            raise error
        yield
        if error:
            raise error

    def mark_deleted(self, credential: StoredCredential) -> None:
        credential.deleted_at = credential.deleted_at or self.clock.now()


@dataclass
class FakeCatalogue:
    world: FakeAccessControl

    async def systems(self) -> Sequence[SystemListing]:
        with self.world.call("catalogue.systems"):
            return list(self.world.systems.values())

    async def entrances(self, building_id: str) -> Sequence[Entrance]:
        with self.world.call("catalogue.entrances"):
            return [door for door in self.world.doors.values() if door.building_id == building_id]


@dataclass
class FakeIdentities:
    world: FakeAccessControl

    async def find_by_key(self, key: str) -> Identity | None:
        with self.world.call("identities.find_by_key"):
            return next((person for person in self.world.people.values() if person.key == key), None)

    async def find_by_email(self, email: str) -> Identity | None:
        with self.world.call("identities.find_by_email"):
            return self._with_email(email)

    async def create(self, key: str, full_name: str, email: str | None = None) -> Identity:
        with self.world.call("identities.create"):
            taken = any(person.key == key for person in self.world.people.values())
            if taken or (email and self._with_email(email)):
                raise Rejected("seam_rejected", status=409, detail="user_identity_conflict")
            if not full_name:
                raise Rejected("seam_rejected", status=400, detail="invalid_input")
            person = Identity(id=self.world.new_id("identity"), key=key, email=email)
            self.world.people[person.id] = person
            return person

    async def delete(self, identity_id: str) -> None:
        with self.world.call("identities.delete"):
            self.world.people.pop(identity_id, None)
            for user in [user for user in self.world.users.values() if user.identity_id == identity_id]:
                self.world.acs_users.remove(user.id)

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
    world: FakeAccessControl

    async def create(self, building_id: str, identity_id: str, full_name: str) -> AcsUser:
        with self.world.call("acs_users.create"):
            person = self.world.people.get(identity_id)
            if building_id not in self.world.systems or person is None or not full_name:
                raise Rejected("seam_rejected", status=404, detail="not_found")
            user = AcsUser(
                id=self.world.new_id("user"), building_id=building_id, identity_id=identity_id, email=person.email
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

    async def adopt(self, acs_user_id: str, identity_id: str) -> None:
        with self.world.call("acs_users.adopt"):
            user = self.world.users.get(acs_user_id)
            if user is None or identity_id not in self.world.people:
                raise Rejected("seam_rejected", status=404, detail="acs_user_not_found")
            self.world.users[acs_user_id] = user.model_copy(update={"identity_id": identity_id})

    async def delete(self, acs_user_id: str) -> None:
        with self.world.call("acs_users.delete"):
            self.remove(acs_user_id)

    def remove(self, acs_user_id: str) -> None:
        self.world.users.pop(acs_user_id, None)
        for credential in self.world.stored.values():
            if credential.new.acs_user_id == acs_user_id:
                self.world.mark_deleted(credential)
