"""An end that Seam does not confirm is told once to each manager, and to nobody when it was confirmed in time."""

from bot.domain.errors import NoSuchGrant
from bot.domain.grant import GrantState
from bot.services.change import Change, changing
from bot.services.kept import Due, DueKind, Post, PostKind
from bot.services.messages.telling import remember
from bot.services.notices.addressees import in_charge
from bot.services.notices.planning import ESCALATED
from bot.services.ports import Clock
from bot.services.store import Store


class Escalations:
    """Turns due rows into messages to managers."""

    def __init__(self, store: Store, clock: Clock, admins: frozenset[str]) -> None:
        self._store = store
        self._clock = clock
        self._admins = admins

    async def tick(self) -> None:
        """Queue what is to be said now; a crash in between says it once."""
        async with self._store.read() as work:
            rows = await work.due.due(DueKind.ESCALATION, self._clock.now())
        for row in rows:
            await self._see_to(row)

    async def _see_to(self, row: Due) -> None:
        try:
            async with changing(self._store, self._clock, row.team_id, row.grant_id) as change:
                is_mine = await change.work.due.done([row.id])
                if is_mine and change.record.grant.state is GrantState.ENDING:
                    await self._tell(change)
        except NoSuchGrant:
            return

    async def _tell(self, change: Change) -> None:
        grant = change.record.grant
        if not await change.work.once.first(ESCALATED, grant.id, change.now):
            return
        people = in_charge(change.record.building, self._admins)
        await remember(change, "end_escalated", None, people=len(people))
        for person in people:
            post = Post(
                key=f"{PostKind.ESCALATION}:{grant.id}:{person}",
                team_id=grant.team_id,
                kind=PostKind.ESCALATION,
                grant_id=grant.id,
                channel=person,
                due_at=change.now,
            )
            await change.work.posts.put(post)
