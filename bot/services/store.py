"""What the services need kept. One `Work` is one transaction; no transaction is open while the network is used.

A row is never the PIN in the clear: the store encrypts PINs and contacts, bound to their row, and gives PINs back
only through `CredentialRows.pins`.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Protocol

from pydantic import JsonValue

from bot.domain.approval import ApprovalRequest
from bot.domain.building import Building, BuildingSettings, Entrance
from bot.domain.grant import Credential, Grant, GrantRecord, Guest, Pin
from bot.domain.task import DoorTask
from bot.services.audit import Entry, Line, Wanted
from bot.services.connections import ConnectionRows
from bot.services.drift import DriftRows
from bot.services.kept import Claim, Due, DueKind, LiveView, Post, PostKind, PostProgress, Step
from bot.services.ports import SystemListing


class GrantRows(Protocol):
    async def add(self, grant: Grant, submit_key: str) -> bool:
        """Keep a new grant; False, and nothing written, where the team's `submit_key` was used before."""

    async def by_submit_key(self, team_id: str, submit_key: str) -> Grant | None: ...

    async def record(self, team_id: str, grant_id: str) -> GrantRecord | None: ...

    async def records(self, team_id: str, grant_ids: Sequence[str]) -> Sequence[GrantRecord]:
        """Those of them that the team has, in no set order; read together, so that many cost little."""

    async def save(self, grant: Grant) -> None: ...

    async def open_for_guest(
        self, team_id: str, building_id: str, name: str, email: str | None
    ) -> Sequence[GrantRecord]:
        """Grants that are not over, of a guest with this name (case folded) or this e-mail (keyed hash)."""

    async def guest_has_other_open(self, grant: Grant) -> bool:
        """Whether another grant with the same `guest_key` is not over, and does not still wait for its approval."""

    async def guest_is_leaving(self, grant: Grant) -> bool:
        """Whether another grant with the same `guest_key` has DELETE_PEOPLE (while ending) or FORGET_SENT under way."""

    async def count_open(self, team_id: str, building_id: str, requester: str) -> int:
        """How many grants of theirs at the building are not over."""

    async def last_building(self, team_id: str, requester: str) -> str | None: ...


class GuestRows(Protocol):
    """Guests are not rows of their own: the same e-mail, else the same name without one, is the same guest."""

    async def search(self, team_id: str, building_ids: Sequence[str], text: str, limit: int) -> Sequence[Grant]:
        """Grants whose guest's name contains the text, or whose e-mail it is; newest first, forgotten ones never."""

    async def grants(self, team_id: str, guest: Guest) -> Sequence[GrantRecord]:
        """All grants of the same guest that are not forgotten, newest first."""

    async def over_since(self, team_id: str, building_id: str, before: datetime, limit: int) -> Sequence[GrantRecord]:
        """Grants of a building that are over, began to end (else were made) before then, and are not forgotten."""


class CredentialRows(Protocol):
    async def add(self, credentials: Sequence[Credential]) -> None: ...

    async def save(self, credential: Credential) -> None: ...

    async def keep_pin(self, credential_id: str, pin: Pin) -> None: ...

    async def pins(self, team_id: str, grant_id: str) -> Mapping[str, Pin]:
        """PINs by credential id; revoked and wiped ones are absent."""

    async def wipe_pins(self, grant_id: str) -> None: ...

    async def wipe_pin(self, credential_id: str) -> None: ...

    async def wipe_overdue(self, team_id: str, before: datetime) -> int:
        """Wipe what is left of PINs and links whose grant should have ended before then; how many there were."""

    async def grant_of_seam_id(self, seam_id: str) -> tuple[str, str] | None:
        """(team id, grant id) of the credential that Seam knows by this id."""


class StepRows(Protocol):
    async def of_grant(self, grant_id: str) -> Mapping[str, Step]: ...

    async def intend(self, grant_id: str, names: Sequence[str], at: datetime) -> None:
        """Write the intents; a name that stands already keeps its place with the new `sent_at`."""

    async def done(self, grant_id: str, name: str, result: Mapping[str, JsonValue]) -> None: ...

    async def forget(self, grant_id: str, name: str) -> None:
        """The call surely had no effect: as if never intended."""


