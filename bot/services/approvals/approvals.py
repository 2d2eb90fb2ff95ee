"""The first decision wins: it is taken and carried out in one transaction, so it holds before anybody is told of it.

Rights are those of the click. Who asked decides nothing about it, unless the policy lets them.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from bot.domain.approval import RequestState
from bot.domain.approvers import may_decide
from bot.domain.errors import BadField, NotAllowed, Refused, WrongState
from bot.domain.grant import GrantRecord
from bot.domain.people import Person, require
from bot.domain.request import LONGEST_REASON, BadFields
from bot.domain.roles import Verb
from bot.services.access import Wake
from bot.services.approvals.approving import carry_out, forbidden
from bot.services.approvals.asking import policy_of_request, settle
from bot.services.change import Change, changing
from bot.services.messages.telling import answer_request, remember, tell_card
from bot.services.ports import Clock
from bot.services.store import Store

MOST_WAITING = 500
"""Of a whole team; those beyond are seen when older ones are decided."""


class Approvals:
    """What a person may do with a request that waits."""

    def __init__(self, store: Store, clock: Clock, admins: frozenset[str], wake: Wake) -> None:
        self._store = store
        self._clock = clock
        self._admins = admins
        self._wake = wake

    async def waiting(self, person: Person) -> Sequence[GrantRecord]:
        """The grants with a request that the person could decide, the one that waits longest first."""
        async with self._store.read() as work:
            requests = await work.requests.waiting(person.team_id, MOST_WAITING)
            found = await work.grants.records(person.team_id, [request.grant_id for request in requests])
        by_id = {record.grant.id: record for record in found}
        records = [by_id[request.grant_id] for request in requests]
        return [record for record in records if self._may_decide(person, record)]

    async def look(self, person: Person, request_id: str) -> GrantRecord:
        """The grant of a request that waits, for somebody who may decide it; checked again when they do.

        Raises:
            Refused, NotAllowed, WrongState.
        """
        async with self._deciding(person, request_id) as change:
            return change.record

    async def approve(self, person: Person, asker: Person, request_id: str) -> GrantRecord:
        """Say yes, and begin what was asked for; `asker` is who asked, with their rights as of now.

        Raises:
            Refused, NotAllowed; WrongState where it was decided before.
            BadFields: why it cannot be approved any more; the request goes on waiting.
        """
        async with self._deciding(person, request_id) as change:
            if _is_by(person, change, RequestState.APPROVED):
                return change.record
            request = change.record.waiting
            if request is None:
                raise WrongState("already_decided")
            if change.now >= request.lapses_at:
                raise BadFields([BadField("request", "request_lapsed")])
            if asker.user_id != request.asked_by:
                raise Refused("asker_lookup_failed")
            if bad := await forbidden(change, request, asker, self._admins):
                raise BadFields(bad)
            await answer_request(change, RequestState.APPROVED, person.user_id)
            await carry_out(change, request)
            return change.record

    async def decline(self, person: Person, request_id: str, reason: str) -> GrantRecord:
        """Say no; the reason goes to whoever asked.

        Raises:
            Refused, NotAllowed; WrongState where it was decided before; BadFields without a usable reason.
        """
        if not reason.strip():
            raise BadFields([BadField("reason", "decline_reason_missing")])
        if len(reason) > LONGEST_REASON:
            raise BadFields([BadField("reason", "reason_too_long")])
        async with self._deciding(person, request_id) as change:
            if not _is_by(person, change, RequestState.DECLINED):
                await settle(change, RequestState.DECLINED, person.user_id, reason.strip())
            return change.record

    async def claim(self, person: Person, request_id: str) -> GrantRecord:
        """Say "I am looking at it", also in the place of somebody else. Nobody is kept from deciding by it.

        The first claim gives its person as long as a level has, counted from then; later ones move nothing, or a
        request could be passed around until it lapses.
        """
        async with self._deciding(person, request_id) as change:
            request = change.record.waiting
            if request is not None and request.claimed_by == person.user_id:
                return change.record
            update: dict[str, object] = {"claimed_by": person.user_id, "claimed_at": change.now}
            if request is not None and request.claimed_at is None and request.escalates_at is not None:
                update["escalates_at"] = change.now + policy_of_request(change.record).escalate_after
            await change.request(**update)
            await remember(change, "request_claimed", person.user_id)
            await tell_card(change)
            return change.record

    async def release(self, person: Person, request_id: str) -> GrantRecord:
        """Let go of a claim; it may have been taken over meanwhile, which stays."""
        async with self._deciding(person, request_id) as change:
            if change.record.waiting is not None and change.record.waiting.claimed_by == person.user_id:
                await change.request(claimed_by=None)
                await remember(change, "request_released", person.user_id)
                await tell_card(change)
            return change.record

    async def withdraw(self, person: Person, request_id: str) -> GrantRecord:
        """Take a request back: for who asked, and for whoever may end the access.

        Raises:
            Refused, NotAllowed; WrongState where it was decided before.
        """
        async with self._on(person, request_id) as change:
            record = change.record
            is_own = record.request is not None and record.request.asked_by == person.user_id and person.is_member
            if not is_own:
                require(person, Verb.END, record.building, self._admins, record.grant)
            if not _is_by(person, change, RequestState.WITHDRAWN):
                await settle(change, RequestState.WITHDRAWN, person.user_id)
            return change.record

    @asynccontextmanager
    async def _deciding(self, person: Person, request_id: str) -> AsyncIterator[Change]:
        async with self._on(person, request_id) as change:
            if not self._may_decide(person, change.record):
                require(person, Verb.APPROVE, change.record.building, self._admins, change.record.grant)
                grant = change.record.grant
                raise NotAllowed("own_request", verb=Verb.APPROVE, building_id=grant.building_id, grant_id=grant.id)
            yield change

    @asynccontextmanager
    async def _on(self, person: Person, request_id: str) -> AsyncIterator[Change]:
        """A transaction on a request's grant; the engine is woken when it is committed."""
        async with self._store.read() as work:
            request = await work.requests.get(person.team_id, request_id)
        if request is None:
            raise Refused("no_such_request")
        async with changing(self._store, self._clock, person.team_id, request.grant_id) as change:
            if change.record.request is None or change.record.request.id != request_id:
                raise WrongState("already_decided")
            yield change
        self._wake()

    def _may_decide(self, person: Person, record: GrantRecord) -> bool:
        """Rights of the request's own asker count as far as its doors' policy lets them."""
        if record.request is None:
            return False
        policy = policy_of_request(record)
        return may_decide(person, record.building, policy, self._admins, record.request.asked_by)


def _is_by(person: Person, change: Change, state: RequestState) -> bool:
    """The same person's second click: it finds what the first one did."""
    request = change.record.request
    return request is not None and request.state is state and request.decided_by == person.user_id
