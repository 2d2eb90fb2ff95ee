"""Keep and End in a review: who clicks first has decided, with the rights that they have at that moment."""

from bot.domain.errors import WrongState
from bot.domain.grant import GrantRecord
from bot.domain.people import Person, require
from bot.domain.roles import Verb
from bot.services.access import Wake
from bot.services.change import changing
from bot.services.grants.end_now import end_now
from bot.services.messages.telling import remember
from bot.services.notices.reviews import ReviewRow
from bot.services.ports import Clock
from bot.services.store import Store


class Reviewing:
    """What a person may do with a row of a review."""

    def __init__(self, store: Store, clock: Clock, admins: frozenset[str], wake: Wake) -> None:
        self._store = store
        self._clock = clock
        self._admins = admins
        self._wake = wake

    async def keep(self, person: Person, row_id: str) -> GrantRecord:
        """Let the access go on to its end; it is not asked about again for some weeks.

        Raises:
            NotAllowed, NoSuchGrant; WrongState where it ends, or somebody has kept it.
        """
        row = await self._row(person, row_id)
        async with changing(self._store, self._clock, person.team_id, row.grant_id) as change:
            grant = change.record.grant
            require(person, Verb.EXTEND, change.record.building, self._admins, grant)
            if not grant.state.is_open:
                raise WrongState("already_ended" if grant.state.is_over else "already_ending")
            if not await change.work.reviews.keep(person.team_id, row_id, person.user_id, change.now):
                raise WrongState("review_kept")
            await remember(change, "review_kept", person.user_id)
            await change.work.posts.redraw(grant.id, frozenset(), change.now)
        self._wake()
        return change.record

    async def end(self, person: Person, row_id: str) -> GrantRecord:
        """End the access, unless somebody has kept it in this review.

        Raises:
            NotAllowed, NoSuchGrant; WrongState where it is over, or somebody has kept it.
        """
        row = await self._row(person, row_id)
        async with changing(self._store, self._clock, person.team_id, row.grant_id) as change:
            require(person, Verb.END, change.record.building, self._admins, change.record.grant)
            now = await change.work.reviews.get(person.team_id, row_id)
            if now is None or now.kept_by is not None:
                raise WrongState("review_gone" if now is None else "review_kept")
            if change.record.grant.state.is_over:
                raise WrongState("already_ended")
            await end_now(change, person.user_id)
        self._wake()
        return change.record

    async def _row(self, person: Person, row_id: str) -> ReviewRow:
        async with self._store.read() as work:
            row = await work.reviews.get(person.team_id, row_id)
        if row is None:
            raise WrongState("review_gone")
        return row