class SagaRows(Protocol):
    async def start(self, team_id: str, grant_id: str, lane: str, due_at: datetime) -> None:
        """Two sagas of one lane never run at the same time."""

    async def wake(self, grant_id: str, at: datetime) -> None:
        """One more signal; due at `at` or earlier."""

    async def claim(self, now: datetime, owner: str, lease: timedelta) -> Claim | None:
        """The saga that is longest due, free, and in a free lane; its fence and attempts grow by one."""

    async def hold(self, claim: Claim) -> None:
        """Raises LeaseLost where the fence has moved on; called in each transaction that writes for the saga."""

    async def renew(self, claim: Claim, until: datetime) -> None: ...

    async def park(self, claim: Claim, due_at: datetime | None, now: datetime, *, progressed: bool) -> None:
        """Give the lease back; due again at `due_at` (None: only when woken), or at once if woken meanwhile.

        `progressed` sets attempts to 0.
        """

    async def break_leases(self) -> None:
        """At the start of the one embedded engine process: the old one is dead, its leases mean nothing."""

    async def next_due(self) -> datetime | None: ...


class DueRows(Protocol):
    async def put(self, rows: Sequence[Due]) -> None: ...

    async def drop(self, grant_id: str, kind: DueKind) -> None: ...

    async def due(self, kind: DueKind, until: datetime, limit: int = 200) -> Sequence[Due]: ...

    async def done(self, ids: Sequence[str]) -> frozenset[str]:
        """Take the rows away; the ids of those that were still there."""

    async def next_due(self) -> datetime | None: ...


class PostRows(Protocol):
    async def put(self, post: Post, tells_of: Sequence[str] = ()) -> None:
        """`tells_of`: the grants of a post that has no single one; `redraw` finds it by each of them."""

    async def get(self, team_id: str, key: str) -> Post | None: ...

    async def redraw(self, grant_id: str, kinds: AbstractSet[PostKind], at: datetime) -> None:
        """Arm anew what was sent, or is being sent, of these kinds about the grant, and all that tells of several.

        What is due already keeps its time, what was given up unsent stays so.
        """

    async def claim(self, now: datetime, lease: timedelta, limit: int) -> Sequence[Post]:
        """Due posts that nobody else is sending, oldest first."""

    async def delivered(self, post: Post, channel: str, ts: str) -> None:
        """Done, unless it was re-armed since it was claimed: then it stays due."""

    async def postpone(self, post: Post, until: datetime, *, tried: bool = True, in_turn: bool = False) -> None:
        """Not to be claimed before `until`; `in_turn` also not overtaken by what comes due meanwhile.

        `tried` False takes the attempt back that the claim counted.
        """

    async def break_leases(self) -> None:
        """At the start of the one embedded engine process, as for sagas."""

    async def give_up(self, post: Post, problem: str) -> None: ...

    async def next_due(self) -> datetime | None: ...

    async def progress(self, team_id: str, grant_ids: Sequence[str]) -> PostProgress:
        """How far the messages about these grants, and the joint ones, stand as they should."""


class ViewRows(Protocol):
    async def put(self, view: LiveView) -> None: ...

    async def save(self, view: LiveView) -> None: ...

    async def of_grant(self, grant_id: str) -> Sequence[LiveView]: ...


class RequestRows(Protocol):
    """The newest request of a grant is part of its `GrantRecord`."""

    async def add(self, request: ApprovalRequest) -> None:
        """A grant's numbers are unique: two requests that are made at the same moment cannot both be kept."""

    async def get(self, team_id: str, request_id: str) -> ApprovalRequest | None: ...

    async def save(self, request: ApprovalRequest) -> bool:
        """False, and nothing written, where it was decided before: the first decision wins."""

    async def waiting(self, team_id: str, limit: int) -> Sequence[ApprovalRequest]:
        """Those that nobody has decided yet, the oldest first."""

    async def wipe_reasons(self, grant_id: str) -> None:
        """Forget why requests were declined: what a person typed may name the guest."""


