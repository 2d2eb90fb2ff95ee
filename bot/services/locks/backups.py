"""A backup code waits on the lock already: the answer to a code that does not get there in time.

Seam pulls the same one at each call, so an unknown outcome is simply asked again. Both codes are ended together.
"""

from bot.domain.errors import Rejected
from bot.domain.grant import Credential, CredentialState, GrantRecord
from bot.services.change import Change
from bot.services.messages.telling import note, tell_card
from bot.services.ports import AccessControl, SeamCredential
from bot.services.run import Run

PULL = "backup:"
"""With the credential's id, a step that stands from the click until the backup code is known, or refused."""


def can_use_backup(credential: Credential) -> bool:
    """Whether another code is ready, and the one that is wanted is not on its lock."""
    code = credential.code
    live = credential.state in {CredentialState.PENDING, CredentialState.ISSUED} and credential.seam_id is not None
    return live and code is not None and code.has_backup and code.backup_id is None and not code.is_set


async def want_backup(change: Change, credential: Credential, by: str) -> None:
    """Somebody has clicked: the saga sees to it."""
    await change.work.steps.intend(change.record.grant.id, [f"{PULL}{credential.id}"], change.now)
    await note(change, "backup_wanted", by, door=credential.doors[0].name)
    await change.work.sagas.wake(change.record.grant.id, change.now)


class Backups:
    """Pulls what was asked for."""

    def __init__(self, access: AccessControl) -> None:
        self._codes = access.codes

    async def pull(self, run: Run, record: GrantRecord) -> bool:
        """True where something changed."""
        wanted = {name.removeprefix(PULL) for name in await run.steps() if name.startswith(PULL)}
        for credential in [c for c in record.credentials if c.id in wanted]:
            try:
                pulled = await self._codes.pull_backup(credential.seam_id or "")
            except Rejected:
                pulled = None
            await _keep(run, credential, pulled)
        return bool(wanted)


async def _keep(run: Run, credential: Credential, pulled: SeamCredential | None) -> None:
    async with run.change() as change:
        await change.work.steps.forget(run.grant_id, f"{PULL}{credential.id}")
        known = change.find(credential.id)
        if known.code is None or known.state not in {CredentialState.PENDING, CredentialState.ISSUED}:
            return
        if pulled is None or pulled.pin is None:
            code = known.code.model_copy(update={"has_backup": False, "trouble": "no_backup_code"})
            await change.credential(known.id, code=code)
        else:
            code = known.code.model_copy(update={"backup_id": pulled.id, "is_set": True, "trouble": None})
            update = {"state": CredentialState.ISSUED, "was_issued": True, "has_pin": True}
            await change.credential(known.id, code=code, **update)
            await change.work.credentials.keep_pin(known.id, pulled.pin)
            await note(change, "backup_used", door=known.doors[0].name)
        await tell_card(change)
