"""A modal may show a result only after its own ack has left: Slack would otherwise overwrite it with the ack's view.

So views wait for the mark `acked_at` (or 3 s), the newest state is sent once more after it, and a result that was not
seen within 15 s is announced in the requester's DM, without the PIN.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from weakref import WeakValueDictionary

from bot.domain.grant import Credential, CredentialState, EndReason, GrantRecord, GrantState, Pin
from bot.services.change import Change, changing
from bot.services.ids import new_id
from bot.services.kept import Due, DueKind, LiveView, PostKind
from bot.services.messages.telling import remember, tell_requester
from bot.services.ports import Clock
from bot.services.store import Store

ACK_SURELY_LEFT = timedelta(seconds=3)
SEEN_WITHIN = timedelta(seconds=15)
SAYS_LATE_AFTER = timedelta(seconds=10)
"""When the progress view stops promising a quick PIN."""
VIEW_LIVES = timedelta(hours=1)
MOST_REMEMBERED = 500


class ScreenBusy(Exception):
    """Slack did not take the update now (429, 5xx, no answer); the view may well be there."""


class Screen(Protocol):
    """Puts a grant into an open modal."""

    async def show(self, view: LiveView, record: GrantRecord, pins: Mapping[str, Pin], now: datetime) -> bool:
        """True where Slack took it; False where the view is gone.

        Raises:
            ScreenBusy: the newest state is sent again at the next occasion.
        """


class Showing:
    """Keeps the open modals of a grant up to date, and sees to it that its result reaches the requester."""

    def __init__(self, store: Store, clock: Clock, screen: Screen) -> None:
        self._store = store
        self._clock = clock
        self._screen = screen
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._last: dict[str, tuple[GrantRecord, bool]] = {}
        """What each view showed last; the same again is not sent."""

    async def acked(self, team_id: str, grant_id: str, view_id: str) -> None:
        """The ack of the submission has left: from now on the view may be updated."""
        await self._mark(grant_id, view_id, "acked_at")
        self._last.pop(view_id, None)
        await self.refresh(team_id, grant_id)

    async def closed(self, team_id: str, grant_id: str, view_id: str) -> None:
        """The person closed the modal: what it has not shown goes to their DM."""
        await self._mark(grant_id, view_id, "closed_at")
        await self.refresh(team_id, grant_id)

    async def refresh(self, team_id: str, grant_id: str) -> None:
        """Show the newest state in every open view; one at a time, so that an older state never comes last."""
        async with self._locks.setdefault(grant_id, asyncio.Lock()):
            async with self._store.read() as work:
                record = await work.grants.record(team_id, grant_id)
                views = await work.views.of_grant(grant_id)
                pins = await work.credentials.pins(team_id, grant_id)
            if record is None:
                return
            now = self._clock.now()
            shown = [
                await self._show(view, record, pins, now) if _is_open(view, now) and _may_update(view, now) else view
                for view in views
            ]
            has_result = record.grant.state.is_open and bool(record.in_state(CredentialState.ISSUED))
            # Nobody waits before a screen for a visit of a series: all its doors are told of together.
            has_news = is_settled(record) or (has_result and record.grant.series_id is None)
            if record.grant.batch_id is None and has_news:
                await self._announce_if_unseen(record, shown, now)

    async def _show(self, view: LiveView, record: GrantRecord, pins: Mapping[str, Pin], now: datetime) -> LiveView:
        """The view as it is then."""
        settled = is_settled(record)
        state = (_visible(record), not settled and now >= view.opened_at + SAYS_LATE_AFTER)
        if self._last.get(view.view_id) == state:
            return view
        if pins or any(credential.instant_key_url for credential in record.live):
            await self._revealed(record, view)
        try:
            shown = await self._screen.show(view, record, pins, now)
        except ScreenBusy:
            self._last.pop(view.view_id, None)
            return view
        if not shown:
            self._last.pop(view.view_id, None)
            return await self._marked(view, "closed_at")
        while len(self._last) >= MOST_REMEMBERED:
            self._last.pop(next(iter(self._last)))
        self._last[view.view_id] = state
        return await self._marked(view, "shown_at") if settled else view

    async def _revealed(self, record: GrantRecord, view: LiveView) -> None:
        """The result shows its PINs or link without a click; that is a look at them too, written down first."""
        async with changing(self._store, self._clock, record.grant.team_id, record.grant.id) as change:
            if await change.work.once.first("revealed", view.view_id, change.now):
                await remember(change, "revealed", view.user_id, where="result")

    async def _announce_if_unseen(self, record: GrantRecord, views: Sequence[LiveView], now: datetime) -> None:
        decided = _decided(record)
        newest = max(c.created_at for c in decided)
        if any(_saw_in_time(view, newest) for view in views):
            return
        if any(_is_open(view, now) and now < view.opened_at + SEEN_WITHIN for view in views):
            return
        kind = PostKind.PIN_READY if record.in_state(CredentialState.ISSUED) else PostKind.FAILED
        async with changing(self._store, self._clock, record.grant.team_id, record.grant.id) as change:
            key = f"{record.grant.id}:{len(decided)}:{sum(c.was_issued for c in decided)}"
            if await change.work.once.first("result_told", key, now):
                await tell_requester(change, kind)

    async def _marked(self, view: LiveView, field: str) -> LiveView:
        await self._mark(view.grant_id, view.view_id, field)
        return view if getattr(view, field) else view.model_copy(update={field: self._clock.now()})

    async def _mark(self, grant_id: str, view_id: str, field: str) -> None:
        async with self._store.write() as work:
            for view in await work.views.of_grant(grant_id):
                if view.view_id == view_id and getattr(view, field) is None:
                    await work.views.save(view.model_copy(update={field: self._clock.now()}))


async def expect_result(change: Change) -> None:
    """Put down when the absence of a result on the requester's screen is noticed: told as late, then as a DM."""
    grant = change.record.grant
    row = Due(
        id=new_id(),
        team_id=grant.team_id,
        grant_id=grant.id,
        kind=DueKind.UNSHOWN,
        lead=timedelta(0),
        due_at=change.now + SAYS_LATE_AFTER,
    )
    later = {"id": new_id(), "due_at": change.now + SEEN_WITHIN}
    await change.work.due.put([row, row.model_copy(update=later)])


def _visible(record: GrantRecord) -> GrantRecord:
    """Without what no view shows: where the card is."""
    return record.model_copy(update={"grant": record.grant.model_copy(update={"card_channel": None, "card_ts": None})})


def is_settled(record: GrantRecord) -> bool:
    """Whether the grant has a result to show: issued, or failed for good."""
    return record.grant.state is GrantState.ISSUED or record.grant.end_reason is EndReason.NOTHING_ISSUED


def _decided(record: GrantRecord) -> tuple[Credential, ...]:
    """What can be told of; a door that is still waited for is told of when it is known."""
    if not record.grant.state.is_open:
        return record.credentials
    return tuple(c for c in record.credentials if c.state is not CredentialState.PENDING)


def _is_open(view: LiveView, now: datetime) -> bool:
    return view.closed_at is None and now < view.opened_at + VIEW_LIVES


def _may_update(view: LiveView, now: datetime) -> bool:
    return view.acked_at is not None or now >= view.opened_at + ACK_SURELY_LEFT


def _saw_in_time(view: LiveView, newest: datetime) -> bool:
    """Whether this view showed a result that holds the newest credential, while the person was surely still there."""
    if view.shown_at is None or view.shown_at < newest:
        return False
    return view.shown_at <= view.opened_at + SEEN_WITHIN
