"""The state behind `fakes.FakeAccessControl`, and the one place where a fault strikes.

A fault is set with `fail_next`; `after_effect=True` is the lost answer: the effect is there.
"""

from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from bot.domain.building import Entrance
from bot.domain.device import Device
from bot.domain.errors import SystemTrouble
from bot.seam.systems.latch import LATCH
from bot.services.locks.codes import NewCode
from bot.services.ports import AcsUser, Clock, Identity, NewCredential, SystemListing
from bot.services.systems.events import Event
from tests.some_locks import some_lock


@dataclass
class StoredCredential:
    """A credential as the fake keeps it; `deleted_at` is set when somebody asked for its deletion."""

    id: str
    new: NewCredential
    ends_at: datetime
    pin: str
    made_at: datetime
    deleted_at: datetime | None = None


@dataclass
class StoredCode:
    """An access code as the fake keeps it."""

    id: str
    new: NewCode
    device_id: str
    pin: str
    starts_at: datetime
    ends_at: datetime
    made_at: datetime
    old_end: tuple[datetime, datetime] | None = None
    """The end that the lock goes by, and until when: it has not heard of the new one yet."""
    backup_id: str | None = None
    deleted_at: datetime | None = None


@dataclass
class FakeWorld:
    """What there is, what was called, what fails next. Faults go by port method, such as `credentials.create`."""

    clock: Clock
    pin_delay: timedelta = timedelta(0)
    """From the create until the PIN, or the error of a failing door, is there."""
    delete_delay: timedelta = timedelta(0)
    """From the delete of a credential or an identity until `get` answers None."""
    failing_doors: set[str] = field(default_factory=set)
    """Credentials for these doors are made, then carry an error."""
    unopened_doors: set[str] = field(default_factory=set)
    """Seam accepts these doors but the credential does not open them."""
    systems: dict[str, SystemListing] = field(default_factory=dict)
    doors: dict[str, Entrance] = field(default_factory=dict)
    locks: dict[str, Device] = field(default_factory=dict)
    lock_codes: dict[str, "StoredCode"] = field(default_factory=dict)
    set_delay: timedelta = timedelta(0)
    """From when a code is due on its lock until it is there."""
    rotated: dict[str, str] = field(default_factory=dict)
    """By lock id the code that it has given itself."""
    lock_errors: dict[str, str] = field(default_factory=dict)
    """By lock id what a code that it has not got yet shows as its error."""
    people: dict[str, Identity] = field(default_factory=dict)
    users: dict[str, AcsUser] = field(default_factory=dict)
    stored: dict[str, StoredCredential] = field(default_factory=dict)
    leaving: dict[str, datetime] = field(default_factory=dict)
    """Identities that are being deleted, and when they are gone."""
    told: list[Event] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    """Every call in order, failed ones too."""

    def __post_init__(self) -> None:
        self._faults: dict[str, deque[tuple[SystemTrouble, bool]]] = defaultdict(deque)
        self._numbers = count(1)

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

    def add_lock(self, name: str = "Front Door", account: str = "account-1", **what: object) -> str:
        """A lock that takes codes and commands, where nothing else is said."""
        owner = {"building_id": account, "connected_account_id": account}
        lock = some_lock(name, id=self.new_id("lock"), **owner, **what)
        self.locks[lock.id] = lock
        return lock.id

    def fail_next(self, method_name: str, error: SystemTrouble, *, after_effect: bool = False) -> None:
        """Fail the next call of a method; several faults of one method come in the order in which they were set."""
        self._faults[method_name].append((error, after_effect))

    def existing(self) -> list[StoredCredential]:
        """Ground truth: the credentials that still open a door or may come to."""
        self._let_leave()
        return [credential for credential in self.stored.values() if credential.deleted_at is None]

    def new_id(self, kind: str) -> str:
        return f"{kind}-{next(self._numbers)}"

    @contextmanager
    def call(self, method_name: str) -> Iterator[None]:
        """Record one call and let a fault strike before or after its effect."""
        self.calls.append(method_name)
        self._let_leave()
        faults = self._faults[method_name]
        error, after_effect = faults.popleft() if faults else (None, False)
        if error and not after_effect:
            raise error
        yield
        if error:
            raise error

    def mark_deleted(self, credential: StoredCredential) -> None:
        if credential.deleted_at is None:
            credential.deleted_at = self.clock.now()
            gone_at = credential.deleted_at + self.delete_delay
            self.tell("acs_credential.deleted", credential.id, gone_at)

    def tell(self, kind: str, credential_id: str | None, at: datetime) -> None:
        """Something happens that Seam has an event for."""
        self.told.append(Event(id=self.new_id("event"), type=kind, occurred_at=at, credential_id=credential_id))

    def remove_person(self, identity_id: str) -> None:
        """As Seam does: what hangs on the identity goes along, and so does what is put under it until it is gone."""
        if identity_id in self.people:
            self.leaving.setdefault(identity_id, self.clock.now() + self.delete_delay)
        self._remove_users_of(identity_id)
        self._let_leave()

    def _let_leave(self) -> None:
        for identity_id in [one for one, at in self.leaving.items() if at <= self.clock.now()]:
            del self.leaving[identity_id]
            self.people.pop(identity_id, None)
            self._remove_users_of(identity_id)

    def _remove_users_of(self, identity_id: str) -> None:
        for user in [user for user in self.users.values() if user.identity_id == identity_id]:
            self.remove_user(user.id)

    def remove_user(self, acs_user_id: str) -> None:
        """As Seam does: the user's credentials go along."""
        self.users.pop(acs_user_id, None)
        for credential in self.stored.values():
            if credential.new.acs_user_id == acs_user_id:
                self.mark_deleted(credential)
