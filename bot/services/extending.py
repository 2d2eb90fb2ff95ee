"""The old end holds on every screen until each door has confirmed the new one; a refusal never re-issues silently."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.domain.errors import Rejected
from bot.domain.grant import Credential, CredentialState, GrantRecord
from bot.services.change import Change
from bot.services.ports import SAME_END, AccessControl
from bot.services.run import Run, Wait
from bot.services.telling import note, plan_reminders, tell_card, void_reminders

READ_BACK = timedelta(seconds=2)


class _Moved(Enum):
    """What became of one credential's end; GONE: somebody else has deleted the credential, so no end holds."""

    MOVED = auto()
    REFUSED = auto()
    GONE = auto()


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
        await self._record(run, {c.id: result for c, result in zip(to_move, results, strict=True)}, wanted)
        return True

    async def _move_one(self, run: Run, credential: Credential, wanted: datetime) -> _Moved:
        """Send the new end and read it back; asking twice is harmless, so an unknown outcome is simply asked again."""
        seam_id = credential.seam_id or ""
        refused = False
        try:
            await self._access.credentials.change_end(seam_id, wanted)
        except Rejected:
            refused = True
        seen = await self._access.credentials.get(seam_id)
        if seen is None or seen.is_being_deleted:
            return _Moved.GONE
        if refused:
            return _Moved.REFUSED
        if seen.ends_at is None or abs(seen.ends_at - wanted) >= SAME_END:
            raise Wait(run.now() + READ_BACK)
        return _Moved.MOVED

    async def _record(self, run: Run, results: Mapping[str, _Moved], wanted: datetime) -> None:
        async with run.change() as change:
            if change.record.grant.requested_ends_at != wanted:
                return
            for credential_id, result in results.items():
                await _keep(change, credential_id, result, wanted)
            window = change.record.grant.window
            latest = max((c.ends_at for c in change.record.live if _counts(c)), default=window.ends_at)
            await change.grant(window=window.model_copy(update={"ends_at": latest}), requested_ends_at=None)
            await plan_reminders(change)
            await void_reminders(change, "extended")
            count = Counter(results.values())
            old, new = window.ends_at.isoformat(), latest.isoformat()
            await note(change, "extended", old=old, new=new, moved=count[_Moved.MOVED], refused=count[_Moved.REFUSED])
            await tell_card(change)


async def _keep(change: Change, credential_id: str, result: _Moved, wanted: datetime) -> None:
    match result:
        case _Moved.MOVED:
            await change.credential(credential_id, ends_at=wanted, problem=None)
        case _Moved.REFUSED:
            await change.credential(credential_id, problem="extend_refused")
        case _Moved.GONE:
            await change.credential(credential_id, state=CredentialState.FAILED, problem="gone_at_seam")
            await change.work.credentials.wipe_pin(credential_id)


def _counts(credential: Credential) -> bool:
    return credential.state is not CredentialState.FAILED
