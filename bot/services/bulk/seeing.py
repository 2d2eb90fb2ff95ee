"""What became of a row is not kept with it: its grant is asked each time, so a list never tells what is over."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from bot.domain.building import Building
from bot.domain.bulk.row import BulkRow, RowState
from bot.domain.errors import Refused
from bot.domain.grant import CredentialState, EndReason, GrantRecord, GrantState
from bot.domain.value import Value
from bot.services.bulk.batch import Batch
from bot.services.store import Work

READ_AT_ONCE = 50


class RowStatus(StrEnum):
    LEFT_OUT = "left out"
    WAITING = "waits for its turn"
    REFUSED = "not given"
    APPROVAL = "waits for approval"
    DECLINED = "not approved"
    MAKING = "being made"
    ISSUED = "issued"
    PARTLY = "issued in part"
    FAILED = "failed"
    OVER = "over"


_OF_ROW = {
    RowState.BAD: RowStatus.LEFT_OUT,
    RowState.READY: RowStatus.WAITING,
    RowState.REFUSED: RowStatus.REFUSED,
}
_OF_GRANT = {
    GrantState.AWAITING_APPROVAL: RowStatus.APPROVAL,
    GrantState.DECLINED: RowStatus.DECLINED,
    GrantState.ISSUING: RowStatus.MAKING,
    GrantState.ENDING: RowStatus.OVER,
    GrantState.ENDED: RowStatus.OVER,
    GrantState.FAILED: RowStatus.FAILED,
}
SETTLED = frozenset(RowStatus) - {RowStatus.WAITING, RowStatus.APPROVAL, RowStatus.MAKING}


class RowSeen(Value):
    """A row as it stands now."""

    row: BulkRow
    record: GrantRecord | None = None

    @property
    def is_forgotten(self) -> bool:
        """Whether the guest was known once."""
        if self.record is not None:
            return self.record.grant.forgotten_at is not None
        return not (self.row.name or self.row.wanted or self.row.faults)

    @property
    def name(self) -> str:
        return self.record.grant.guest.name if self.record is not None else self.row.name

    @property
    def status(self) -> RowStatus:
        if self.record is None:
            return _OF_ROW.get(self.row.state, RowStatus.REFUSED)
        grant = self.record.grant
        if grant.state is GrantState.ISSUED:
            has_failed = bool(self.record.in_state(CredentialState.FAILED))
            return RowStatus.PARTLY if has_failed else RowStatus.ISSUED
        if grant.end_reason is EndReason.NOTHING_ISSUED:
            return RowStatus.FAILED
        return _OF_GRANT[grant.state]

    @property
    def can_retry(self) -> bool:
        """Whether there is something to try again, and all that is needed for it is still known."""
        match self.status:
            case RowStatus.REFUSED:
                return self.row.wanted is not None
            case RowStatus.FAILED:
                grant = self.record.grant if self.record else None
                return grant is not None and grant.state is GrantState.FAILED and grant.forgotten_at is None
        return self.status is RowStatus.PARTLY


class ListSeen(Value):
    """A list with all its rows, and the names of the building's doors by entrance id."""

    batch: Batch
    building: Building
    doors: Mapping[str, str]
    rows: tuple[RowSeen, ...]

    @property
    def has_forgotten(self) -> bool:
        return any(one.is_forgotten for one in self.rows)

    def of(self, *statuses: RowStatus) -> tuple[RowSeen, ...]:
        return tuple(seen for seen in self.rows if seen.status in statuses)

    @property
    def good(self) -> tuple[RowSeen, ...]:
        """Those that were not left out."""
        return tuple(seen for seen in self.rows if seen.status is not RowStatus.LEFT_OUT)

    @property
    def settled(self) -> int:
        """How many of the good ones have come to something."""
        return sum(seen.status in SETTLED for seen in self.good)


async def seen(work: Work, team_id: str, batch_id: str) -> ListSeen:
    """The list as it stands now.

    Raises:
        Refused: it is not kept any more.
    """
    batch = await work.bulk.get(team_id, batch_id)
    building = await work.buildings.get(team_id, batch.building_id) if batch is not None else None
    if batch is None or building is None:
        raise Refused("list_gone")
    rows = await work.bulk.rows(team_id, batch_id)
    records = await _records(work, team_id, [row.grant_id for row in rows if row.grant_id is not None])
    entrances = await work.buildings.entrances(team_id, building.id)
    told = tuple(RowSeen(row=row, record=records.get(row.grant_id or "")) for row in rows)
    return ListSeen(batch=batch, building=building, doors={e.id: e.name for e in entrances}, rows=told)


async def _records(work: Work, team_id: str, ids: Sequence[str]) -> dict[str, GrantRecord]:
    """Read a few at a time: the loop must not stall."""
    found: dict[str, GrantRecord] = {}
    for start in range(0, len(ids), READ_AT_ONCE):
        records = await work.grants.records(team_id, ids[start : start + READ_AT_ONCE])
        found.update({record.grant.id: record for record in records})
    return found
