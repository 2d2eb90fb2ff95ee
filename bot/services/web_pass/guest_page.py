"""The guest's side: whoever has the link may look, and nothing of it asks Seam.

A look at what opens a door is written down and counted before it is shown, in one transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.grant import GrantRecord, Pin
from bot.domain.web_pass import NoPass, PassOver, WebPass, is_over
from bot.services.change import changing
from bot.services.messages.telling import remember
from bot.services.ports import Clock
from bot.services.store import Store


@dataclass(frozen=True)
class Sight:
    """What a guest's page is drawn from."""

    record: GrantRecord
    web_pass: WebPass
    now: datetime
    pins: Mapping[str, Pin] | None = None
    """By credential id, where this is a look at them; None on the page itself."""


class GuestPage:
    """Looks up the access behind a link."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def look(self, token: str) -> Sight:
        """What the page shows of itself: nothing that opens a door, and nothing is counted.

        Raises:
            NoPass, PassOver.
        """
        async with self._store.read() as work:
            web_pass = await work.passes.find(token)
            if web_pass is None:
                raise NoPass
            return self._sight(await work.grants.record(web_pass.team_id, web_pass.grant_id), web_pass)

    async def show(self, token: str) -> Sight:
        """The PINs too, where the link is not used up: counted and written down first.

        Raises:
            NoPass, PassOver.
        """
        seen = await self.look(token)
        grant = seen.record.grant
        async with changing(self._store, self._clock, grant.team_id, grant.id) as change:
            seen = self._sight(change.record, await change.work.passes.find(token))
            if seen.web_pass.is_used_up:
                return seen
            counted = seen.web_pass.model_copy(update={"looks": seen.web_pass.looks + 1})
            await change.work.passes.save(counted)
            await remember(change, "revealed", where="web pass")
            pins = await change.work.credentials.pins(grant.team_id, grant.id)
        return Sight(change.record, counted, seen.now, pins)

    def _sight(self, record: GrantRecord | None, web_pass: WebPass | None) -> Sight:
        if record is None or web_pass is None or record.grant.forgotten_at is not None:
            raise NoPass
        if not record.building.settings.web_passes:
            raise NoPass
        now = self._clock.now()
        if is_over(record, now):
            raise PassOver
        return Sight(record, web_pass, now)
