"""What locks tell. An event may come twice, late, out of order, of an unknown type or of a lock that is gone.

None of it does harm, and what is told goes by when it happened.
"""

from datetime import datetime, timedelta

from bot.domain.building import Building
from bot.domain.command import Command, CommandState
from bot.domain.feed import KINDS, FeedKind
from bot.domain.grant import GrantRecord
from bot.services.doors.feeding import happening, tell
from bot.services.doors.uses import is_outside, used, used_by_somebody
from bot.services.store import Work
from bot.services.systems.events import Event

KEYCODE = "keycode"
REMOTE = "remote"
CRITICAL = "critical"
ATTEMPTS = "action_attempt."
OURS_WITHIN = timedelta(minutes=2)
"""A remote move so near to a command of ours at the door is its effect: it may be heard before the attempt is known."""


class Hearing:
    """Takes in what happened at the doors of one team."""

    def __init__(self, team_id: str) -> None:
        self._team_id = team_id

    async def hear(self, work: Work, event: Event, now: datetime) -> None:
        """Within the transaction that takes the event in, which happens once for each."""
        if event.type.startswith(ATTEMPTS):
            await self._answered(work, event, now)
            return
        kind = _kind(event)
        place = await self._place(work, event) if kind is not None else None
        if kind is None or place is None:
            return
        building, entrance_id = place
        record = await self._whose(work, event)
        if kind is FeedKind.UNLOCKED and event.how == KEYCODE:
            await self._opened(work, event, record, entrance_id, now)
            is_agreed = record is None or not is_outside(record, event.occurred_at)
            kind = FeedKind.UNLOCKED if is_agreed else FeedKind.OUTSIDE
        if await self._is_told_as_command(work, event, entrance_id):
            return
        told = {"how": event.how, "why": event.why, "battery": event.battery, "grant_id": record and record.grant.id}
        news = happening(building, _id(event, kind), kind, entrance_id, event.occurred_at).model_copy(update=told)
        await tell(work, building, news, now)

    async def _place(self, work: Work, event: Event) -> tuple[Building, str] | None:
        """The door and its building; None where Keydesk has none such."""
        if event.entrance_id is None:
            return None
        device = await work.devices.get(self._team_id, event.entrance_id)
        home = device.building_id if device is not None else event.building_id
        building = await work.buildings.get(self._team_id, home) if home else None
        return (building, event.entrance_id) if building is not None else None

    async def _whose(self, work: Work, event: Event) -> GrantRecord | None:
        """The grant whose code it was, where the lock says which, and it is one of ours."""
        if event.access_code_id is None:
            return None
        found = await work.credentials.grant_of_seam_id(event.access_code_id)
        return await work.grants.record(*found) if found is not None and found[0] == self._team_id else None

    async def _opened(
        self, work: Work, event: Event, record: GrantRecord | None, entrance_id: str, now: datetime
    ) -> None:
        if record is not None:
            await used(work, record, entrance_id, event.occurred_at, now)
        elif event.access_code_id is None:
            await used_by_somebody(work, self._team_id, entrance_id, event.occurred_at)

    async def _answered(self, work: Work, event: Event, now: datetime) -> None:
        """The event names no reason, so the attempt is asked for: at once, and also where we had given up waiting."""
        command = await work.commands.by_attempt(self._team_id, event.attempt_id) if event.attempt_id else None
        if command is not None and command.may_change:
            await work.commands.save(command.model_copy(update={"due_at": now}))

    async def _is_told_as_command(self, work: Work, event: Event, entrance_id: str) -> bool:
        """Who had it moved tells more than that it moved."""
        if event.how != REMOTE:
            return False
        if event.attempt_id and await work.commands.by_attempt(self._team_id, event.attempt_id):
            return True
        lately = await work.commands.since(self._team_id, event.occurred_at - OURS_WITHIN)
        return any(_is_its_effect(command, entrance_id) for command in lately)


def _is_its_effect(command: Command, entrance_id: str) -> bool:
    return command.entrance_id == entrance_id and command.state is CommandState.SENT


def _id(event: Event, kind: FeedKind) -> str:
    """One low battery is two events of Seam's: of the level, and of the status that it now has."""
    if kind is FeedKind.LOW_BATTERY and event.battery is not None:
        return f"battery:{event.entrance_id}:{event.battery}"
    return event.id


def _kind(event: Event) -> FeedKind | None:
    if event.type == "device.battery_status_changed":
        return FeedKind.LOW_BATTERY if event.battery_status == CRITICAL else None
    return KINDS.get(event.type)
