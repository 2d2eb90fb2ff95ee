"""What the services need of the outside, in their own words; adapters in other rings fulfil these.

Every method that reaches Seam raises the `SystemTrouble` family of `domain.errors` and nothing else: `NotSent`
(surely no effect), `Rejected` (a definite no), `OutcomeUnknown` (search before sending again).
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import Protocol

from pydantic import AwareDatetime, SecretStr

from bot.domain.approvers import Approvers
from bot.domain.building import Entrance, Method, SystemFacts
from bot.domain.device import Device
from bot.domain.grant import Pin
from bot.domain.lock_code import LockCode
from bot.domain.people import Person
from bot.domain.value import Value
from bot.services.doors.control import DoorControl
from bot.services.locks.codes import AccessCodes
from bot.services.systems.connections import Connections
from bot.services.systems.events import Event

SAME_END = timedelta(seconds=1)
"""Two ends are the same when they differ by less: Seam may drop fractions of a second."""


class Clock(Protocol):
    """The only source of "now"; always aware, UTC."""

    def now(self) -> datetime: ...


class People(Protocol):
    """Who somebody is, for work that goes on when they have clicked."""

    async def person(self, team_id: str, user_id: str) -> Person:
        """The person with their rights as of now.

        Raises:
            NotAllowed: Slack does not tell now.
        """


class Reach(Protocol):
    """Whom a request can be sent to."""

    async def members(self, team_id: str, level: Approvers, without: AbstractSet[str], most: int) -> Sequence[str]:
        """Who of the level, its user groups' members included, is a full member of the team now; at most so many.

        Raises:
            NotSent: Slack does not tell now.
        """


class SystemListing(Value):
    """A building as Seam lists it."""

    id: str
    name: str
    time_zone: str | None
    facts: SystemFacts
    problem: str | None
    """A key of `domain.problems` while the system is not usable, else None."""
    account_id: str | None = None
    """The connected account through which Seam sees it."""


class Locks(Value):
    """All smart locks that Seam manages, and the locks of each connected account as a building."""

    systems: tuple[SystemListing, ...] = ()
    devices: tuple[Device, ...] = ()


class Identity(Value):
    """A Seam `user_identity`."""

    id: str
    key: str | None
    email: str | None = None
    phone: str | None = None
    is_being_deleted: bool = False
    """It goes, and takes along whatever is put under it meanwhile; until then its key is not free."""


class AcsUser(Value):
    """A Seam `acs_user`; `problem` is a key of `domain.problems` where Seam reports an error on it."""

    id: str
    building_id: str
    identity_id: str | None
    email: str | None = None
    problem: str | None = None
    is_resident: bool = False
    """Made in Latch Mission Control (`latch_resident_user`): must be managed there."""
    is_being_deleted: bool = False


class SeamCredential(Value):
    """A credential as Seam shows it now."""

    id: str
    acs_user_id: str | None
    method: Method
    pin: Pin | None
    starts_at: AwareDatetime | None
    ends_at: AwareDatetime | None
    is_ready: bool
    """For a PIN: a code is there and nothing says that it is still under way. For a mobile key: issued by Seam."""
    is_being_deleted: bool
    problem: str | None
    """A key of `domain.problems` where Seam reports an error that will not go away by waiting, else None."""
    lock: LockCode | None = None
    """Of an access code: how far it is at its lock. Ready is then also what Seam will put on the lock in time."""


class NewCredential(Value):
    """What is asked of Seam; `ends_at` is never absent, so access ends by date if all else fails."""

    acs_user_id: str
    method: Method
    entrance_ids: tuple[str, ...]
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class Catalogue(Protocol):
    """What there is: buildings and their entrances."""

    async def systems(self) -> Sequence[SystemListing]: ...

    async def entrances(self, building_id: str) -> Sequence[Entrance]:
        """Those of an access system; smart locks are among `locks`."""

    async def locks(self) -> Locks: ...


class Identities(Protocol):
    """Seam's user identities; the key is unique in the workspace, which makes create safe to settle by look-up."""

    async def find_by_key(self, key: str) -> Identity | None: ...

    async def find_by_email(self, email: str) -> Identity | None: ...

    async def all(self) -> Sequence[Identity]:
        """Of the whole workspace, other programs' too."""

    async def create(self, key: str, full_name: str, email: str | None = None, phone: str | None = None) -> Identity:
        """Key, e-mail and phone (E.164) are each unique in the workspace: one that is taken is `Rejected`."""

    async def delete(self, identity_id: str) -> None:
        """Cascades to every ACS user and credential of the identity. Already gone counts as done."""

    async def make_instant_key(self, identity_id: str) -> SecretStr:
        """A link that opens the mobile key on one phone, usable once."""


class AcsUsers(Protocol):
    """Users of one building's access system."""

    async def create(self, building_id: str, identity_id: str, full_name: str, email: str | None = None) -> AcsUser:
        """Under an identity; with an e-mail for a mobile key, as in Seam's Latch guide, without one for a PIN."""

    async def get(self, acs_user_id: str) -> AcsUser | None: ...

    async def find(self, building_id: str, identity_id: str) -> Sequence[AcsUser]: ...

    async def find_by_email(self, building_id: str, email: str) -> Sequence[AcsUser]: ...

    async def of_building(self, building_id: str) -> Sequence[AcsUser]:
        """All, other programs' too."""

    async def adopt(self, acs_user_id: str, identity_id: str) -> None:
        """Put an existing ACS user under the identity (`user_identities/add_acs_user`)."""

    async def delete(self, acs_user_id: str) -> None:
        """Already gone counts as done."""


class Credentials(Protocol):
    """Seam's ACS credentials; creates have no idempotency key, so an unknown outcome is settled by `of_user`."""

    async def create(self, new: NewCredential) -> SeamCredential: ...

    async def get(self, credential_id: str) -> SeamCredential | None: ...

    async def of_user(self, acs_user_id: str) -> Sequence[SeamCredential]: ...

    async def of_identity(self, identity_id: str) -> Sequence[SeamCredential]:
        """All that would go with the identity, in whatever building."""

    async def of_building(self, building_id: str) -> Sequence[SeamCredential]:
        """All PINs and mobile keys, other programs' too."""

    async def entrances(self, credential_id: str) -> frozenset[str]:
        """The ids of the entrances it really opens (`list_accessible_entrances`)."""

    async def change_end(self, credential_id: str, ends_at: datetime) -> None: ...

    async def delete(self, credential_id: str) -> None:
        """Asks Seam to delete; done only when `get` answers None. Already gone counts as done."""


class Events(Protocol):
    """What has happened at Seam, for whoever missed a webhook."""

    async def between(self, since: datetime, until: datetime) -> Sequence[Event]:
        """Each once, oldest first."""

    async def is_ours(self, workspace_id: str | None) -> bool:
        """Whether what is told of this workspace is told to us.

        Raises:
            SystemTrouble: that is not known yet; whoever told it may tell it again.
        """


class AccessControl(Protocol):
    """Seam as the services see it."""

    @property
    def catalogue(self) -> Catalogue: ...

    @property
    def connections(self) -> Connections: ...

    @property
    def identities(self) -> Identities: ...

    @property
    def acs_users(self) -> AcsUsers: ...

    @property
    def credentials(self) -> Credentials: ...

    @property
    def door_control(self) -> DoorControl: ...

    @property
    def codes(self) -> AccessCodes: ...

    @property
    def events(self) -> Events: ...
