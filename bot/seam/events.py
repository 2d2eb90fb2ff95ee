"""Seam lists events in no order and without a cursor: an answer that is full may lack any part of what there is.

So a span of time whose answer is full is asked for again in halves. The halves overlap: the ends of a span do not
belong to it (Seam's OpenAPI).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.seam import models as wire
from bot.seam.client import SeamClient
from bot.seam.exchange import Body
from bot.seam.translation import timestamp
from bot.services.systems.events import Event

_OF_SYSTEMS = (
    "acs_credential.issued",
    "acs_credential.reissued",
    "acs_credential.invalidated",
    "acs_credential.deleted",
    "acs_system.connected",
    "acs_system.disconnected",
    "acs_entrance.added",
    "acs_entrance.removed",
)
_OF_ACCOUNTS = (
    "connected_account.connected",
    "connected_account.disconnected",
    "connected_account.deleted",
    "connected_account.completed_first_sync",
    "connected_account.completed_first_sync_after_reconnection",
    "connected_account.reauthorization_requested",
)
_OF_CODES = (
    "access_code.scheduled_on_device",
    "access_code.set_on_device",
    "access_code.removed_from_device",
    "access_code.failed_to_set_on_device",
    "access_code.delay_in_setting_on_device",
    "access_code.failed_to_remove_from_device",
    "access_code.delay_in_removing_from_device",
    "access_code.modified_external_to_seam",
    "access_code.deleted_external_to_seam",
    "access_code.backup_access_code_pulled",
    "access_code.code_changed",
    "access_code.time_frame_changed",
    "access_code.deleted",
)
_OF_DEVICES = (
    "device.added",
    "device.connected",
    "device.disconnected",
    "device.connection_became_flaky",
    "device.connection_stabilized",
    "device.removed",
    "device.deleted",
    "device.tampered",
    "device.low_battery",
    "device.battery_status_changed",
)
_AT_DOORS = ("lock.locked", "lock.unlocked", "lock.access_denied")
_OF_COMMANDS = (
    "action_attempt.lock_door.succeeded",
    "action_attempt.lock_door.failed",
    "action_attempt.unlock_door.succeeded",
    "action_attempt.unlock_door.failed",
)
EVENT_TYPES = (*_OF_SYSTEMS, *_OF_ACCOUNTS, *_OF_CODES, *_OF_DEVICES, *_AT_DOORS, *_OF_COMMANDS)
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
        self._workspace_id: str | None = None

    async def is_ours(self, workspace_id: str | None) -> bool:
        """Seam is asked once which workspace our key belongs to."""
        if self._workspace_id is None:
            self._workspace_id = (await self._client.workspaces_get()).workspace_id
        return workspace_id == self._workspace_id

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
        return [to_event(event) for event in await self._client.events_list(body)]


def to_event(told: wire.Event) -> Event:
    """Wire to port; a PIN that Seam put into the event is not among what was read."""
    return Event(
        id=told.event_id,
        type=told.event_type,
        occurred_at=told.occurred_at,
        credential_id=told.acs_credential_id,
        access_code_id=told.access_code_id,
        entrance_id=told.device_id or told.acs_entrance_id,
        building_id=told.acs_system_id,
        account_id=told.connected_account_id,
        attempt_id=told.action_attempt_id,
        how=told.method,
        why=told.error_code or (told.reason.reason_code if told.reason else None),
        battery=told.battery_level,
        battery_status=told.battery_status,
    )
