"""What is kept of access itself: grants, their credentials, what waits for a yes, and what is to be done at doors."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.approval import ApprovalRequest
from bot.domain.grant import Credential, Grant, GrantRecord, Guest, Pin
from bot.domain.task import DoorTask


class GrantRows(Protocol):
    async def add(self, grant: Grant, submit_key: str) -> bool:
        """Keep a new grant; False, and nothing written, where it is there already.

        So it is where the team's `submit_key` was used before, or the series has a visit on that day.
        """

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
        """How many grants of theirs at the building are not over; a series that goes on, with its visits, is one."""

    async def newest_of(self, team_id: str, requester: str) -> GrantRecord | None:
        """The grant that they asked for last; visits of a series, which the clock makes, do not count."""

    async def last_building(self, team_id: str, requester: str) -> str | None:
        """Where that one is."""


class GuestRows(Protocol):
    """Guests are not rows of their own: the same e-mail, else the same name without one, is the same guest."""

    async def search(self, team_id: str, building_ids: Sequence[str], text: str, limit: int) -> Sequence[Grant]:
        """Grants whose guest's name contains the text, or whose e-mail it is; newest first, forgotten ones never."""

    async def grants(self, team_id: str, guest: Guest) -> Sequence[GrantRecord]:
        """All grants of the same guest that are not forgotten, newest first."""

    async def over_since(
        self, team_id: str, building_id: str, before: datetime, limit: int, at_doors: Sequence[str] | None = None
    ) -> Sequence[GrantRecord]:
        """Grants of a building that are over, began to end (else were made) before then, and are not forgotten.

        The longest over first; of those only what was for one of the entrances, where some are named.
        """


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
