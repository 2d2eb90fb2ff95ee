"""Deleting is asked for until Seam no longer knows the credential: "ok" to a delete is "ending", a 404 is "ended".

Asking never stops. If everything fails, access still ends by date, because every credential has had its end at Seam
from birth.
"""

import asyncio
from datetime import timedelta

from bot.domain.grant import Credential, CredentialState, EndReason, GrantRecord, GrantState
from bot.services.issuing import Issuing, has_intent
from bot.services.kept import PostKind, Step, StepState
from bot.services.ports import AccessControl
from bot.services.run import Run, Wait
from bot.services.telling import alarm, note, tell_card, tell_requester
from bot.services.watching import next_poll

ALARM_AFTER = timedelta(minutes=10)
"""With the longest pause between two tries, somebody knows within a quarter of an hour."""


class Ending:
    """Takes credentials back: single ones that were replaced, or all of a grant that ends."""

    def __init__(self, access: AccessControl, issuing: Issuing) -> None:
        self._access = access
        self._issuing = issuing

    async def revoke_marked(self, run: Run, record: GrantRecord) -> bool:
        """Take back the credentials in `revoking`; True where one is confirmed gone."""
        marked = record.in_state(CredentialState.REVOKING)
        gone = await asyncio.gather(*[self._revoke(run, c) for c in marked])
        return any(gone)

    async def end(self, run: Run, record: GrantRecord) -> None:
        """Take everything back and close the grant.

        Raises:
            Wait: Seam still shows something, or an unknown create must settle before it can be found and deleted.
        """
        await self._alarm_if_long(run, record)
        await self._find_unknown(run, record)
        record = await run.load()
        left = [c for c in record.credentials if _may_exist(c)]
        gone = await asyncio.gather(*[self._revoke(run, c) for c in left])
        if not all(gone):
            raise Wait(next_poll(record.grant.ending_at or run.now(), run.now()))
        await self._delete_people(run, record)
        await self._close(run)

    async def _find_unknown(self, run: Run, record: GrantRecord) -> None:
        """A create that was sent may have made a credential that nobody knows: settle it, then delete what it made."""
        steps = await run.steps()
        pending = [c for c in record.in_state(CredentialState.PENDING) if c.seam_id is None and has_intent(c, steps)]
        if pending:
            await self._issuing.find_made(run, record, pending, steps)

    async def _revoke(self, run: Run, credential: Credential) -> bool:
        """Ask for the delete once more and look whether it is gone; True where it is."""
        if credential.seam_id is not None:
            await self._access.credentials.delete(credential.seam_id)
            if await self._access.credentials.get(credential.seam_id) is not None:
                await self._mark(run, credential, CredentialState.REVOKING)
                return False
        await self._mark(run, credential, CredentialState.REVOKED)
        return True

    async def _mark(self, run: Run, credential: Credential, state: CredentialState) -> None:
        if credential.state is state:
            return
        async with run.change() as change:
            since = credential.revoking_at or change.now
            await change.credential(credential.id, state=state, revoking_at=since)
            if state is CredentialState.REVOKED:
                await change.work.credentials.wipe_pin(credential.id)

    async def _alarm_if_long(self, run: Run, record: GrantRecord) -> None:
        grant = record.grant
        if grant.ending_at is None or run.now() - grant.ending_at < ALARM_AFTER:
            return
        async with run.change() as change:
            if await change.work.once.first("alarm", f"end_not_confirmed:{grant.id}", change.now):
                await alarm(change, "end_not_confirmed")

    async def _delete_people(self, run: Run, record: GrantRecord) -> None:
        """Delete the identity (its ACS users go with it), unless another open grant of the guest uses it."""
        steps = await run.steps()
        if "identity" not in steps:
            return
        async with run.change() as change:
            if record.grant.guest_key is not None and await change.work.grants.guest_has_other_open(record.grant):
                return
        identity = await self._identity_id(run, record, steps["identity"])
        if identity is not None:
            await self._access.identities.delete(identity)

    async def _identity_id(self, run: Run, record: GrantRecord, step: Step) -> str | None:
        if step.state is StepState.DONE:
            return str(step.result["id"])
        key = self._issuing.identity_key(record)
        found = await run.search(step, lambda: self._access.identities.find_by_key(key))
        return found.id if found else None

    async def _close(self, run: Run) -> None:
        async with run.change() as change:
            nothing = change.record.grant.end_reason is EndReason.NOTHING_ISSUED
            await change.grant(state=GrantState.FAILED if nothing else GrantState.ENDED, trouble=None)
            await change.work.credentials.wipe_pins(change.record.grant.id)
            await note(change, "failed" if nothing else "end_confirmed")
            await tell_card(change)
            if await change.work.posts.sent(change.record.grant.id, PostKind.PIN_DM):
                await tell_requester(change, PostKind.REDACT_PIN_DM)


def _may_exist(credential: Credential) -> bool:
    """Whether Seam may still know it, or the screen still calls it pending."""
    never_made = credential.state is CredentialState.FAILED and credential.seam_id is None
    return credential.state is not CredentialState.REVOKED and not never_made
