"""Taking back what hangs on no grant of ours: asked for until Seam no longer knows it, as every End is.

Before each delete it is looked at whose it is, at Seam and in our books: between a click and its effect both may
change, and what is not ours by then is let be.
"""

from datetime import timedelta

from bot.domain.errors import SystemTrouble
from bot.domain.grant import CredentialState
from bot.services.drift.drift import Drift, DriftState
from bot.services.drift.drift_telling import tell
from bot.services.grants.guests import owner_of
from bot.services.grants.watching import next_poll
from bot.services.ports import AccessControl, Clock, SeamCredential
from bot.services.store import Store
from bot.services.trail.audit import Entry

AT_LEAST = timedelta(seconds=5)
NOT_OURS = "not_ours_any_more"


class Strays:
    """Follows each credential that is to be ended until Seam has confirmed it."""

    def __init__(self, store: Store, clock: Clock, access: AccessControl) -> None:
        self._store = store
        self._clock = clock
        self._access = access

    async def run(self, team_id: str) -> None:
        """All that are due; where Seam is in trouble each waits for its own next time."""
        async with self._store.read() as work:
            due = await work.drift.ending(team_id, self._clock.now())
        for drift in due:
            await self.follow(team_id, drift.id)

    async def follow(self, team_id: str, drift_id: str) -> None:
        """Ask for the delete once more, and look whether it is gone."""
        async with self._store.read() as work:
            drift = await work.drift.get(team_id, drift_id)
        if drift is None or drift.state is not DriftState.ENDING:
            return
        try:
            outcome = await self._end(drift)
        except SystemTrouble as trouble:
            await self._later(drift, trouble.problem)
            return
        if outcome is None:
            await self._later(drift, None)
        else:
            await self._done(drift, outcome)

    async def _end(self, drift: Drift) -> str | None:
        """What came of it; None while Seam still shows it."""
        seam_id = drift.difference.seam_id
        seen = await self._access.credentials.get(seam_id)
        if seen is None:
            return "gone"
        if not await self._is_ours(drift, seen):
            return NOT_OURS
        await self._access.credentials.delete(seam_id)
        return "gone" if await self._access.credentials.get(seam_id) is None else None

    async def _is_ours(self, drift: Drift, seen: SeamCredential) -> bool:
        """It hangs on an identity of this install still, and no grant has it as its own by now."""
        owner = drift.difference.owner
        if owner is None or owner_of(owner, await self._store.install_id()) is None or await self._is_wanted(drift):
            return False
        user = await self._access.acs_users.get(seen.acs_user_id or "")
        identity = await self._access.identities.find_by_key(owner)
        return user is not None and identity is not None and user.identity_id == identity.id

    async def _is_wanted(self, drift: Drift) -> bool:
        async with self._store.read() as work:
            found = await work.credentials.grant_of_seam_id(drift.difference.seam_id)
            record = found and await work.grants.record(*found)
        if not record:
            return False
        credential = next(c for c in record.credentials if c.seam_id == drift.difference.seam_id)
        return record.grant.state.is_open and credential.state is not CredentialState.REVOKED

    async def _later(self, drift: Drift, problem: str | None) -> None:
        now = self._clock.now()
        due_at = max(next_poll(drift.decided_at or now, now), now + AT_LEAST)
        async with self._store.write() as work:
            known = await work.drift.get(drift.team_id, drift.id) or drift
            changed = known.model_copy(update={"due_at": due_at, "problem": problem})
            await work.drift.save(changed)
            if known.problem != problem:
                await tell(work, [changed], now)

    async def _done(self, drift: Drift, outcome: str) -> None:
        now = self._clock.now()
        problem = outcome if outcome == NOT_OURS else None
        over = drift.model_copy(update={"state": DriftState.SETTLED, "settled_at": now, "problem": problem})
        line = Entry(
            team_id=drift.team_id,
            at=now,
            actor=None,
            what="stray_let_be" if problem else "stray_ended",
            building_id=drift.building_id,
            grant_id=drift.difference.grant_id,
            data={"credential": drift.difference.seam_id},
        )
        async with self._store.write() as work:
            known = await work.drift.get(drift.team_id, drift.id)
            if known is None or known.state is not DriftState.ENDING:
                return
            await work.drift.save(over)
            await work.audit.add(line)
            await tell(work, [over], now)