class TaskRows(Protocol):
    """All tasks of a grant are part of its `GrantRecord`."""

    async def add(self, task: DoorTask) -> None:
        """A grant's door has at most one open task."""

    async def get(self, team_id: str, task_id: str) -> DoorTask | None: ...

    async def save(self, task: DoorTask) -> bool:
        """False, and nothing written, where it was settled before: the first click wins."""

    async def open(
        self, team_id: str, building_ids: Sequence[str], limit: int, skip: int = 0
    ) -> tuple[Sequence[DoorTask], int]:
        """Open tasks of these buildings, the first due first, and how many there are in all."""

    async def on_board(self, team_id: str, board: str) -> Sequence[DoorTask]:
        """In the order in which they were made."""

    async def newest_board(self, team_id: str, building_id: str) -> str | None:
        """The board of the building's newest task."""

    async def visited(self, team_id: str, entrance_ids: Sequence[str], since: datetime) -> frozenset[str]:
        """Those of the doors at which a task was done since then, for whatever grant."""

    async def grants_at(self, team_id: str, building_id: str) -> Sequence[str]:
        """The ids of grants of the building that are open, or have an open task."""

    async def wipe_reasons(self, grant_id: str) -> None:
        """Forget why tasks could not be done: what a person typed may name the guest."""


class AuditRows(Protocol):
    async def add(self, entry: Entry, guest: Guest | None = None) -> None:
        """Put one line at the end; of the guest only a pseudonym is kept."""

    async def find(self, team_id: str, wanted: Wanted, before: int | None, limit: int) -> Sequence[Line]:
        """The newest lines that are wanted, newest first; `before` a number, to go on from there."""


class BuildingRows(Protocol):
    async def sync(self, team_id: str, listing: SystemListing, entrances: Sequence[Entrance], at: datetime) -> None:
        """Take over what Seam lists; settings stay, entrances that are no longer listed are marked removed."""

    async def all(self, team_id: str) -> Sequence[Building]: ...

    async def get(self, team_id: str, building_id: str) -> Building | None: ...

    async def save_settings(self, team_id: str, building_id: str, settings: BuildingSettings) -> None: ...

    async def entrances(self, team_id: str, building_id: str) -> Sequence[Entrance]:
        """All, the removed ones too, by name."""

    async def all_entrances(self, team_id: str) -> Mapping[str, Sequence[Entrance]]:
        """The entrances of every building that has some, by building id, each as `entrances` has them."""


class OnceRows(Protocol):
    """Unique marks that make an effect happen once, over all workers."""

    async def first(self, kind: str, key: str, at: datetime) -> bool:
        """True for the first caller with this key (a cron slot, a webhook's message id), False ever after."""

    async def seen(self, kind: str, key: str) -> bool:
        """Whether `first` was called with this key."""

    async def forget(self, kind: str, before: datetime) -> None:
        """Drop the marks of this kind from before then: nobody will ask for them again."""


class Work(Protocol):
    """One transaction over all rows."""

    grants: GrantRows
    guests: GuestRows
    credentials: CredentialRows
    steps: StepRows
    sagas: SagaRows
    due: DueRows
    posts: PostRows
    views: ViewRows
    requests: RequestRows
    tasks: TaskRows
    audit: AuditRows
    buildings: BuildingRows
    once: OnceRows
    drift: DriftRows
    connections: ConnectionRows


class Store(Protocol):
    """Where the truth is kept."""

    def read(self) -> AbstractAsyncContextManager[Work]: ...

    def write(self) -> AbstractAsyncContextManager[Work]:
        """Commits at the end of the block, durably; rolls back on any exception."""

    def guest_key(self, team_id: str, email: str) -> str:
        """A keyed hash of an e-mail: the same guest always has the same, nobody can compute it from outside."""

    async def install_id(self) -> str:
        """Made once, kept in the database; part of every key that Seam sees."""
