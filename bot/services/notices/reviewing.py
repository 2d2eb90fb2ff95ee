"""Keep and End in a review: who clicks first has decided, with the rights that they have at that moment."""

from bot.domain.errors import WrongState
from bot.domain.grant import CredentialState, GrantRecord
from bot.domain.people import Person, require, roles_of
from bot.domain.roles import Verb
from bot.domain.window import Window
from bot.services.access import Wake
from bot.services.change import Change, changing
from bot.services.grants.end_now import end_now
from bot.services.grants.judging import judge_window
from bot.services.messages.telling import remember, tell_card
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
            await self._renew(change, person)
            await change.work.posts.redraw(grant.id, frozenset(), change.now)
        self._wake()
        return change.record

    async def _renew(self, change: Change, person: Person) -> None:
        """Standing access gets the same time again from now, where the policy lets the person give it at once.

        Raises:
            WrongState: it does not.
        """
        grant, building = change.record.grant, change.record.building
        if grant.standing is None or not change.record.in_state(CredentialState.ISSUED):
            return
        again = Window(starts_at=change.now, ends_at=change.now + grant.standing)
        verdict = judge_window(change.record, roles_of(person, building, self._admins, grant.requester), again)
        if verdict.bad or verdict.approval is not None:
            raise WrongState("not_allowed_any_more", building_id=building.id, grant_id=grant.id)
        await change.grant(requested_ends_at=again.ends_at)
        await remember(change, "extend_requested", person.user_id, to=again.ends_at.isoformat())
        await tell_card(change)
        await change.work.sagas.wake(grant.id, change.now)

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
