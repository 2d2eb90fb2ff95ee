"""Rights are checked here, against the acting person and the stored grant, at each action; the screens only hide.

Each use case is one transaction: it decides, records, and wakes the grant's saga, which alone talks to Seam.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.domain.approval import RequestKind, RequestState
from bot.domain.approvers import Approvers, approvers
from bot.domain.errors import BadField, WrongState
from bot.domain.grant import CredentialState, GrantRecord, GrantState, Pin
from bot.domain.people import Person, require, roles_of
from bot.domain.request import BadFields, check_doors, check_end
from bot.domain.roles import Role, Verb
from bot.services.approvals.asking import Wish, ask, settle
from bot.services.change import Change, changing
from bot.services.grants.end_now import end_now
from bot.services.grants.judging import allow, judge_doors, judge_window, still_allowed
from bot.services.grants.making import as_door, credentials_for, replace
from bot.services.limits import Limits
from bot.services.locks.backups import can_use_backup, want_backup
from bot.services.messages.telling import note, remember, tell_card
from bot.services.ports import Clock
from bot.services.store import Store

Wake = Callable[[], None]
"""Tells the engine of this process that something is due now."""


@dataclass(frozen=True)
class Revealed:
    """A grant with its PINs, for the one person who asked; never kept, never logged."""

    record: GrantRecord
    pins: Mapping[str, Pin]


class Access:
    """What a person may do with a grant that exists."""

    def __init__(self, store: Store, clock: Clock, admins: frozenset[str], wake: Wake, limits: Limits) -> None:
        self._store = store
        self._clock = clock
        self._admins = admins
        self._wake = wake
        self._limits = limits

    async def record(self, person: Person, grant_id: str, verb: Verb) -> GrantRecord:
        """The grant, for somebody who may do this with it; what they then do is checked again.

        Raises:
            NoSuchGrant, NotAllowed.
        """
        async with self._acting(person, grant_id, verb) as change:
            return change.record

    def roles(self, person: Person, record: GrantRecord) -> frozenset[Role]:
        """What the person is at the grant's building and to the grant; screens say by it what will happen."""
        return roles_of(person, record.building, self._admins, record.grant.requester)

    def approvers(self, person: Person, record: GrantRecord) -> tuple[Approvers, ...]:
        """Whom a change that the person wants would have to wait for, where it would."""
        return approvers(record.building, self._admins, without=person.user_id)

    async def reveal(self, person: Person, grant_id: str) -> Revealed:
        """The PINs; each reveal is recorded before it is shown."""
        async with self._acting(person, grant_id, Verb.REVEAL) as change:
            await remember(change, "revealed", person.user_id)
            if any(c.code is not None and c.code.rotates for c in change.record.live):
                await self._rouse(change)
            pins = await change.work.credentials.pins(person.team_id, grant_id)
            return Revealed(change.record, pins)

    async def end(self, person: Person, grant_id: str) -> GrantRecord:
        """Begin to end access, or withdraw what was never approved; a second click finds it ending and changes nothing.

        Raises:
            NoSuchGrant, NotAllowed; WrongState where it is over.
        """
        async with self._acting(person, grant_id, Verb.END) as change:
            if change.record.grant.state.is_over:
                raise WrongState("already_ended")
            await end_now(change, person.user_id)
            return change.record

    async def extend(self, person: Person, grant_id: str, ends_at: datetime) -> GrantRecord:
        """Ask for another end, later or earlier; the old one holds until every door has confirmed.

        A later one may have to wait for an approval. One that need not wait takes the place of one that does.

        Raises:
            NoSuchGrant, NotAllowed, WrongState; BadFields where the end is not possible.
            Refused: it needs an approval that nobody here can give, or it is too much at once.
        """
        async with self._acting(person, grant_id, Verb.EXTEND) as change:
            self._require_open(change)
            if not change.record.in_state(CredentialState.ISSUED):
                raise WrongState("not_ready_to_extend")
            window = change.record.grant.window
            bad = check_end(window, ends_at, change.now)
            if ends_at == window.ends_at and change.record.grant.requested_ends_at is None:
                bad = (BadField("end", "end_unchanged"),)
            if all(c.code is not None and c.code.is_offline for c in change.record.live):
                bad = (BadField("end", "offline_keeps_end"),)
            if bad:
                raise BadFields(bad)
            if ends_at > window.ends_at:
                self._limits.spend(person, change.record.building.id)
                longer = window.model_copy(update={"ends_at": ends_at})
                why = allow(judge_window(change.record, self.roles(person, change.record), longer))
                if why is not None:
                    wish = Wish(kind=RequestKind.LATER_END, why=why, by=person.user_id, ends_at=ends_at)
                    return await self._ask(change, wish)
            await _overtake(change, person)
            await change.grant(requested_ends_at=ends_at)
            await remember(change, "extend_requested", person.user_id, to=ends_at.isoformat())
            await tell_card(change)
            await self._rouse(change)
            return change.record

    async def retry(self, person: Person, grant_id: str, *, of_list: bool = False) -> GrantRecord:
        """Try the failed doors again, each as a new credential once the failed one is gone at Seam.

        Those `of_list` are tried with one click, which the list has paid for.
        """
        async with self._acting(person, grant_id, Verb.ISSUE) as change:
            self._require_open(change)
            failed = change.record.in_state(CredentialState.FAILED)
            if not failed:
                raise WrongState("nothing_to_retry")
            still_allowed(change.record)
            if not of_list:
                self._limits.spend(person, change.record.building.id)
            for credential in failed:
                await replace(change, credential)
            await note(change, "retried", person.user_id, doors=len(failed))
            return await self._issue_on(change)

    async def use_backup(self, person: Person, grant_id: str) -> GrantRecord:
        """Have the backup codes that are ready take the place of codes that are not on their locks.

        Raises:
            NoSuchGrant, NotAllowed; WrongState where there is none (any more).
        """
        async with self._acting(person, grant_id, Verb.ISSUE) as change:
            self._require_open(change)
            possible = [c for c in change.record.live if can_use_backup(c)]
            if not possible:
                raise WrongState("no_backup_code")
            for credential in possible:
                await want_backup(change, credential, person.user_id)
            return change.record

    async def new_pin(self, person: Person, grant_id: str, credential_id: str) -> GrantRecord:
        """End one door's PIN and make another: the old one is gone before the new one is asked for."""
        async with self._acting(person, grant_id, Verb.ISSUE) as change:
            self._require_open(change)
            old = change.find(credential_id)
            if old.state is not CredentialState.ISSUED:
                raise WrongState("no_pin_yet")
            still_allowed(change.record)
            self._limits.spend(person, change.record.building.id)
            await replace(change, old)
            await note(change, "new_pin", person.user_id, door=old.doors[0].name)
            return await self._issue_on(change)

    async def add_doors(self, person: Person, grant_id: str, entrance_ids: Sequence[str]) -> GrantRecord:
        """Open further doors for the same window, at once or when an approver has agreed.

        Raises:
            NoSuchGrant, NotAllowed, WrongState; BadFields where a door is not possible.
            Refused: it needs an approval that nobody here can give, or it is too much at once.
        """
        async with self._acting(person, grant_id, Verb.ISSUE) as change:
            self._require_open(change)
            grant, building = change.record.grant, change.record.building
            entrances = await change.work.buildings.entrances(grant.team_id, building.id)
            if bad := check_doors(entrance_ids, grant.method, building, entrances):
                raise BadFields(bad)
            there = {e.id: e for e in entrances}
            have = {door.entrance_id for c in change.record.live for door in c.doors}
            doors = [as_door(there[id_]) for id_ in entrance_ids if id_ not in have]
            if not doors:
                return change.record
            self._limits.spend(person, change.record.building.id)
            roles, others = self.roles(person, change.record), await change.others_open()
            why = allow(judge_doors(change.record, roles, entrance_ids, others))
            if why is not None:
                wanted = {door.entrance_id: door.name for door in doors}
                return await self._ask(
                    change, Wish(kind=RequestKind.MORE_DOORS, why=why, by=person.user_id, doors=wanted)
                )
            await change.add(*credentials_for(grant.id, grant.method, doors, grant.window.ends_at, change.now))
            await note(change, "doors_added", person.user_id, doors=[door.name for door in doors])
            return await self._issue_on(change)

    async def _ask(self, change: Change, wish: Wish) -> GrantRecord:
        await ask(change, wish, self._admins)
        await tell_card(change)
        return change.record

    async def _issue_on(self, change: Change) -> GrantRecord:
        await change.grant(state=GrantState.ISSUING)
        await tell_card(change)
        await self._rouse(change)
        return change.record

    async def _rouse(self, change: Change) -> None:
        await change.work.sagas.wake(change.record.grant.id, change.now)

    @asynccontextmanager
    async def _acting(self, person: Person, grant_id: str, verb: Verb) -> AsyncIterator[Change]:
        """A transaction for somebody who may do this; the engine is woken when it is committed."""
        async with changing(self._store, self._clock, person.team_id, grant_id) as change:
            require(person, verb, change.record.building, self._admins, change.record.grant)
            yield change
        self._wake()

    def _require_open(self, change: Change) -> None:
        state = change.record.grant.state
        if state is GrantState.AWAITING_APPROVAL:
            raise WrongState("not_approved_yet")
        if state is GrantState.ENDING:
            raise WrongState("already_ending")
        if not state.is_open:
            raise WrongState("already_ended")


async def _overtake(change: Change, person: Person) -> None:
    """Another end is set: a later one that still waits for its approval is not to come after it."""
    if change.record.waiting is not None and change.record.waiting.kind is RequestKind.LATER_END:
        await settle(change, RequestState.WITHDRAWN, person.user_id)
