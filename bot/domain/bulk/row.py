"""One row of a list, from what was typed to what became of it. A row that was given keeps nothing of the guest.

Its grant has all that, and is forgotten when its time has come; only what could not be given is still kept here.
"""

from enum import StrEnum

from bot.domain.building import Method
from bot.domain.grant import Guest
from bot.domain.value import Value
from bot.domain.window import Window


class RowState(StrEnum):
    """Stored states; what became of a row that was given, its grant says."""

    BAD = "bad"
    """It cannot be given as it stands."""
    READY = "ready"
    """Nothing is wrong with it; once the list is started, its turn comes."""
    GIVEN = "given"
    REFUSED = "refused"
    """When its turn came, the rules said no."""


class Wanted(Value):
    """Access as a row asks for it."""

    guest: Guest
    entrance_ids: tuple[str, ...]
    method: Method
    window: Window
    reason: str | None = None


class Fault(Value):
    """Why a row was not given, in words that need nothing beside them."""

    column: str
    said: str


class BulkRow(Value):
    """One row; `number` is the one that the person's spreadsheet shows."""

    id: str
    team_id: str
    batch_id: str
    number: int
    state: RowState
    name: str = ""
    wanted: Wanted | None = None
    faults: tuple[Fault, ...] = ()
    needs_approval: bool = False
    grant_id: str | None = None
    tries: int = 0
    """How often it was given before and came to nothing."""
    retried_by: str | None = None
    """Who stands for it instead of the list's requester, while its turn is still to come."""

    def given(self, grant_id: str) -> "BulkRow":
        """The same, with a grant that has all else."""
        nothing = {"name": "", "wanted": None, "faults": (), "retried_by": None}
        return self.model_copy(update={"state": RowState.GIVEN, "grant_id": grant_id, **nothing})
