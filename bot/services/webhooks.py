"""A webhook is only a hint: it wakes the saga that asks Seam itself. Late, doubled or reordered ones change nothing."""

from bot.services.access import Wake
from bot.services.ports import Clock
from bot.services.store import Store
from bot.services.watching import LOOK_AGAIN


class Webhooks:
    """Takes in Seam's events, already verified."""

    def __init__(self, store: Store, clock: Clock, wake: Wake) -> None:
        self._store = store
        self._clock = clock
        self._wake = wake

    async def receive(self, message_id: str, credential_id: str | None) -> bool:
        """Wake the grant of a credential; False for a delivery that was seen before."""
        now = self._clock.now()
        async with self._store.write() as work:
            if not await work.once.first("webhook", message_id, now):
                return False
            found = await work.credentials.grant_of_seam_id(credential_id) if credential_id else None
            if found is not None:
                await work.steps.intend(found[1], [f"{LOOK_AGAIN}{message_id}"], now)
                await work.sagas.wake(found[1], now)
        self._wake()
        return True
