"""What is known of a guest goes from our rows at once; from messages and from Seam as soon as these let it.

What stays says nothing of the person: doors, times, who gave access, and a pseudonym in the audit trail.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from bot.domain.errors import Rejected
from bot.domain.grant import REMOVED, GrantRecord
from bot.domain.value import Value
from bot.services.change import Change
from bot.services.grants.guests import ADOPTED, LEAVING, Guests
from bot.services.grants.watching import next_poll
from bot.services.kept import FORGET, FORGET_SENT, PostKind, PostProgress, Step, StepState
from bot.services.messages.telling import remember
from bot.services.ports import AccessControl
from bot.services.run import Run, Wait
from bot.services.store import Work

EVERY_MESSAGE = frozenset(PostKind) - {PostKind.MAIL}


class AtSeam(StrEnum):
    """What became of the guest's identity at Seam."""

    ASKED = "asked"
    GONE = "gone"
    IN_USE = "in_use"
    """Another open grant of the guest needs it, and takes it away when it ends."""
    SHARED = "shared"
    """Access that another program gave, or that our books lack, hangs on it."""
    REFUSED = "refused"


async def forget(change: Change, actor: str | None, redraw_at: datetime) -> None:
    """Remove a guest's name, contacts and reason from a grant that is over; the rest of the work is set going."""
    grant = change.record.grant
    await remember(change, "forgotten", actor)
    await change.grant(guest=REMOVED, reason=None, forgotten_at=change.now)
    await change.work.credentials.wipe_pins(grant.id)
    await change.work.tasks.wipe_reasons(grant.id)
    await change.work.requests.wipe_reasons(grant.id)
    await change.work.steps.intend(grant.id, [FORGET], change.now)
    await change.work.posts.redraw(grant.id, EVERY_MESSAGE, redraw_at)
    await change.work.sagas.wake(grant.id, change.now)


class Progress(Value):
    """How far forgetting has come."""

    at_seam: tuple[AtSeam, ...]
    """Of each grant."""
    messages: PostProgress
    trouble: str | None = None
    """A key of `domain.problems`: what holds Seam up now."""

    @property
    def is_settled(self) -> bool:
        return AtSeam.ASKED not in self.at_seam and not self.messages.due


async def progress_of(work: Work, team_id: str, grant_ids: Sequence[str]) -> Progress:
    """What has become of forgetting these grants' guests."""
    at_seam = []
    for grant_id in grant_ids:
        step = (await work.steps.of_grant(grant_id)).get(FORGET)
        if step is not None:
            at_seam.append(AtSeam(str(step.result.get("at_seam", AtSeam.ASKED))))
    records = await work.grants.records(team_id, grant_ids)
    trouble = next((record.grant.trouble for record in records if record.grant.trouble), None)
    messages = await work.posts.progress(team_id, grant_ids)
    return Progress(at_seam=tuple(at_seam), messages=messages, trouble=trouble)


class Forgetting:
    """Takes a forgotten guest away from Seam. They mostly are gone already: the end of their last access took them."""

    def __init__(self, access: AccessControl, guests: Guests) -> None:
        self._access = access
        self._guests = guests

    async def go_on(self, run: Run, record: GrantRecord) -> bool:
        """Find out what is at Seam and remove it; True where that has come to its end.

        Raises:
            Wait: Seam is still at it, or the outcome of a delete must settle.
            SystemTrouble: Seam does not do its part now.
        """
        asked = (await run.steps()).get(FORGET)
        if asked is None or asked.state is StepState.DONE:
            return False
        at_seam = await self._leave(run, record, asked)
        async with run.change() as change:
            await change.work.steps.forget(run.grant_id, FORGET_SENT)
            await change.work.steps.done(run.grant_id, FORGET, {"at_seam": at_seam})
            await change.grant(guest_key=None)
            await remember(change, "forgotten_at_seam", result=at_seam)
        return True

    async def _leave(self, run: Run, record: GrantRecord, asked: Step) -> AtSeam:
        sent = (await run.steps()).get(FORGET_SENT)
        if sent is not None and run.now() < run.settled_at(sent):
            raise Wait(run.settled_at(sent))
        identity = await self._access.identities.find_by_key(self._guests.key(record))
        if identity is None:
            return AtSeam.GONE
        if identity.is_being_deleted:
            raise Wait(run.now() + LEAVING)
        if await run.is_marked(ADOPTED, identity.id):
            return AtSeam.SHARED
        held = record.grant.guest_key is not None and await self._guests.holds_access(identity.id)
        async with run.change() as change:
            if await change.work.grants.guest_has_other_open(record.grant):
                return AtSeam.IN_USE
            if held:
                return AtSeam.SHARED
            await change.work.steps.intend(run.grant_id, [FORGET_SENT], change.now)
        try:
            await run.send(FORGET_SENT, lambda: self._access.identities.delete(identity.id))
        except Rejected:
            return AtSeam.REFUSED
        raise Wait(next_poll(asked.sent_at, run.now()))
