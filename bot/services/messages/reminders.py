"""A reminder is told only if it is still true when it fires; what was missed while Keydesk was away becomes one digest.

The due rows are done and the messages queued in one transaction, so a crash neither loses a reminder nor doubles it.
"""

from collections import defaultdict
from collections.abc import Coroutine, Mapping, Sequence
from datetime import datetime, timedelta

from pydantic import JsonValue

from bot.domain.grant import Credential, CredentialState, GrantRecord, GrantState
from bot.domain.notices import Where
from bot.services.batches import batches
from bot.services.grants.showing import Showing
from bot.services.kept import Digest, Due, DueKind, Post, PostKind
from bot.services.ports import Clock
from bot.services.store import Store, Work

TOGETHER = timedelta(minutes=5)
"""Reminders due in one channel within this time become one message."""
LATE = timedelta(minutes=15)
"""A reminder that comes later than this is part of a digest, even alone."""
AGAIN_AFTER = timedelta(minutes=1)
"""What is due before anything is issued is looked at again."""
MOST_AT_ONCE = 5000
BATCH = 50
DM_CHANNEL = "D"
"""Slack's ids of direct messages begin with it."""


class Reminders:
    """Turns due rows into messages."""

    def __init__(self, store: Store, clock: Clock, showing: Showing) -> None:
        self._store = store
        self._clock = clock
        self._showing = showing
        self._announcing: set[str] = set()

    async def unshown(self) -> Sequence[Coroutine[object, object, None]]:
        """What sees to the results that should be on a screen by now, each given out once."""
        async with self._store.read() as work:
            due = await work.due.due(DueKind.UNSHOWN, self._clock.now())
        new = [row for row in due if row.id not in self._announcing]
        self._announcing.update(row.id for row in new)
        return [self._announce(row) for row in new]

    async def _announce(self, row: Due) -> None:
        """Show the newest state once more, or say in a DM that it is there; a fault is not tried for ever."""
        try:
            await self._showing.refresh(row.team_id, row.grant_id)
        except Exception:
            await self._announced(row)
            raise
        await self._announced(row)

    async def _announced(self, row: Due) -> None:
        try:
            async with self._store.write() as work:
                await work.due.done([row.id])
        finally:
            self._announcing.discard(row.id)

    async def tick(self) -> None:
        """Queue the reminders that are due now."""
        now = self._clock.now()
        async with self._store.read() as work:
            if not await work.due.due(DueKind.REMINDER, now, limit=1):
                return
            rows = await work.due.due(DueKind.REMINDER, now + TOGETHER, limit=MOST_AT_ONCE)
        records = await self._records(rows)
        true_now = [row for row in rows if row.grant_id in records and _still_true(row, records[row.grant_id])]
        fine = {row.id for row in true_now}
        async with self._store.write() as work:
            still = await work.due.done([row.id for row in rows if row.id not in fine and row.due_at <= now])
            await work.due.put([_later(row, now) for row in rows if row.id in still and _waits(row, records, now)])
        for batch in batches(_due_with_company(true_now, records, now), lambda row: _places(row, records), BATCH):
            async with self._store.write() as work:
                # A row that is gone by now was dropped by an extension or an end: what it would say is not true.
                still = await work.due.done([row.id for row in batch])
                await self._queue(work, [row for row in batch if row.id in still], records, now)

    async def _records(self, rows: Sequence[Due]) -> Mapping[str, GrantRecord]:
        """Read a few at a time: the loop must not stall, whatever was missed."""
        found: dict[str, GrantRecord] = {}
        for team_id in {row.team_id for row in rows}:
            ids = [row.grant_id for row in rows if row.team_id == team_id]
            for start in range(0, len(ids), BATCH):
                async with self._store.read() as work:
                    records = await work.grants.records(team_id, ids[start : start + BATCH])
                found.update({record.grant.id: record for record in records})
        return found

    async def _queue(self, work: Work, due: Sequence[Due], records: Mapping[str, GrantRecord], now: datetime) -> None:
        by_channel, by_requester = _grouped(due, records)
        for place, rows in by_channel.items():
            await _put(work, _message((PostKind.REMINDER, PostKind.DIGEST), place, rows, records, now), rows)
        for place, rows in by_requester.items():
            await _put(work, _message((PostKind.REMINDER_DM, PostKind.DIGEST_DM), place, rows, records, now), rows)


async def _put(work: Work, post: Post, rows: Sequence[Due]) -> None:
    await work.posts.put(post, tells_of=() if post.grant_id else [row.grant_id for row in rows])


