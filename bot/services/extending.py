"""The old end holds on every screen until each door has confirmed the new one; a refusal never re-issues silently."""

import asyncio
from datetime import datetime, timedelta

from bot.domain.errors import Rejected
from bot.domain.grant import Credential, CredentialState, GrantRecord
from bot.services.ports import SAME_END, AccessControl
from bot.services.run import Run, Wait
from bot.services.telling import note, plan_reminders, tell_card, void_reminders

READ_BACK = timedelta(seconds=2)


class Extending:
    """Moves the end of every live credential of a grant to the end that was asked for."""

    def __init__(self, access: AccessControl) -> None:
        self._access = access

    async def move(self, run: Run, record: GrantRecord) -> bool:
        """Move the ends that still differ; True where the request was settled (moved or refused everywhere)."""
        wanted = record.grant.requested_ends_at
        if wanted is None:
            return False
        live = [c for c in record.live if _counts(c)]
        if any(c.seam_id is None for c in live):
            return False
        to_move = [c for c in live if c.ends_at != wanted]
        results = await asyncio.gather(*[self._move_one(run, c, wanted) for c in to_move])
        moved = {c.id for c, ok in zip(to_move, results, strict=True) if ok}
        await self._record(run, moved, {c.id for c in to_move} - moved, wanted)
        return True

    async def _move_one(self, run: Run, credential: Credential, wanted: datetime) -> bool:
        """Send the new end and read it back; asking twice is harmless, so an unknown outcome is simply asked again."""
        seam_id = credential.seam_id or ""
        try:
            await self._access.credentials.change_end(seam_id, wanted)
        except Rejected:
            return False
        seen = await self._access.credentials.get(seam_id)
        if seen is None:
            return False
        if seen.ends_at is None or abs(seen.ends_at - wanted) >= SAME_END:
            raise Wait(run.now() + READ_BACK)
        return True

    async def _record(self, run: Run, moved: set[str], refused: set[str], wanted: datetime) -> None:
        async with run.change() as change:
            if change.record.grant.requested_ends_at != wanted:
                return
            for credential_id in moved:
                await change.credential(credential_id, ends_at=wanted, problem=None)
            for credential_id in refused:
                await change.credential(credential_id, problem="extend_refused")
            window = change.record.grant.window
            latest = max((c.ends_at for c in change.record.live if _counts(c)), default=window.ends_at)
            await change.grant(window=window.model_copy(update={"ends_at": latest}), requested_ends_at=None)
            await plan_reminders(change)
            await void_reminders(change, "extended")
            old, new = window.ends_at.isoformat(), latest.isoformat()
            await note(change, "extended", old=old, new=new, moved=len(moved), refused=len(refused))
            await tell_card(change)


def _counts(credential: Credential) -> bool:
    return credential.state is not CredentialState.FAILED
