"""Both sides of a comparison are read whole, Seam's first: what we record while Seam is being read is then known here.

Neither is frozen meanwhile. So what differs is looked at once more, one by one, before anything is made of it.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.domain.grant import GrantRecord
from bot.services.drift.comparing import Books, Seen
from bot.services.grants.extending import ASKED, UNSETTLED
from bot.services.grants.guests import ADOPTED, owner_of
from bot.services.ports import AccessControl, SeamCredential
from bot.services.store import Store, Work

AT_ONCE = 4
"""Calls to Seam at a time: guests at a door come before a comparison."""
PAGE = 50
"""Grants of one read: the loop must not stall, however many a building has."""
SETTLES = timedelta(minutes=2)
"""After so long no request for another end that was sent can still take effect at Seam."""

Keys = Mapping[str, str | None]
"""The key of each identity in the workspace, by the identity's id."""


class Census:
    """Reads what Seam has in a building."""

    def __init__(self, access: AccessControl) -> None:
        self._access = access
        self._at_once = asyncio.Semaphore(AT_ONCE)

    async def keys(self) -> Keys:
        """Without those that are being deleted: what hangs on them goes along."""
        return {one.id: one.key for one in await self._access.identities.all() if not one.is_being_deleted}

    async def of_building(self, building_id: str, keys: Keys) -> Seen:
        credentials = await self._access.credentials.of_building(building_id)
        users = await self._access.acs_users.of_building(building_id)
        return Seen(
            credentials=tuple(credentials),
            owners={user.id: keys.get(user.identity_id or "") for user in users},
        )

    async def again(self, seen: Seen, seam_ids: Sequence[str]) -> Seen:
        """These credentials as Seam shows them now, each asked for by its id."""
        found = await asyncio.gather(*(self._one(seam_id) for seam_id in dict.fromkeys(seam_ids)))
        return seen.model_copy(update={"credentials": tuple(one for one in found if one is not None)})

    async def opens(self, seam_id: str) -> frozenset[str]:
        """The ids of the entrances that a credential opens."""
        async with self._at_once:
            return await self._access.credentials.entrances(seam_id)

    async def _one(self, seam_id: str) -> SeamCredential | None:
        async with self._at_once:
            return await self._access.credentials.get(seam_id)


async def read_books(store: Store, team_id: str, building_id: str, seen: Seen, install_id: str) -> Books:
    """All grants of the building that are not over, and whatever else Seam's credentials there belong to."""
    records: list[GrantRecord] = []
    after = ""
    while True:
        async with store.read() as work:
            page = await work.drift.open_grants(team_id, building_id, after, PAGE)
        records += page
        if len(page) < PAGE:
            break
        after = page[-1].grant.id
    known = {c.seam_id for record in records for c in record.credentials}
    unknown = [one for one in seen.credentials if one.id not in known]
    async with store.read() as work:
        theirs = await work.drift.grants_of(team_id, [one.id for one in unknown])
        nobodys = _under_our_key([one for one in unknown if one.id not in theirs], seen, install_id)
        named = {*theirs.values(), *nobodys.values()} - {record.grant.id for record in records}
        adopted = await _adopted(work, nobodys)
    records += await _records(store, team_id, sorted(named))
    return Books(records=tuple(records), adopted=adopted)


async def with_moving(store: Store, books: Books, grant_ids: Sequence[str], now: datetime) -> Books:
    """The same, with what these grants may be asking of Seam at this moment."""
    moving = set()
    for grant_id in set(grant_ids):
        async with store.read() as work:
            steps = await work.steps.of_grant(grant_id)
        ends = (step for step in steps.values() if step.name.startswith((ASKED, UNSETTLED)))
        if any(now - step.sent_at < SETTLES for step in ends):
            moving.add(grant_id)
    return books.model_copy(update={"moving": frozenset(moving)})


def _under_our_key(credentials: Sequence[SeamCredential], seen: Seen, install_id: str) -> dict[SeamCredential, str]:
    """Whose they are, of those that hang on an identity of ours."""
    owners = {one: owner_of(seen.owners.get(one.acs_user_id or ""), install_id) for one in credentials}
    return {one: owner for one, owner in owners.items() if owner is not None}


async def _adopted(work: Work, credentials: Mapping[SeamCredential, str]) -> frozenset[str]:
    """What another program has made and we only know to be there."""
    ids = {id_ for one in credentials for id_ in (one.id, one.acs_user_id or "")}
    return await work.once.seen_of(ADOPTED, sorted(ids))


async def _records(store: Store, team_id: str, grant_ids: Sequence[str]) -> list[GrantRecord]:
    found: list[GrantRecord] = []
    for start in range(0, len(grant_ids), PAGE):
        async with store.read() as work:
            found += await work.grants.records(team_id, grant_ids[start : start + PAGE])
    return found
