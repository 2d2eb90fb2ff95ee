"""What the services need of Seam for the codes of smart locks: what is asked of every credential, and more.

A create has no idempotency key: whoever does not know what became of one looks for the name that it was given.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from pydantic import AwareDatetime

from bot.domain.grant import Credential, Pin
from bot.domain.value import Value

if TYPE_CHECKING:
    from bot.services.ports import AccessControl, SeamCredential


class NewCode(Value):
    """What is asked of Seam; `ends_at` is never absent, so access ends by date if all else fails."""

    device_ids: tuple[str, ...]
    """Several locks get the same code, or none gets one."""
    name: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    pin: Pin | None = None
    """Chosen by a person; None lets Seam choose."""
    is_offline: bool = False
    by_days: bool = False
    """An offline code may be rounded to whole days, because it is long."""
    use_backup_pool: bool = False


class Kept(Protocol):
    """What may be asked about anything that opens doors, once it is at Seam."""

    async def get(self, seam_id: str, /) -> "SeamCredential | None": ...

    async def change_end(self, seam_id: str, ends_at: datetime, /) -> None: ...

    async def delete(self, seam_id: str, /) -> None:
        """Asks Seam to delete; done only when `get` answers None. Already gone counts as done."""


class AccessCodes(Kept, Protocol):
    """Access codes on smart locks; those that Keydesk did not make are never changed."""

    async def create(self, new: NewCode) -> "Sequence[SeamCredential]":
        """One for each lock, in their order. With several locks all get the same code, or Seam refuses."""

    async def named(self, device_id: str, name: str) -> "Sequence[SeamCredential]":
        """Those of a lock that bear this very name."""

    async def of_lock(self, device_id: str) -> "Sequence[SeamCredential]":
        """All codes that Seam manages on it."""

    async def pull_backup(self, code_id: str) -> "SeamCredential":
        """Have a backup code take the place of this one; the same at each call."""


class AtSeam:
    """Whatever a credential of ours is, asked about in the same way; a backup code goes with the code it stands for."""

    def __init__(self, access: "AccessControl") -> None:
        self._access = access

    def _kept(self, credential: Credential) -> Kept:
        return self._access.credentials if credential.code is None else self._access.codes

    async def get(self, credential: Credential) -> "SeamCredential | None":
        """None where nothing of it is left."""
        return await self._first(credential, _ids(credential))

    async def change_end(self, credential: Credential, ends_at: datetime) -> None:
        for seam_id in _ids(credential):
            await self._kept(credential).change_end(seam_id, ends_at)

    async def delete(self, credential: Credential) -> None:
        for seam_id in _ids(credential):
            await self._kept(credential).delete(seam_id)

    async def _first(self, credential: Credential, seam_ids: Sequence[str]) -> "SeamCredential | None":
        for seam_id in seam_ids:
            if (found := await self._kept(credential).get(seam_id)) is not None:
                return found
        return None


def _ids(credential: Credential) -> list[str]:
    """At Seam, the backup code first: it is what the guest has."""
    backup = credential.code.backup_id if credential.code is not None else None
    return [seam_id for seam_id in (backup, credential.seam_id) if seam_id is not None]