def _places(row: Due, records: Mapping[str, GrantRecord]) -> tuple[tuple[str, str], ...]:
    """Where a reminder is told: rows that share a place belong into one message."""
    grant = records[row.grant_id].grant
    return ((row.team_id, grant.card_channel or grant.requester), (row.team_id, grant.requester))


def _still_true(row: Due, record: GrantRecord) -> bool:
    """The grant holds, something of it was issued, and the end is still the one this reminder was made for."""
    holds = any(c.state is CredentialState.ISSUED or _is_between(c) for c in record.credentials)
    return _is_of_end(row, record) and record.grant.state.is_open and holds


def _is_of_end(row: Due, record: GrantRecord) -> bool:
    return abs(record.grant.window.ends_at - row.lead - row.due_at) < timedelta(seconds=1)


def _waits(row: Due, records: Mapping[str, GrantRecord], now: datetime) -> bool:
    """Nothing is issued yet, but may be before the end: there will be something to remind of."""
    record = records.get(row.grant_id)
    if record is None or not _is_of_end(row, record) or record.grant.state is not GrantState.ISSUING:
        return False
    is_coming = any(c.state is CredentialState.PENDING for c in record.credentials)
    return is_coming and now + AGAIN_AFTER < record.grant.window.ends_at


def _later(row: Due, now: datetime) -> Due:
    """The same end, a little nearer."""
    at = now + AGAIN_AFTER
    return row.model_copy(update={"due_at": at, "lead": row.due_at + row.lead - at})


def _is_between(credential: Credential) -> bool:
    """One PIN was taken back and the next is not there yet: access goes on."""
    return credential.state is CredentialState.PENDING and credential.replaces is not None


def _due_with_company(rows: Sequence[Due], records: Mapping[str, GrantRecord], now: datetime) -> list[Due]:
    """What is due now, and what would follow in the same channel so soon that one message serves both."""
    ringing = {records[row.grant_id].grant.card_channel for row in rows if row.due_at <= now} - {None}
    return [row for row in rows if row.due_at <= now or records[row.grant_id].grant.card_channel in ringing]


def _grouped(
    due: Sequence[Due], records: Mapping[str, GrantRecord]
) -> tuple[dict[tuple[str, str], list[Due]], dict[tuple[str, str], list[Due]]]:
    """By channel of the card, and by requester where that channel is not their DM anyway; one row per grant."""
    by_channel: dict[tuple[str, str], list[Due]] = defaultdict(list)
    by_requester: dict[tuple[str, str], list[Due]] = defaultdict(list)
    last = {row.grant_id: row for row in sorted(due, key=lambda row: row.lead, reverse=True)}
    for row in sorted(last.values(), key=lambda row: row.due_at):
        channel, requester = told_where(records[row.grant_id])
        if channel is not None:
            by_channel[(row.team_id, channel)].append(row)
        if requester is not None:
            by_requester[(row.team_id, requester)].append(row)
    return by_channel, by_requester


def told_where(record: GrantRecord) -> tuple[str | None, str | None]:
    """The channel of the card and the requester, as far as the building wants each told: one of them always is."""
    channel, where = record.grant.card_channel, record.building.settings.notices.where
    if channel is None or channel.startswith(DM_CHANNEL):
        return channel, None if channel else record.grant.requester
    return (None if where is Where.DM else channel), (None if where is Where.CHANNEL else record.grant.requester)


def _message(
    kinds: tuple[PostKind, PostKind],
    place: tuple[str, str],
    rows: Sequence[Due],
    records: Mapping[str, GrantRecord],
    now: datetime,
) -> Post:
    """The first kind for one punctual reminder, the second for several, or for what comes late."""
    (single, several), (team, channel), first = kinds, place, rows[0]
    ends = {row.grant_id: records[row.grant_id].grant.window.ends_at for row in rows}
    if len(rows) == 1 and now - first.due_at < LATE:
        ends_at = ends[first.grant_id].isoformat()
        alone: dict[str, JsonValue] = {"lead": int(first.lead.total_seconds()), "ends_at": ends_at}
        key = f"{single}:{first.id}"
        return Post(
            key=key, team_id=team, kind=single, grant_id=first.grant_id, channel=channel, data=alone, due_at=now
        )
    ending = {grant: end for grant, end in ends.items() if end > now}
    digest = Digest(ending=ending, missed=tuple(grant for grant in ends if grant not in ending))
    data, key = digest.model_dump(mode="json"), f"{several}:{channel}:{first.id}"
    return Post(key=key, team_id=team, kind=several, channel=channel, data=data, due_at=now)
