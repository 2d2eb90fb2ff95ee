"""Three truths are told apart everywhere: accepted by Seam, synced with the provider, confirmed at the door.

No value in this module holds a PIN: what a card, a log or a test shows of a grant cannot leak one. PINs travel
alone, as `Pin`, from the store to the one view that may show them.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum

from pydantic import AwareDatetime, SecretStr

from bot.domain.approval import ApprovalRequest
from bot.domain.arrival import ArrivalCheck
from bot.domain.building import Building, Method, Source
from bot.domain.lock_code import LockCode
from bot.domain.mail import Mailing
from bot.domain.task import DoorTask
from bot.domain.use import FirstUse
from bot.domain.value import Value
from bot.domain.window import Window

Pin = SecretStr


class GrantState(StrEnum):
    """Stored states; "partly", upcoming, active, expiring and overdue are derived, never stored."""

    AWAITING_APPROVAL = "awaiting_approval"
    DECLINED = "declined"
    """It was asked for and never given: declined, lapsed or withdrawn; the request says which."""
    ISSUING = "issuing"
    ISSUED = "issued"
    ENDING = "ending"
    ENDED = "ended"
    FAILED = "failed"

    @property
    def is_open(self) -> bool:
        """Whether access exists or may yet come to exist."""
        return self in {GrantState.AWAITING_APPROVAL, GrantState.ISSUING, GrantState.ISSUED}

    @property
    def is_over(self) -> bool:
        return self in {GrantState.DECLINED, GrantState.ENDED, GrantState.FAILED}


class CredentialState(StrEnum):
    PENDING = "pending"
    ISSUED = "issued"
    FAILED = "failed"
    REVOKING = "revoking"
    REVOKED = "revoked"


class DoorState(StrEnum):
    """What is known of the door itself, beside the credential's state."""

    NOT_NEEDED = "not_needed"
    TASK_DUE = "task_due"
    CONFIRMED = "confirmed"
    UNKNOWN = "unknown"


class EndReason(StrEnum):
    """Why a grant ends: somebody ended it, its date came, or nothing of it could be issued."""

    BY_PERSON = "by_person"
    BY_DATE = "by_date"
    NOTHING_ISSUED = "nothing_issued"


class Guest(Value):
    """The person who gets access; contacts are personal data and stay out of logs and channels."""

    name: str
    email: str | None = None
    phone: str | None = None


REMOVED = Guest(name="guest (removed)")
"""Stands where a guest was forgotten."""


class Door(Value):
    """An entrance with the name it had when access was given."""

    entrance_id: str
    name: str
    source: Source = Source.ACS


class Credential(Value):
    """What opens doors: a `code` for one door (a Latch PIN, a lock's access code), or a `mobile_key` for many."""

    id: str
    grant_id: str
    method: Method
    doors: tuple[Door, ...]
    state: CredentialState = CredentialState.PENDING
    door_state: DoorState = DoorState.UNKNOWN
    ends_at: AwareDatetime
    """The end that Seam has confirmed (at first: the end sent with the create)."""
    seam_id: str | None = None
    was_issued: bool = False
    """It was there once, so a door may know it, whatever has become of it."""
    has_pin: bool = False
    instant_key_url: SecretStr | None = None
    """Opens doors for whoever holds it: shown where a PIN may be shown, nowhere else."""
    problem: str | None = None
    """A key of `domain.problems`, never a sentence of Seam's."""
    reference: str | None = None
    """What a failure is known by in the log and at Seam: the id of the refused request, or of the credential."""
    replaces: str | None = None
    """The credential that must be revoked before this one is made (New PIN, Retry)."""
    created_at: AwareDatetime
    revoking_at: AwareDatetime | None = None
    """When taking it back began."""
    warned_after: int = 0
    """Minutes of the last late-PIN warning given: 0, 2, 10 or 30."""
    code: LockCode | None = None
    """Of a smart lock's access code, from the moment it is asked of Seam."""

    @property
    def is_at_lock(self) -> bool:
        """Whether it is an access code on a smart lock, and no credential of an access system."""
        return all(door.source is Source.DEVICE for door in self.doors)

    @property
    def works_by_itself(self) -> bool:
        """An offline code that was given out: the lock judges it alone, so nothing ends it before its date."""
        return self.code is not None and self.code.is_offline and self.was_issued


