"""No event of Seam's tells that a Latch PIN was made or failed, so every pending credential is asked after.

"Accepted by Seam" is not "synced with the provider", and neither is "confirmed at the door": a credential counts as
issued when Seam shows the PIN and nothing says that it is still under way, and the door's own truth stays apart.
"""

import asyncio
from datetime import datetime, timedelta

from bot.domain.building import Hub, Method
from bot.domain.grant import Credential, CredentialState, DoorState, GrantRecord
from bot.services.ports import AccessControl, SeamCredential
from bot.services.run import Run
from bot.services.telling import fail, late_pin, tell_card

FIRST_POLLS = (1, 2, 3, 5)
BACK_OFF = 1.5
LONGEST_POLL = timedelta(minutes=5)
WARN_AFTER_MINUTES = (2, 10, 30)
SIBLINGS_FOLLOW = timedelta(milliseconds=200)
"""The other doors of a grant mostly get their PINs within this time: one edit of the card serves them all."""


def next_poll(since: datetime, now: datetime) -> datetime:
    """When to ask again for something begun at `since`: after 1, 2, 3, 5 s, then ever longer, at most 5 minutes."""
    at = since
    pause = 0.0
    polls = list(FIRST_POLLS)
    while at <= now:
        pause = polls.pop(0) if polls else pause * BACK_OFF
        step = min(timedelta(seconds=pause), LONGEST_POLL)
        if step == LONGEST_POLL:
            return max(at, now) + step
        at += step
    return at


class Watching:
    """Follows the credentials that Seam has accepted until a PIN is there, or an error is."""

    def __init__(self, access: AccessControl) -> None:
        self._access = access

    async def look(self, run: Run, record: GrantRecord) -> bool:
        """Ask after every pending credential; True where one was decided."""
        pending = [c for c in record.in_state(CredentialState.PENDING) if c.seam_id is not None]
        if not pending:
            return False
        decided = await asyncio.gather(*[self._look_at(run, record, c) for c in pending])
        if not any(decided):
            await self._warn(run, pending)
        return any(decided)

    async def _look_at(self, run: Run, record: GrantRecord, credential: Credential) -> bool:
        seen = await self._access.credentials.get(credential.seam_id or "")
        if seen is None or seen.is_being_deleted:
            return await self._fail(run, credential, "gone_at_seam")
        if seen.problem is not None:
            return await self._fail(run, credential, seen.problem)
        if not seen.is_ready:
            return await self._user_failed(run, credential, seen)
        opens = await self._access.credentials.entrances(seen.id)
        if not {door.entrance_id for door in credential.doors} <= opens:
            # Before it is recorded: nobody would come back to a failed credential, and it may open another door.
            await self._access.credentials.delete(seen.id)
            return await self._fail(run, credential, "entrance_mismatch")
        await self._issued(run, record, credential, seen)
        return True

    async def _user_failed(self, run: Run, credential: Credential, seen: SeamCredential) -> bool:
        """A PIN that does not come may have its reason at the ACS user (a resident of Mission Control, say)."""
        if seen.acs_user_id is None or run.now() - credential.created_at < timedelta(seconds=FIRST_POLLS[-1]):
            return False
        user = await self._access.acs_users.get(seen.acs_user_id)
        if user is None or user.problem is None:
            return False
        return await self._fail(run, credential, user.problem)

    async def _issued(self, run: Run, record: GrantRecord, credential: Credential, seen: SeamCredential) -> None:
        async with run.change() as change:
            await change.credential(
                credential.id,
                state=CredentialState.ISSUED,
                door_state=_door_state(credential, record),
                has_pin=seen.pin is not None,
                problem=None,
            )
            if seen.pin is not None:
                await change.work.credentials.keep_pin(credential.id, seen.pin)
            await tell_card(change, after=SIBLINGS_FOLLOW)

    async def _fail(self, run: Run, credential: Credential, problem: str) -> bool:
        async with run.change() as change:
            await fail(change, credential.id, problem, credential.seam_id)
        return True

    async def _warn(self, run: Run, pending: list[Credential]) -> None:
        """Say once at 2, 10 and 30 minutes that a PIN is late; asking goes on all the same."""
        now = run.now()
        for credential in pending:
            waited = now - credential.created_at
            passed = [minutes for minutes in WARN_AFTER_MINUTES if waited >= timedelta(minutes=minutes)]
            if not passed or passed[-1] <= credential.warned_after:
                continue
            async with run.change() as change:
                await change.credential(credential.id, warned_after=passed[-1])
                await late_pin(change, passed[-1])
                await tell_card(change)


def next_warning(credential: Credential) -> datetime | None:
    """When the credential's lateness is to be told next, if it still waits then."""
    left = [minutes for minutes in WARN_AFTER_MINUTES if minutes > credential.warned_after]
    return credential.created_at + timedelta(minutes=left[0]) if left else None


def _door_state(credential: Credential, record: GrantRecord) -> DoorState:
    building = record.building
    if credential.method is Method.MOBILE_KEY or not building.facts.pin_needs_hub:
        return DoorState.NOT_NEEDED
    by_hub = {Hub.YES: DoorState.NOT_NEEDED, Hub.NO: DoorState.TASK_DUE, Hub.UNKNOWN: DoorState.UNKNOWN}
    return by_hub[building.settings.hub]
