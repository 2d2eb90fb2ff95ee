"""Forgetting one guest because somebody asks: only where they may decide about it, and nobody who still has access."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from pydantic import JsonValue

from bot.domain.building import Building
from bot.domain.contact import folded
from bot.domain.errors import BadField, NoSuchGrant, WrongState
from bot.domain.grant import Grant, GrantRecord, Guest
from bot.domain.people import Person, may, require
from bot.domain.request import BadFields
from bot.domain.roles import Verb
from bot.domain.series import Series
from bot.domain.value import Value
from bot.services.access import Wake
from bot.services.bulk.telling import tell_progress
from bot.services.change import Change
from bot.services.ids import new_id
from bot.services.kept import Post, PostKind
from bot.services.ports import Clock
from bot.services.privacy.forgetting import Progress, forget, progress_of
from bot.services.series.forgetting_series import forget_series, series_of
from bot.services.store import Store, Work

MOST_SEARCHED = 200
MOST_FOUND = 100
MOST_AT_ONCE = 100
"""Grants of one guest that are forgotten in one go, the newest; before an ack there is no time for more."""


class Found(Value):
    """A guest whom a search has found, by their newest grant."""

    grant_id: str
    guest: Guest
    grants: int
    last_at: datetime


class Asked(Value):
    """What forgetting a guest is about; `records` are their grants where the person may decide, newest first."""

    guest: Guest
    records: tuple[GrantRecord, ...]
    series: tuple[Series, ...] = ()
    """What they had every week there; all of it is over."""
    elsewhere: int
    """Grants at other buildings, which stay."""

    @property
    def with_access(self) -> tuple[GrantRecord, ...]:
        """What has to end first."""
        return tuple(record for record in self.records if not record.grant.state.is_over)

    @property
    def grant_ids(self) -> tuple[str, ...]:
        return tuple(record.grant.id for record in self.records[:MOST_AT_ONCE])


class ForgetGuest:
    """For managers, at their buildings, and for admins."""

    def __init__(self, store: Store, clock: Clock, admins: frozenset[str], wake: Wake) -> None:
        self._store = store
        self._clock = clock
        self._admins = admins
        self._wake = wake

    async def search(self, person: Person, text: str) -> Sequence[Found]:
        """The guests whose name contains the text, or whose e-mail it is, the latest first.

        Raises:
            NotAllowed: the person may decide about no building.
        """
        async with self._store.read() as work:
            mine = [b.id for b in await work.buildings.all(person.team_id) if self._may(person, b)]
            if not mine:
                require(person, Verb.FORGET, None, self._admins)
            grants = await work.guests.search(person.team_id, mine, text, MOST_SEARCHED)
        of_guest: dict[str, list[Grant]] = defaultdict(list)
        for grant in grants:
            of_guest[(grant.guest.email or "").casefold() or f" {folded(grant.guest.name)}"].append(grant)
        return [_found(theirs) for theirs in of_guest.values()][:MOST_FOUND]

    async def asked(self, person: Person, grant_id: str) -> Asked:
        """What would be forgotten with the guest of this grant.

        Raises:
            NoSuchGrant, NotAllowed; WrongState where the guest is forgotten already, or comes every week.
        """
        async with self._store.read() as work:
            return await self._asked(work, person, grant_id)

    async def forget(self, person: Person, grant_id: str, typed_name: str) -> tuple[str, ...]:
        """Forget the guest of this grant; the ids of all their grants that are forgotten now.

        Raises:
            NoSuchGrant, NotAllowed; BadFields where the typed name is not theirs; WrongState where they still have
                access, or are forgotten already.
        """
        async with self._store.write() as work:
            asked = await self._asked(work, person, grant_id)
            if asked.with_access:
                raise WrongState("guest_has_access")
            if folded(typed_name) != folded(asked.guest.name):
                raise BadFields([BadField("name", "name_differs")])
            now = self._clock.now()
            for series in asked.series:
                await forget_series(work, series, person.user_id, now)
            for record in asked.records[:MOST_AT_ONCE]:
                await forget(Change(work, record, now), person.user_id, now)
            await self._forget_rows(work, person, asked, now)
            await work.posts.put(self._result(person, asked, now))
        self._wake()
        return asked.grant_ids

    async def progress(self, person: Person, grant_ids: Sequence[str]) -> Progress:
        """How far forgetting has come; grants that the person may not decide about do not count."""
        async with self._store.read() as work:
            records = await work.grants.records(person.team_id, grant_ids)
            mine = [record.grant.id for record in records if self._may(person, record.building)]
            return await progress_of(work, person.team_id, mine)

    async def _forget_rows(self, work: Work, person: Person, asked: Asked, now: datetime) -> None:
        """What was not given of lists; their messages count among those that are waited for."""
        here = [b.id for b in await work.buildings.all(person.team_id) if self._may(person, b)]
        for batch in await work.bulk.forget(person.team_id, asked.guest, here):
            if batch.started_at is not None:
                await tell_progress(work, batch, asked.grant_ids[:1], now)

    async def _asked(self, work: Work, person: Person, grant_id: str) -> Asked:
        record = await work.grants.record(person.team_id, grant_id)
        if record is None:
            raise NoSuchGrant
        require(person, Verb.FORGET, record.building, self._admins, record.grant)
        if record.grant.forgotten_at is not None:
            raise WrongState("guest_forgotten")
        records = await work.guests.grants(person.team_id, record.grant.guest)
        mine = tuple(one for one in records if self._may(person, one.building))
        here = {b.id for b in await work.buildings.all(person.team_id) if self._may(person, b)}
        series = await series_of(work, person.team_id, record.grant.guest, here)
        if any(one.is_open for one in series):
            raise WrongState("guest_has_series")
        return Asked(guest=record.grant.guest, records=mine, series=tuple(series), elsewhere=len(records) - len(mine))

    def _result(self, person: Person, asked: Asked, now: datetime) -> Post:
        """The message that tells whoever asked when all is done."""
        data: dict[str, JsonValue] = {"grants": [*asked.grant_ids]}
        kind = PostKind.FORGOTTEN
        return Post(
            key=f"{kind}:{new_id()}", team_id=person.team_id, kind=kind, channel=person.user_id, data=data, due_at=now
        )

    def _may(self, person: Person, building: Building) -> bool:
        return may(person, Verb.FORGET, building, self._admins)


def _found(grants: Sequence[Grant]) -> Found:
    newest = grants[0]
    return Found(grant_id=newest.id, guest=newest.guest, grants=len(grants), last_at=newest.window.ends_at)
