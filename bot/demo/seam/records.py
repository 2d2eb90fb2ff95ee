"""What the simulated Seam keeps. A credential that is gone stays here, marked: the checkers need the whole truth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

Effect = tuple[str, str, str]
"""What happened to what, such as ("created", "acs_credential", its id)."""


@dataclass(frozen=True)
class Entry:
    """One call as the server saw it: ground truth, whatever the caller was told.

    `status` is None where no answer was given; `effects` are there even so. `fault` is the kind that struck.
    """

    at: datetime
    path: str
    body: dict[str, object]
    status: int | None
    effects: tuple[Effect, ...] = ()
    fault: str | None = None

    @property
    def effect(self) -> Effect | None:
        """The first and, but for cascades, the only one."""
        return self.effects[0] if self.effects else None


@dataclass(frozen=True)
class Delivery:
    """One attempt to deliver an event; `status` is None where the receiver gave no answer."""

    at: datetime
    event_id: str
    event_type: str
    url: str
    attempt: int
    status: int | None


@dataclass(frozen=True)
class Trouble:
    """An entry of Seam's `errors` or `warnings`; `extra` are the fields that this code alone has."""

    code: str
    message: str
    at: datetime
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass
class Account:
    """A login at a provider, made by a person in a Connect Webview; everything in Seam comes in through one."""

    id: str
    provider: str
    name: str
    made_at: datetime
    connected_since: datetime
    custom_metadata: dict[str, object] = field(default_factory=dict)
    errors: list[Trouble] = field(default_factory=list)
    warnings: list[Trouble] = field(default_factory=list)


@dataclass
class Webview:
    """A page where a person may log in at a provider, once."""

    id: str
    token: str
    made_at: datetime
    accepted: tuple[str, ...]
    is_any: bool
    custom_metadata: dict[str, object]
    redirect_url: str | None
    failure_url: str | None
    manages_new: bool
    waits: bool
    status: str = "pending"
    provider: str | None = None
    account_id: str | None = None
    authorized_at: datetime | None = None


@dataclass
class InstantKey:
    id: str
    identity_id: str
    session_id: str
    url: str = field(repr=False)
    most_uses: int
    made_at: datetime
    ends_at: datetime


@dataclass
class System:
    id: str
    name: str
    time_zone: str | None
    external_type: str
    account_id: str
    made_at: datetime
    connected_since: datetime
    has_hub: bool = True
    """Whether the doors hear of a change by themselves; Seam has no field for it."""
    errors: list[Trouble] = field(default_factory=list)
    warnings: list[Trouble] = field(default_factory=list)


@dataclass(frozen=True)
class Known:
    """What a door was told of a PIN when somebody last came by with the Latch Manager App."""

    starts_at: datetime
    ends_at: datetime | None


@dataclass
class Entrance:
    """`opens` False is a door that Seam accepts and that the credential then does not open."""

    id: str
    system_id: str
    name: str
    made_at: datetime
    can_unlock_with_code: bool | None = True
    can_unlock_with_mobile_key: bool | None = True
    is_connected: bool = True
    opens: bool = True
    told: dict[str, Known] | None = None
    """By credential; None is a door that hears everything at once through its building's hub."""
    errors: list[Trouble] = field(default_factory=list)
    warnings: list[Trouble] = field(default_factory=list)


@dataclass
class Identity:
    id: str
    key: str | None
    email: str | None
    full_name: str | None
    phone: str | None
    made_at: datetime
    errors: list[Trouble] = field(default_factory=list)
    warnings: list[Trouble] = field(default_factory=list)


@dataclass
class User:
    id: str
    system_id: str
    full_name: str
    email: str | None
    phone: str | None
    identity_id: str | None
    made_at: datetime
    is_suspended: bool = False
    errors: list[Trouble] = field(default_factory=list)
    warnings: list[Trouble] = field(default_factory=list)


@dataclass
class Credential:
    """`delete_asked_at` is Seam's ok to a delete; only `gone_at` means that it opens nothing any more."""

    id: str
    system_id: str
    user_id: str
    method: str
    entrance_ids: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime | None
    is_multi_phone: bool
    made_at: datetime
    start_moved: bool = False
    code: str | None = field(default=None, repr=False)
    issued_at: datetime | None = None
    changed_at: datetime | None = None
    invalidated_at: datetime | None = None
    delete_asked_at: datetime | None = None
    gone_at: datetime | None = None
    errors: list[Trouble] = field(default_factory=list)
    warnings: list[Trouble] = field(default_factory=list)

    @property
    def is_live(self) -> bool:
        """Nobody has asked for its end: it opens its doors, or may come to."""
        return self.delete_asked_at is None and self.gone_at is None


@dataclass
class Webhook:
    id: str
    url: str
    event_types: tuple[str, ...]
    secret: str = field(repr=False)


@dataclass(frozen=True)
class Event:
    """`ids` are the ids of the objects that it is about, by Seam's field name."""

    id: str
    type: str
    occurred_at: datetime
    made_at: datetime
    ids: dict[str, str]
    extra: dict[str, object] = field(default_factory=dict)


@dataclass
class Knobs:
    """How Latch behaves; a delay of None is never. All may be changed while the server runs."""

    pin_delay: timedelta | None = timedelta(0)
    """From the create until Latch has issued the credential."""
    pin_delays: dict[str, timedelta | None] = field(default_factory=dict)
    """By entrance id, before `pin_delay`."""
    failing: dict[str, str] = field(default_factory=dict)
    """Entrance id to error code: instead of being issued, a credential for it gets this error."""
    delete_delay: timedelta | None = timedelta(0)
    """From the ok to a delete until the credential is gone."""
    update_delay: timedelta = timedelta(0)
    """From an update until it is synced with the provider."""
    resident_emails: set[str] = field(default_factory=set)
    """People of Latch Mission Control: an `acs_user` made with such an e-mail gets an error."""
    key_with_pin: bool = True
    """Latch makes a PIN with a mobile key too (Seam's guide)."""
    can_suspend: bool = False
    """Whether Latch takes the suspension of a user; its guide does not say."""
    latch_tells_of_doors: bool = False
    """Whether an opened Latch door makes an event; Seam's documents name no such event of Latch."""
    page_cap: int | None = None
    """No page is longer than this, whatever limit is asked for."""
