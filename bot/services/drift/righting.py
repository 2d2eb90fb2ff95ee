"""Somebody has said that our books are right: Seam is asked for the end that they have, and shows what came of it."""

from bot.domain.errors import Rejected
from bot.domain.grant import Credential, CredentialState, GrantRecord
from bot.services.change import Change
from bot.services.drift.drift import DriftKind, DriftState
from bot.services.drift.drift_telling import tell
from bot.services.grants.extending import PATIENCE
from bot.services.grants.watching import next_poll
from bot.services.kept import Step
from bot.services.messages.telling import note
from bot.services.ports import SAME_END, AccessControl
from bot.services.run import Run, Wait

RIGHT = "right:"
"""With a credential's id, the step that stands from the click until Seam shows the end of our books, or refuses it."""


class Righting:
    """The part of a grant's saga that sets ends right at Seam."""

    def __init__(self, access: AccessControl) -> None:
        self._access = access

    async def go_on(self, run: Run, record: GrantRecord) -> bool:
        """True where one is settled; an end that somebody asks for meanwhile goes first, and to all doors."""
        steps = {name: step for name, step in (await run.steps()).items() if name.startswith(RIGHT)}
        if not steps or record.grant.requested_ends_at is not None:
            return False
        for name, step in steps.items():
            credential = next((c for c in record.credentials if c.id == name.removeprefix(RIGHT)), None)
            if credential is None or credential.state is not CredentialState.ISSUED:
                await run.forget(name)
            else:
                await self._set(run, credential, step)
        return True

    async def _set(self, run: Run, credential: Credential, step: Step) -> None:
        """Asking twice is harmless, so an unknown outcome is simply asked again.

        Raises:
            Wait: Seam has accepted it and does not show it yet.
        """
        seam_id = credential.seam_id or ""
        is_refused = False
        try:
            await self._access.credentials.change_end(seam_id, credential.ends_at)
        except Rejected:
            is_refused = True
        seen = await self._access.credentials.get(seam_id)
        is_right = seen is not None and seen.ends_at is not None and abs(seen.ends_at - credential.ends_at) < SAME_END
        if not (is_right or is_refused or seen is None) and run.now() < step.sent_at + PATIENCE:
            raise Wait(next_poll(step.sent_at, run.now()))
        async with run.change() as change:
            await change.work.steps.forget(run.grant_id, step.name)
            await _settle(change, credential, None if is_right or seen is None else "right_refused")


async def _settle(change: Change, credential: Credential, problem: str | None) -> None:
    grant = change.record.grant
    for drift in await change.work.drift.unsettled(grant.team_id, grant.building_id):
        difference = drift.difference
        if (difference.kind, difference.credential_id) == (DriftKind.WINDOW, credential.id):
            state = DriftState.SETTLED if problem is None else DriftState.OPEN
            at = change.now if problem is None else None
            done = drift.model_copy(update={"state": state, "problem": problem, "settled_at": at})
            await change.work.drift.save(done)
            await tell(change.work, [done], change.now)
    if problem is None:
        await note(change, "righted", door=credential.doors[0].name)
