"""A webhook that never came is made up for: Seam's list of events is read again and again, each time with an overlap.

Without a webhook this is how Keydesk hears that somebody deletes a PIN elsewhere. How long Seam keeps its events is not
documented: what is older than a week is left to the comparison of Seam with our books.
"""

from collections.abc import Sequence
from datetime import timedelta

from bot.services.ports import Clock, Events
from bot.services.store import Store
from bot.services.systems.events import Event
from bot.services.systems.webhooks import SEAM_EVENT, Webhooks

OVERLAP = timedelta(minutes=15)
"""Seam lists events by when they were made, which may be later than when they occurred; and two clocks differ."""
MOST_BACK = timedelta(days=7)
AHEAD = timedelta(hours=1)
"""How far Seam's clock may be before ours."""
MARKS_KEPT = timedelta(days=30)
"""Longer than anything of Seam's comes late: a webhook is tried for 27 hours."""


class CatchingUp:
    """Reads the events since the last one that is known.

    `marks` are the kinds of other marks that become useless with time and are dropped on the way.
    """

    def __init__(
        self, store: Store, clock: Clock, events: Events, webhooks: Webhooks, marks: Sequence[str] = ()
    ) -> None:
        self._store = store
        self._clock = clock
        self._events = events
        self._webhooks = webhooks
        self._marks = marks

    async def run(self, team_id: str) -> int:
        """Take in what is new; how many events that were.

        Raises:
            SystemTrouble: Seam did not answer; the next run begins where this one did.
        """
        now = self._clock.now()
        async with self._store.read() as work:
            known = await work.drift.events_read(team_id)
        since = max((known or now) - OVERLAP, now - MOST_BACK)
        told = await self._events.between(since, now + AHEAD)
        fresh = await self._fresh(told)
        for event in fresh:
            await self._webhooks.receive(event)
        newest = max([known or now, *(event.occurred_at for event in told)])
        async with self._store.write() as work:
            await work.drift.save_events_read(team_id, min(newest, now))
            await work.once.forget((SEAM_EVENT, *self._marks), now - MARKS_KEPT)
        return len(fresh)

    async def _fresh(self, told: Sequence[Event]) -> list[Event]:
        """Most have come by webhook, or with the run before: looking them up is cheaper than to take them in."""
        async with self._store.read() as work:
            seen = await work.once.seen_of(SEAM_EVENT, [event.id for event in told])
        return [event for event in told if event.id not in seen]
