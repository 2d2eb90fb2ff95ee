"""Due rows follow from a grant and from what its building has set; when that changes, the rows of open grants follow.

They do so a batch at a time, each grant in one transaction with the mark that asked for it: no crash leaves one out.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.building import Building, BuildingSettings
from bot.domain.grant import GrantState
from bot.domain.notices import told_at
from bot.services.change import Change
from bot.services.ids import new_id
from bot.services.kept import Due, DueKind
from bot.services.lists.kinds import Kind, Scope, slices
from bot.services.lists.list_rows import Order
from bot.services.messages.telling import plan_reminders
from bot.services.notices.by_the_clock import not_today_any_more
from bot.services.ports import Clock
from bot.services.store import Store, Work

LOOKS = (timedelta(hours=24), timedelta(hours=1))
"""So long before a start it is looked whether everything is there."""
BATCH = 50
MOST = 100_000
"""Open grants of one building."""
ESCALATED = "escalated"
ALARMED = "alarm"
_GIVEN = {GrantState.ISSUING, GrantState.ISSUED}


async def plan_arrival(change: Change) -> None:
    """Replace the looks before the grant's start; those whose time is past are left out."""
    grant, building = change.record.grant, change.record.building
    start, quiet = grant.window.starts_at, building.settings.notices.quiet
    await change.work.due.drop(grant.id, DueKind.ARRIVAL)
    times = {told_at(start - lead, start, quiet, building.zone) for lead in LOOKS}
    await change.work.due.put([_due(change, DueKind.ARRIVAL, at, start - at) for at in times if at > change.now])


async def plan_escalation(change: Change) -> None:
    """Have the managers written to about an end that was alarmed of, unless they were; once it is confirmed, not."""
    grant, after = change.record.grant, change.record.building.settings.notices.escalate_after
    await change.work.due.drop(grant.id, DueKind.ESCALATION)
    if grant.state is not GrantState.ENDING or grant.ending_at is None:
        return
    once = change.work.once
    if not await once.seen(ALARMED, alarm_key(grant.id)) or await once.seen(ESCALATED, grant.id):
        return
    await change.work.due.put([_due(change, DueKind.ESCALATION, max(grant.ending_at + after, change.now), after)])


def alarm_key(grant_id: str) -> str:
    """Of the mark that stands once the building was alarmed of an end that nobody confirms."""
    return f"end_not_confirmed:{grant_id}"


async def settings_changed(work: Work, building: Building, settings: BuildingSettings, clock: Clock) -> None:
    """Mark the building's grants, where the new settings move their rows; the clock begins with its next reading."""
    await not_today_any_more(work, building, settings, clock.now())
    if _times(settings) == _times(building.settings):
        return
    team_id, now = building.team_id, clock.now()
    open_ones = slices(Kind.OPEN, Scope(buildings=(building,)), now)
    ids = (await work.lists.find(team_id, open_ones, Order.END, MOST)).ids
    kind, lead = DueKind.PLAN, timedelta(0)
    marks = [Due(id=f"{kind}:{id_}", team_id=team_id, grant_id=id_, kind=kind, lead=lead, due_at=now) for id_ in ids]
    await work.due.put(marks)


def _times(settings: BuildingSettings) -> tuple[object, ...]:
    return settings.reminder_leads, settings.notices.quiet, settings.notices.escalate_after


class Planning:
    """Plans anew what was marked."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def tick(self) -> None:
        """One batch; what is left is due at once, and the engine comes back for it."""
        async with self._store.read() as work:
            rows = await work.due.due(DueKind.PLAN, self._clock.now(), limit=BATCH)
        if rows:
            async with self._store.write() as work:
                await self._plan(work, rows)

    async def _plan(self, work: Work, rows: Sequence[Due]) -> None:
        still = await work.due.done([row.id for row in rows])
        for team_id in {row.team_id for row in rows}:
            ids = [row.grant_id for row in rows if row.id in still and row.team_id == team_id]
            for record in await work.grants.records(team_id, ids):
                change = Change(work, record, self._clock.now())
                if record.grant.state in _GIVEN:
                    await plan_reminders(change, is_same_end=True)
                if record.grant.state.is_open:
                    await plan_arrival(change)
                await plan_escalation(change)


def _due(change: Change, kind: DueKind, at: datetime, lead: timedelta) -> Due:
    grant = change.record.grant
    return Due(id=new_id(), team_id=grant.team_id, grant_id=grant.id, kind=kind, lead=lead, due_at=at)
