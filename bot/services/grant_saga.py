"""One saga per grant, driven from what is stored, never from memory: it can stop at any line and go on elsewhere.

Each turn reads the grant anew, so End wins over everything that is under way, whichever came first.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.domain.errors import SystemTrouble
from bot.domain.grant import CredentialState, EndReason, Grant, GrantRecord, GrantState
from bot.services.ending import Ending
from bot.services.extending import Extending
from bot.services.issuing import Issuing, is_unmade, needs_instant_key
from bot.services.kept import Claim, LeaseLost, PostKind
from bot.services.ports import AccessControl, Clock
from bot.services.run import Run, Wait
from bot.services.showing import SAYS_LATE_AFTER, Showing
from bot.services.store import Store
from bot.services.telling import begin_end, note, tell_card, tell_requester
from bot.services.watching import Watching, next_poll, next_warning

AGAIN_SOON = timedelta(seconds=2)


class GrantSaga:
    """Drives one grant as far as it goes now."""

    def __init__(
        self, store: Store, access: AccessControl, clock: Clock, showing: Showing, issuing: Issuing, settle: timedelta
    ) -> None:
        self._store = store
        self._clock = clock
        self._showing = showing
        self._settle = settle
        self._began = clock.now()
        self._issuing = issuing
        self._watching = Watching(access)
        self._extending = Extending(access)
        self._ending = Ending(access, issuing)

    async def drive(self, claim: Claim) -> None:
        """Work until there is nothing to do now, then park. A lost lease ends it without a trace."""
        run = Run(self._store, self._clock, claim, self._settle, self._began)
        progressed = False
        try:
            while await self._turn(run):
                progressed = True
                await self._showing.refresh(claim.team_id, claim.grant_id)
            due_at, trouble = await self._next(run), None
        except LeaseLost:
            return
        except Wait as wait:
            due_at, trouble = wait.until, wait.trouble
        except SystemTrouble as no:
            due_at, trouble = run.pause(no), no.problem
        await self._park(run, due_at, trouble, progressed=progressed)
        await self._showing.refresh(claim.team_id, claim.grant_id)

    async def _park(self, run: Run, due_at: datetime | None, trouble: str | None, *, progressed: bool) -> None:
        try:
            async with run.change() as change:
                if change.record.grant.trouble != trouble:
                    await change.grant(trouble=trouble)
                    await tell_card(change)
                await change.work.sagas.park(run.claim, due_at, change.now, progressed=progressed)
        except LeaseLost:
            return

    async def _turn(self, run: Run) -> bool:
        """Do the next thing; True where it changed something and another turn is due at once."""
        record = await run.load()
        grant = record.grant
        if grant.state is GrantState.ENDING:
            await self._ending.end(run, record)
            return True
        if not grant.state.is_open:
            return False
        if run.now() >= _holds_until(grant):
            return await self._begin_end(run, EndReason.BY_DATE)
        steps: tuple[Callable[[Run, GrantRecord], Awaitable[bool]], ...] = (
            self._ending.revoke_marked,
            self._issuing.make,
            self._watching.look,
            self._instant_keys,
            self._extending.move,
            self._decide,
        )
        for step in steps:
            if await step(run, record):
                return True
        return False

    async def _instant_keys(self, run: Run, record: GrantRecord) -> bool:
        wanted = [c for c in record.in_state(CredentialState.ISSUED) if needs_instant_key(c, record)]
        for credential in wanted:
            await self._issuing.instant_key(run, credential, record)
        return bool(wanted)

    async def _decide(self, run: Run, record: GrantRecord) -> bool:
        """Issued once one credential is issued and none is pending; failed once none is left that could be."""
        grant = record.grant
        if grant.state is not GrantState.ISSUING or record.in_state(CredentialState.PENDING):
            return False
        if not record.in_state(CredentialState.ISSUED):
            if record.in_state(CredentialState.REVOKING):
                return False
            return await self._begin_end(run, EndReason.NOTHING_ISSUED)
        async with run.change() as change:
            if change.record.grant.state is not GrantState.ISSUING:
                return True
            await change.grant(state=GrantState.ISSUED, trouble=None)
            await note(change, "issued", doors=len(record.in_state(CredentialState.ISSUED)))
            await tell_card(change)
            if record.building.settings.pin_in_dm:
                await tell_requester(change, PostKind.PIN_DM)
        return True

    async def _begin_end(self, run: Run, reason: EndReason) -> bool:
        async with run.change() as change:
            if change.record.grant.state.is_open:
                await begin_end(change, reason)
        return True

    async def _next(self, run: Run) -> datetime | None:
        """When this saga has something to do by itself: the next poll, the next warning, the end."""
        record = await run.load()
        if not record.grant.state.is_open:
            return None
        now = run.now()
        times = [_holds_until(record.grant)]
        if now < (says_late := record.grant.created_at + SAYS_LATE_AFTER):
            times.append(says_late)
        for credential in record.in_state(CredentialState.PENDING):
            if is_unmade(credential, record) or credential.seam_id is None:
                times.append(now + AGAIN_SOON)
                continue
            times.append(next_poll(credential.created_at, now))
            times.extend(t for t in [next_warning(credential)] if t is not None)
        times.extend(next_poll(c.revoking_at or now, now) for c in record.in_state(CredentialState.REVOKING))
        if record.grant.requested_ends_at is not None:
            times.append(now + AGAIN_SOON)
        return max(min(times), now)


def _holds_until(grant: Grant) -> datetime:
    """The end, or the later one that was asked for and is not settled: an extension is never cut off half-way."""
    return max(grant.window.ends_at, grant.requested_ends_at or grant.window.ends_at)
