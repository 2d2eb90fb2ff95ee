"""Rows whose turn has not come can be taken back for good: nothing of their guests is kept, so no Retry gives them.

Rows that were given are accesses, and end like any other.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.building import Building
from bot.domain.bulk.row import BulkRow, Fault, RowState
from bot.domain.bulk.saying import fault
from bot.domain.bulk.table import MOST_ROWS
from bot.domain.errors import BadField
from bot.domain.value import Value
from bot.services.bulk.batch import Batch
from bot.services.bulk.telling import remember_list, tell_progress
from bot.services.store import Work


class Waiting(Value):
    """What is still to be given of a list that was started."""

    batch: Batch
    building: Building
    rows: tuple[BulkRow, ...]


async def waiting(work: Work, team_id: str, buildings: Sequence[Building]) -> list[Waiting]:
    """The lists at these buildings that go on by themselves."""
    here = {building.id: building for building in buildings}
    found = []
    for batch in await work.bulk.under_way(team_id):
        building = here.get(batch.building_id)
        rows = await work.bulk.ready(team_id, batch.id, MOST_ROWS)
        if building is not None and rows:
            found.append(Waiting(batch=batch, building=building, rows=tuple(rows)))
    return found


async def stop_rows(work: Work, taken: Waiting, by: str, now: datetime) -> None:
    """Give these rows no more; the list's message and the trail say so."""
    why: tuple[Fault, ...] = (fault(BadField("row", "list_stopped"), taken.building.zone),)
    stopped = {"state": RowState.REFUSED, "name": "", "wanted": None, "faults": why, "retried_by": None}
    await work.bulk.save_rows([row.model_copy(update=stopped) for row in taken.rows])
    await remember_list(work, taken.batch, "bulk_stopped", by, now, rows=len(taken.rows))
    await tell_progress(work, taken.batch, (), now)
