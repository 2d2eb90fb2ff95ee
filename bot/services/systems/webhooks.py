"""An event is only a hint: it wakes the saga that asks Seam itself. Late, doubled or reordered ones change nothing.

It is known by its own id, not by its delivery's: what was missed by webhook is read from Seam's list of events.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.services.access import Wake
from bot.services.grants.watching import LOOK_AGAIN
from bot.services.ports import Clock
from bot.services.store import Store, Work
from bot.services.systems.events import Event

SEAM_EVENT = "seam_event"
CATALOGUE_EVENTS = ("acs_system.", "acs_entrance.", "device.", "connected_account.")

CODE_EVENTS = "access_code."
"""Of what happens to a code, not of what somebody does with it at the lock."""

Hear = Callable[[Work, Event, datetime], Awaitable[None]]
"""Takes in an event within the transaction that keeps it: once for each."""


class Webhooks:
    """Takes in Seam's events; those of a delivery are verified already."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        wake: Wake,
        catalogue_changed: Callable[[], None] = lambda: None,
        hear: Hear | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._wake = wake
        self._catalogue_changed = catalogue_changed
        self._hear = hear

    async def receive(self, event: Event) -> bool:
        """Wake the grant of a credential, or have the buildings read anew; False for an event that was seen before."""
        now = self._clock.now()
        async with self._store.write() as work:
            if not await work.once.first(SEAM_EVENT, event.id, now):
                return False
            known = event.credential_id or (event.access_code_id if event.type.startswith(CODE_EVENTS) else None)
            found = await work.credentials.grant_of_seam_id(known) if known else None
            if found is not None:
                await work.steps.intend(found[1], [f"{LOOK_AGAIN}{event.id}"], now)
                await work.sagas.wake(found[1], now)
            if self._hear is not None:
                await self._hear(work, event, now)
        self._wake()
        if event.type.startswith(CATALOGUE_EVENTS):
            self._catalogue_changed()
        return True
