"""What is no longer needed goes by itself: PINs a day after the end whatever happened, guests when their building says.

A little at a time: each grant has messages to be drawn anew, one a second in a channel, beside those that matter now.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.domain.grant import Grant, GrantRecord
from bot.domain.policy import retentions
from bot.services.access import Wake
from bot.services.bulk.telling import tell_progress
from bot.services.change import changing
from bot.services.ports import Clock
from bot.services.privacy.forgetting import forget
from bot.services.series.forgetting_series import forget_old
from bot.services.store import Store
from bot.services.trail.audit import Entry

PINS_AFTER = timedelta(days=1)
LISTS_AFTER = timedelta(days=1)
"""What could not be given of a list of guests is corrected or retried soon, or not at all.

Until then it is kept whatever old grant of the same guest is forgotten: who comes each month is in today's list too."""
MOST_AT_ONCE = 20
MOST_LOOKED_AT = 500
APART = timedelta(seconds=15)
"""Between the messages of two grants that are drawn anew."""

QUIET_HOUR = 3

Compact = Callable[[], Awaitable[None]]
"""Writes the database's files anew, so that nothing is left in them of what was removed from rows."""


class Retention:
    """The scheduled removal of what is no longer needed."""

    def __init__(self, store: Store, clock: Clock, wake: Wake, compact: Compact) -> None:
        self._store = store
        self._clock = clock
        self._wake = wake
        self._compact = compact

    async def run(self, team_id: str) -> None:
        """Remove what is due; each run that removes something, and one a day, leaves a line in the audit trail."""
        now = self._clock.now()
        async with self._store.write() as work:
            pins = await work.credentials.wipe_overdue(team_id, now - PINS_AFTER)
            expired = await work.bulk.expire(team_id, now - LISTS_AFTER)
            for number, batch in enumerate(expired.lists):
                await tell_progress(work, batch, (), now + number * APART)
        due = await self._due(team_id, now)
        for number, record in enumerate(due[:MOST_AT_ONCE]):
            async with changing(self._store, self._clock, team_id, record.grant.id) as change:
                if change.record.grant.forgotten_at is None:
                    await forget(change, None, now + number * APART)
        async with self._store.write() as work:
            await forget_old(work, team_id, now)
        await self._record(team_id, now, pins, expired.rows, len(due))
        self._wake()
        if await self._is_first_of_night(team_id, now):
            await self._compact()

    async def _due(self, team_id: str, now: datetime) -> list[GrantRecord]:
        """The longest over first; each retention is asked for by itself, so none waits behind a longer one."""
        due: dict[str, GrantRecord] = {}
        async with self._store.read() as work:
            for building in await work.buildings.all(team_id):
                for span, doors in retentions(building):
                    found = await work.guests.over_since(team_id, building.id, now - span, MOST_LOOKED_AT, doors)
                    due.update({record.grant.id: record for record in found})
        return sorted(due.values(), key=lambda record: ended_at(record.grant))

    async def _is_first_of_night(self, team_id: str, now: datetime) -> bool:
        """Once a day, from three in the morning on where the buildings are: nobody can write while it is done."""
        async with self._store.write() as work:
            zones = [building.zone for building in await work.buildings.all(team_id)]
            local = now.astimezone(zones[0]) if zones else now
            day = f"{team_id}:{local.date()}"
            return local.hour >= QUIET_HOUR and await work.once.first("compacted", day, now)

    async def _record(self, team_id: str, now: datetime, pins: int, rows: int, due: int) -> None:
        guests = min(due, MOST_AT_ONCE)
        data = {"pins_wiped": pins, "rows_wiped": rows, "guests_forgotten": guests, "still_due": due - guests}
        async with self._store.write() as work:
            is_first = await work.once.first("retention", f"{team_id}:{now.date()}", now)
            if is_first or pins or rows or due:
                await work.audit.add(Entry(team_id=team_id, at=now, actor=None, what="retention_run", data=data))


def ended_at(grant: Grant) -> datetime:
    """From when on a guest's data is kept for nothing but looking back."""
    return grant.ending_at or grant.created_at
