"""Deleting is asked for until Seam no longer knows the credential: "ok" to a delete is "ending", a 404 is "ended".

Asking never stops. If everything fails, access still ends by date, because every credential has had its end at Seam
from birth.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from bot.domain.errors import Rejected, SystemTrouble
from bot.domain.grant import Credential, CredentialState, EndReason, GrantRecord, GrantState
from bot.services.batches import as_they_finish
from bot.services.grants.guests import ADOPTED
from bot.services.grants.issuing import Issuing, has_intent
from bot.services.grants.watching import next_poll
from bot.services.kept import DELETE_PEOPLE, Step, StepState
from bot.services.locks.codes import AtSeam
from bot.services.messages.telling import alarm, note, tell_card
from bot.services.notices.planning import ALARMED, alarm_key, plan_escalation
from bot.services.ports import AccessControl
from bot.services.run import Run, Wait

ALARM_AFTER = timedelta(minutes=10)
"""With the longest pause between two tries, somebody knows within a quarter of an hour."""


class Ending:
    """Takes credentials back: single ones that were replaced, or all of a grant that ends."""

    def __init__(self, access: AccessControl, issuing: Issuing) -> None:
        self._access = access
        self._at_seam = AtSeam(access)
        self._issuing = issuing

    async def revoke_marked(self, run: Run, record: GrantRecord) -> bool:
        """Take back those in `revoking`, and what failed but is there at Seam; True where one is confirmed gone."""
        marked = [c for c in record.credentials if _is_marked(c)]
        return any(await self._revoke_all(run, marked))

    async def end(self, run: Run, record: GrantRecord) -> None:
        """Take everything back and close the grant.

        Raises:
            Wait: Seam still shows something, or an unknown create must settle before it can be found and deleted.
        """
        await self._alarm_if_long(run, record)
        known = [c for c in record.credentials if c.seam_id is not None and _may_exist(c)]
        try:
            gone = await self._revoke_all(run, known)
        except SystemTrouble:
            known, gone = [], []  # They are asked for once more below, when the unknown ones are known.
        await self._find_unknown(run, record)
        record, asked = await run.load(), {c.id for c in known}
        gone += await self._revoke_all(run, [c for c in record.credentials if _may_exist(c) and c.id not in asked])
        if not all(gone):
            raise Wait(await self._next(run))
        await self._delete_people(run, record)
        await self._close(run)

    async def _next(self, run: Run) -> datetime:
        """When to ask again; an offline code is over by its date, and nothing can be done about it before."""
        record, now = await run.load(), run.now()
        left = [c for c in record.credentials if _may_exist(c)]
        if left and all(c.works_by_itself for c in left):
            return max(min(c.ends_at for c in left), now)
        return next_poll(record.grant.ending_at or now, now)

    async def _revoke_all(self, run: Run, credentials: Sequence[Credential]) -> list[bool]:
        results: list[bool] = []

        async def collect(found: Sequence[bool]) -> None:
            results.extend(found)

        await as_they_finish([self._revoke(run, c) for c in credentials], collect)
        return results

    async def _find_unknown(self, run: Run, record: GrantRecord) -> None:
        """A create that was sent may have made a credential that nobody knows: settle it, then delete what it made."""
        steps = await run.steps()
        pending = [c for c in record.in_state(CredentialState.PENDING) if c.seam_id is None and has_intent(c, steps)]
        if pending:
            await self._issuing.find_made(run, record, pending, steps)

    async def _revoke(self, run: Run, credential: Credential) -> bool:
        """Ask for the delete once more and look whether it is gone; True where it is."""
        if credential.seam_id is not None:
            if not credential.works_by_itself:
                await self._at_seam.delete(credential)
            if await self._is_there(run, credential):
                await self._mark(run, credential, CredentialState.REVOKING)
                return False
        await self._mark(run, credential, CredentialState.REVOKED)
        return True

    async def _is_there(self, run: Run, credential: Credential) -> bool:
        """Whether Seam still knows it; of an offline code only its date says that it opens nothing any more."""
        if credential.works_by_itself:
            return run.now() < credential.ends_at
        return await self._at_seam.get(credential) is not None

    async def _mark(self, run: Run, credential: Credential, state: CredentialState) -> None:
        """A failure stays one on the screen; it only loses its id when Seam has lost it."""
        async with run.change() as change:
            known = change.find(credential.id)
            since = known.revoking_at or change.now
            if known.state is not CredentialState.FAILED:
                await change.credential(credential.id, state=state, revoking_at=since)
            elif state is CredentialState.REVOKED:
                await change.credential(credential.id, seam_id=None, revoking_at=since)
            elif known.revoking_at is None:
                await change.credential(credential.id, revoking_at=since)
            if state is CredentialState.REVOKED:
                await change.work.credentials.wipe_pin(credential.id)

    async def _alarm_if_long(self, run: Run, record: GrantRecord) -> None:
        grant = record.grant
        if grant.ending_at is None or run.now() - grant.ending_at < ALARM_AFTER:
            return
        if all(c.works_by_itself for c in record.credentials if _may_exist(c)):
            return  # It was said before that such a code works until its date.
        async with run.change() as change:
            if await change.work.once.first(ALARMED, alarm_key(grant.id), change.now):
                await alarm(change, "end_not_confirmed")
                await plan_escalation(change)

    async def _delete_people(self, run: Run, record: GrantRecord) -> None:
        """Delete the identity and what hangs on it, unless another open grant of the guest uses it.

        Nor where Seam shows access on it that our books lack: after a restored backup it may be somebody's, and only
        a recorded End takes anything away.

        A grant of the same guest that starts meanwhile waits: the delete, late, would take its key away. So this one
        is not over, whatever Seam says to a second delete, before a first with an unknown outcome has settled.
        """
        grant, steps = record.grant, await run.steps()
        begun, step = steps.get(DELETE_PEOPLE), steps.get("identity")
        if grant.guest_key is None and step is None:
            return
        if begun is not None and run.now() < run.settled_at(begun):
            raise Wait(run.settled_at(begun))
        identity = await self._identity_id(run, record, step)
        if identity is None:
            return
        if grant.guest_key is not None and await self._issuing.guests.holds_access(identity):
            return
        async with run.change() as change:
            if grant.guest_key is not None and await change.work.grants.guest_has_other_open(grant):
                return
            await change.work.steps.intend(grant.id, [DELETE_PEOPLE], change.now)
        with suppress(Rejected):  # All credentials are gone: a name that Seam keeps opens no door.
            await run.send(DELETE_PEOPLE, lambda: self._delete_identity(run, record.building.id, identity))

    async def _delete_identity(self, run: Run, building_id: str, identity: str) -> None:
        """The whole identity; only what we made where it holds somebody else's access too."""
        if not await run.is_marked(ADOPTED, identity):
            await self._access.identities.delete(identity)
            return
        for user in await self._access.acs_users.find(building_id, identity):
            if not await run.is_marked(ADOPTED, user.id):
                await self._access.acs_users.delete(user.id)

    async def _identity_id(self, run: Run, record: GrantRecord, step: Step | None) -> str | None:
        key = self._issuing.guests.key(record)
        if step is None:
            found = await self._access.identities.find_by_key(key)
        elif step.state is StepState.DONE:
            return str(step.result["id"])
        else:
            found = await run.search(step, lambda: self._access.identities.find_by_key(key))
        return found.id if found else None

    async def _close(self, run: Run) -> None:
        async with run.change() as change:
            nothing = change.record.grant.end_reason is EndReason.NOTHING_ISSUED
            await change.grant(state=GrantState.FAILED if nothing else GrantState.ENDED, trouble=None)
            await change.work.credentials.wipe_pins(change.record.grant.id)
            await plan_escalation(change)
            await note(change, "failed" if nothing else "end_confirmed")
            await tell_card(change)


def _may_exist(credential: Credential) -> bool:
    """Whether Seam may still know it, or the screen still calls it pending."""
    never_made = credential.state is CredentialState.FAILED and credential.seam_id is None
    return credential.state is not CredentialState.REVOKED and not never_made


def _is_marked(credential: Credential) -> bool:
    """To be taken back although the grant goes on: replaced, or failed after Seam had made it."""
    failed_at_seam = credential.state is CredentialState.FAILED and credential.seam_id is not None
    return credential.state is CredentialState.REVOKING or failed_at_seam
