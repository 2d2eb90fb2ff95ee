"""Seam lists events in no order and without a cursor: an answer that is full may lack any part of what there is.

So a span of time whose answer is full is asked for again in halves. The halves overlap: the ends of a span do not
belong to it (Seam's OpenAPI).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.seam.client import Body, SeamClient
from bot.seam.translation import timestamp
from bot.services.ports import Event

EVENT_TYPES = (
    "acs_credential.issued",
    "acs_credential.reissued",
    "acs_credential.invalidated",
    "acs_credential.deleted",
    "acs_system.connected",
    "acs_system.disconnected",
    "acs_entrance.added",
    "acs_entrance.removed",
)
"""Those that Keydesk wants to hear of, by webhook or by asking."""
MOST = 500
"""Of one answer: Seam's default (its OpenAPI)."""
OVERLAP = timedelta(seconds=1)
SHORTEST = 4 * OVERLAP
"""A fuller span than this is not divided: what it lacks is found by comparing Seam with our books."""


class SeamEvents:
    """Fulfils `services.ports.Events` over one client."""

    def __init__(self, client: SeamClient) -> None:
        self._client = client

    async def between(self, since: datetime, until: datetime) -> Sequence[Event]:
        """Each once, oldest first, as far as Seam still has them."""
        found: dict[str, Event] = {}
        spans = [(since, until)]
        while spans:
            start, end = spans.pop()
            listed = await self._listed(start, end)
            if len(listed) >= MOST and end - start > SHORTEST:
                middle = start + (end - start) / 2
                spans += [(middle, end), (start, middle + OVERLAP)]
            else:
                found |= {event.id: event for event in listed}
        return sorted(found.values(), key=lambda event: (event.occurred_at, event.id))

    async def _listed(self, since: datetime, until: datetime) -> list[Event]:
        span = [timestamp(since), timestamp(until)]
        body: Body = {"between": [*span], "event_types": [*EVENT_TYPES], "limit": MOST}
        return [
            Event(
                id=event.event_id,
                type=event.event_type,
                occurred_at=event.occurred_at,
                credential_id=event.acs_credential_id,
            )
            for event in await self._client.events_list(body)
        ]
