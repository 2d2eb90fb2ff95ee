"""Whether a guest used their access, in their window and at all. A lock that does not name the code says nothing."""

from datetime import datetime, timedelta

from bot.domain.command import Action, Command, CommandState
from bot.domain.feed import GRACE, USED_BY, FeedKind
from bot.domain.grant import CredentialState, GrantRecord, GrantState
from bot.domain.use import FirstUse
from bot.services.change import Change
from bot.services.doors.feeding import happening, tell
from bot.services.kept import Due, DueKind
from bot.services.messages.telling import remember, tell_card
from bot.services.ports import Clock
from bot.services.store import Store, Work

MOST_AT_ONCE = 200


def is_outside(record: GrantRecord, at: datetime) -> bool:
    """Whether a use at this time was not agreed upon."""
    window = record.grant.window
    return not window.starts_at - GRACE <= at < window.ends_at + GRACE


async def used(work: Work, record: GrantRecord, entrance_id: str, at: datetime, now: datetime) -> None:
    """A code of this grant opened the door: the first time stands on its card."""
    first, change = record.grant.first_use, Change(work, record, now)
    if is_outside(record, at):
        await remember(change, "used_outside", door=entrance_id)
        return
    await work.due.drop(record.grant.id, DueKind.NOT_USED)
    if first is not None and first.at <= at:
        return
    await change.grant(first_use=FirstUse(at=at, entrance_id=entrance_id))
    if first is None:
        await remember(change, "first_used", door=entrance_id)
    await tell_card(change)


async def opened_from_page(work: Work, command: Command, now: datetime) -> None:
    """A guest had their door unlocked on their page: that is a use as much as a code is."""
    has_opened = command.action is Action.UNLOCK and command.state in {CommandState.CONFIRMED, CommandState.ACCEPTED}
    record = await work.grants.record(command.team_id, command.grant_id) if command.grant_id and has_opened else None
    if record is not None:
        await used(work, record, command.entrance_id, command.asked_at, now)


async def used_by_somebody(work: Work, team_id: str, entrance_id: str, at: datetime) -> None:
    """Some code opened the door, and the lock does not say whose: nobody is said not to have used theirs there."""
    for row in await work.due.due(DueKind.NOT_USED, at + USED_BY, MOST_AT_ONCE):
        record = await work.grants.record(team_id, row.grant_id) if row.team_id == team_id else None
        began = record is not None and record.grant.window.starts_at - GRACE <= at
        if record is not None and began and any(door.entrance_id == entrance_id for door in record.doors):
            await work.due.drop(row.grant_id, DueKind.NOT_USED)


async def plan_use(change: Change) -> None:
    """Look an hour after the start whether the guest came, where the doors tell."""
    grant = change.record.grant
    await change.work.due.drop(grant.id, DueKind.NOT_USED)
    at = grant.window.starts_at + USED_BY
    if grant.first_use is None and change.now < at < grant.window.ends_at and await _tells(change.work, change.record):
        row = Due(
            id=f"{DueKind.NOT_USED}:{grant.id}",
            team_id=grant.team_id,
            grant_id=grant.id,
            kind=DueKind.NOT_USED,
            lead=timedelta(0),
            due_at=at,
        )
        await change.work.due.put([row])


class Unused:
    """Tells of guests who should have come by now."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def tick(self) -> None:
        """What is due now."""
        now = self._clock.now()
        async with self._store.read() as work:
            rows = await work.due.due(DueKind.NOT_USED, now, MOST_AT_ONCE)
        for row in rows:
            async with self._store.write() as work:
                record = await work.grants.record(row.team_id, row.grant_id)
                if await work.due.done([row.id]) and record is not None:
                    await _unused(work, record, now)


async def _unused(work: Work, record: GrantRecord, now: datetime) -> None:
    grant, issued = record.grant, record.in_state(CredentialState.ISSUED)
    if grant.state is not GrantState.ISSUED or grant.first_use is not None or not issued:
        return
    door = issued[0].doors[0].entrance_id
    news = happening(record.building, f"not_used:{grant.id}", FeedKind.NOT_USED, door, now)
    await tell(work, record.building, news.model_copy(update={"grant_id": grant.id}), now)


async def _tells(work: Work, record: GrantRecord) -> bool:
    """Whether every door of the grant is a lock: of a Latch door no use is ever told."""
    for door in record.doors:
        if await work.devices.get(record.grant.team_id, door.entrance_id) is None:
            return False
    return bool(record.doors)
