"""One saga per grant, driven from what is stored, never from memory: it can stop at any line and go on elsewhere.

Each turn reads the grant anew, so End wins over everything that is under way, whichever came first.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.domain.errors import NotSent, SystemTrouble
from bot.domain.grant import CredentialState, EndReason, Grant, GrantRecord, GrantState
from bot.domain.policy import policy_of
from bot.services.approvals.asking import Asking
from bot.services.drift.righting import Righting
from bot.services.grants.ending import Ending
from bot.services.grants.extending import Extending
from bot.services.grants.issuing import Issuing, is_unmade, needs_instant_key
from bot.services.grants.showing import Showing
from bot.services.grants.watching import Watching, next_poll, next_warning
from bot.services.kept import Claim, LeaseLost
from bot.services.locks.backups import Backups
from bot.services.locks.watching_codes import next_look
from bot.services.mailing.mailing import mail_if_wanted
from bot.services.messages.telling import begin_end, note, tell_card, tell_pins
from bot.services.ports import Clock
from bot.services.privacy.forgetting import Forgetting
from bot.services.run import Run, Wait
from bot.services.store import Store
from bot.services.web_pass.web_passes import pass_if_wanted

AGAIN_SOON = timedelta(seconds=2)
AT_LEAST = timedelta(seconds=1)
NOTHING = EndReason.NOTHING_ISSUED


class GrantSaga:
    """Drives one grant as far as it goes now."""

    def __init__(
        self, store: Store, clock: Clock, showing: Showing, issuing: Issuing, asking: Asking, settle: timedelta
    ) -> None:
        self._store = store
        self._clock = clock
        self._showing = showing
        self._settle = settle
        self._began = clock.now()
        self._issuing = issuing
        self._asking = asking
        self._watching = Watching(issuing.access)
        self._extending = Extending(issuing.access)
        self._righting = Righting(issuing.access)
        self._ending = Ending(issuing.access, issuing)
        self._backups = Backups(issuing.access)
        self._forgetting = Forgetting(issuing.access, issuing.guests)

    async def drive(self, claim: Claim) -> None:
        """Work until there is nothing to do now, then park. A lost lease ends it without a trace."""
        run = Run(self._store, self._clock, claim, self._settle, self._began)
        progressed = False
        try:
            while await self._turn(run):
                progressed = True
                await self._show(run)
            due_at, trouble = await self._next(run), None
        except LeaseLost:
            return
        except Wait as wait:
            due_at, trouble = await self._sooner(run, wait.until), wait.trouble
        except NotSent as no:
            due_at, trouble = await self._at_the_latest(run, run.pause(no)), no.problem
        except SystemTrouble as no:
            # One door's trouble; Seam answers, so the others are asked after as ever.
            due_at, trouble = await self._sooner(run, run.pause(no)), no.problem
        await self._park(run, due_at, trouble, progressed=progressed or trouble is None)
        await self._show(run)

    async def _show(self, run: Run) -> None:
        if run.has_screens:
            await self._showing.refresh(run.claim.team_id, run.grant_id)

    async def _park(self, run: Run, due_at: datetime | None, trouble: str | None, *, progressed: bool) -> None:
        try:
            async with run.change() as change:
                if change.record.grant.trouble != trouble:
                    await change.grant(trouble=trouble)
                    if not change.record.grant.state.is_over:
                        await tell_card(change)
                await change.work.sagas.park(run.claim, due_at, change.now, progressed=progressed)
        except LeaseLost:
            return

    async def _turn(self, run: Run) -> bool:
        """Do the next thing; True where it changed something and another turn is due at once."""
        record = await run.load()
        grant = record.grant
        if grant.state is GrantState.AWAITING_APPROVAL:
            return await self._asking.go_on(run, record)
        if grant.state is GrantState.ENDING:
            await self._ending.end(run, record)
            return True
        if not grant.state.is_open:
            return grant.forgotten_at is not None and await self._forgetting.go_on(run, record)
        if run.now() >= _holds_until(grant):
            held = any(c.was_issued for c in record.credentials)
            return await self._begin_end(run, EndReason.BY_DATE if held else NOTHING)
        return await self._go_on(run, record)

    async def _go_on(self, run: Run, record: GrantRecord) -> bool:
        """Try each part of the work in turn: what one door waits for holds no other door up."""
        steps: tuple[Callable[[Run, GrantRecord], Awaitable[bool]], ...] = (
            self._asking.go_on,
            self._watching.warn,
            self._ending.revoke_marked,
            self._backups.pull,
            self._issuing.make,
            self._watching.look,
            self._watching.look_again,
            self._decide,
            self._extending.move,
            self._righting.go_on,
            self._instant_keys,
        )
        held_up: SystemTrouble | Wait | None = None
        for step in steps:
            try:
                if await step(run, record):
                    return True
            except (SystemTrouble, Wait) as no:
                held_up = held_up or no
                record = await run.load()
        if held_up is not None:
            raise held_up
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
        async with run.change() as change:
            record = change.record
            if record.grant.state is not GrantState.ISSUING or record.in_state(CredentialState.PENDING):
                return True
            if not _was_ever_issued(record):
                await begin_end(change, NOTHING)
                return True
            await change.grant(state=GrantState.ISSUED, trouble=None)
            await tell_card(change)
            if issued := len(record.in_state(CredentialState.ISSUED)):
                await note(change, "issued", doors=issued)
                await pass_if_wanted(change)
                await mail_if_wanted(change)
                if policy_of(record).pin_in_dm:
                    await tell_pins(change)
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
        times = [*_fixed_times(record, now), *_polls(record, now)]
        if record.grant.state is GrantState.AWAITING_APPROVAL:
            return max(min(times), now) if times else None
        if any(is_unmade(c, record) for c in record.in_state(CredentialState.PENDING)):
            times.append(now + AGAIN_SOON)
        if record.grant.requested_ends_at is not None:
            times.append(now + AGAIN_SOON)
        return max(min(times), now)

    async def _sooner(self, run: Run, until: datetime) -> datetime:
        """While one create settles, the other doors are asked after as ever."""
        record, now = await run.load(), run.now()
        if not record.grant.state.is_open:
            return until
        return max(min([until, *_fixed_times(record, now), *_polls(record, now)]), now + AT_LEAST)

    async def _at_the_latest(self, run: Run, until: datetime) -> datetime:
        """Seam is left alone until then, but warnings and the end come when they are due."""
        record, now = await run.load(), run.now()
        if not record.grant.state.is_open:
            return until
        return max(min([until, *_fixed_times(record, now)]), now + AT_LEAST)


def _holds_until(grant: Grant) -> datetime:
    """The end that was asked for while it is not settled: a later one is not cut off, an earlier one is kept."""
    return grant.requested_ends_at or grant.window.ends_at


def _fixed_times(record: GrantRecord, now: datetime) -> list[datetime]:
    """When something is due whatever Seam does: the end, the warnings of late PINs, what a request waits for.

    A level of approvers that is due already is one whom Slack does not let us ask: that comes when it is tried again.
    """
    times: list[datetime] = []
    if (waiting := record.waiting) is not None:
        times.append(waiting.lapses_at)
        times += [at for at in [waiting.escalates_at] if at is not None and at > now]
    if record.grant.state is GrantState.AWAITING_APPROVAL:
        return times
    warnings = (next_warning(c) for c in record.in_state(CredentialState.PENDING))
    return [_holds_until(record.grant), *times, *(at for at in warnings if at is not None)]


def _polls(record: GrantRecord, now: datetime) -> list[datetime]:
    pending = [c for c in record.in_state(CredentialState.PENDING) if c.seam_id is not None]
    leaving = [c for c in record.credentials if c.revoking_at is not None and c.seam_id is not None]
    still_there = [c for c in leaving if c.state is not CredentialState.REVOKED]
    return [
        *(next_poll(c.created_at, now) for c in pending),
        *(next_poll(c.revoking_at or now, now) for c in still_there),
        *(next_poll(since, now) if has_come else since for since, has_come in next_look(record, now)),
    ]


def _was_ever_issued(record: GrantRecord) -> bool:
    """Whether a door may know a PIN of this grant; one that failed or was never made does not count."""
    made = (CredentialState.ISSUED, CredentialState.REVOKING, CredentialState.REVOKED)
    return any(c.state in made and c.was_issued for c in record.credentials)