class Grant(Value):
    """One guest, one window, some doors, one method; the thing people issue, extend and end."""

    id: str
    team_id: str
    requester: str
    building_id: str
    guest: Guest
    method: Method
    window: Window
    """The window that holds: its end is the latest that every live credential has confirmed."""
    requested_ends_at: AwareDatetime | None = None
    reason: str | None = None
    template_id: str | None = None
    """The template it was made with; the building may have changed or removed it since."""
    reminder_leads: tuple[timedelta, ...] | None = None
    """Its own lead times, from its template; None is as the building."""
    state: GrantState = GrantState.ISSUING
    trouble: str | None = None
    """A key of `domain.problems` while something holds the work up; it goes on by itself."""
    end_reason: EndReason | None = None
    ended_by: str | None = None
    ending_at: AwareDatetime | None = None
    """When ending began; until every credential is gone the grant is "ending", never "ended"."""
    channel: str | None = None
    """Where the requester wanted updates; None means their DM."""
    card_channel: str | None = None
    card_ts: str | None = None
    guest_key: str | None = None
    """Keyed hash of the guest's e-mail: names the Seam identity of a mobile-key guest."""
    created_at: AwareDatetime
    mailing: Mailing | None = None
    """The newest e-mail to the guest."""
    forgotten_at: AwareDatetime | None = None
    """When the guest's name, contacts and the reason were removed here; `guest` then says just that."""
    series_id: str | None = None
    """The series of which this is one visit; its card is the series' card."""
    visit_date: date | None = None
    """The day of the visit; None also for one that was skipped, and taken up again as another grant."""
    standing: timedelta | None = None
    """Of staff's codes on locks: for how long each Keep in a review renews it, so that it always ends by date."""
    batch_id: str | None = None
    """The list that it was given with: the list's progress stands where its own card would."""
    arrival: ArrivalCheck | None = None
    """What the newest look before the start has found."""
    first_use: FirstUse | None = None
    """None: not used yet, or the doors do not tell."""


class GrantRecord(Value):
    """Everything a screen needs of a grant, read in one go."""

    grant: Grant
    credentials: tuple[Credential, ...]
    building: Building
    request: ApprovalRequest | None = None
    """The newest that approvers were or are asked about it."""

    tasks: tuple[DoorTask, ...] = ()
    """Its door tasks, open and settled, in the order in which they were made."""

    @property
    def waiting(self) -> ApprovalRequest | None:
        """What approvers have not decided yet."""
        return self.request if self.request is not None and self.request.waits else None

    @property
    def live(self) -> tuple[Credential, ...]:
        """Credentials that were not replaced or taken back."""
        gone = {CredentialState.REVOKED, CredentialState.REVOKING}
        return tuple(c for c in self.credentials if c.state not in gone)

    def in_state(self, state: CredentialState) -> tuple[Credential, ...]:
        return tuple(c for c in self.credentials if c.state is state)

    def late(self, minutes: int) -> tuple[Credential, ...]:
        """Those that are still waited for, of which it was said that they are so many minutes late."""
        return tuple(c for c in self.in_state(CredentialState.PENDING) if c.warned_after >= minutes)

    @property
    def doors(self) -> tuple[Door, ...]:
        """Each door once, in the order in which it was asked for."""
        return tuple(dict.fromkeys(door for c in self.credentials for door in c.doors))

    def is_overdue(self, now: datetime) -> bool:
        """Past its end while a credential may still exist."""
        return now >= self.grant.window.ends_at and not self.grant.state.is_over
