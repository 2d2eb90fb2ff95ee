"""A guest at Seam: an identity, and under it an ACS user in the building, each found or made exactly once.

A mobile-key guest's are shared by all their grants and may hold access that another program gave; a PIN guest's are the
grant's own.
"""

from datetime import timedelta

from bot.domain.errors import Rejected
from bot.domain.grant import GrantRecord, Guest
from bot.services.ports import AccessControl, Identity
from bot.services.run import Run, Wait

ADOPTED = "adopted"
"""Mark of what another program gave or holds access through too (identity, ACS user, credential): never deleted."""
LEAVING = timedelta(seconds=2)
KEYDESK = "keydesk:"
"""How the keys of identities begin that a Keydesk has made, this one or another."""


def owner_of(key: str | None, install_id: str) -> str | None:
    """Whose identity this is, by its key: a grant's id or a guest; None where this install has not made it."""
    mine = f"{KEYDESK}{install_id}:"
    return key.removeprefix(mine) if key is not None and key.startswith(mine) else None


class Guests:
    """Finds or makes the guest of a grant at Seam."""

    def __init__(self, access: AccessControl, install_id: str) -> None:
        self._access = access
        self._install_id = install_id

    async def acs_user(self, run: Run, record: GrantRecord) -> str:
        """The id of the guest's ACS user in the building, made once.

        Raises:
            Wait, NotSent, Rejected.
        """
        identity = await self.identity(run, record)
        building, users = record.building.id, self._access.acs_users

        async def find() -> str | None:
            found = [user for user in await users.find(building, identity) if not user.is_being_deleted]
            return found[0].id if found else None

        async def create() -> str:
            if record.grant.guest_key is not None:
                known = await find() or await self._adopted_user(run, building, identity, record.grant.guest.email)
                if known is not None:
                    return known
            email = record.grant.guest.email if record.grant.guest_key is not None else None
            return (await users.create(building, identity, record.grant.guest.name, email)).id

        return await run.once(f"acs_user:{building}", create, find)

    async def _adopted_user(self, run: Run, building: str, identity: str, email: str | None) -> str | None:
        """The ACS user that a mobile-key guest already has here, but not from us, put under their identity."""
        users = self._access.acs_users
        for user in await users.find_by_email(building, email) if email else ():
            if user.is_resident:
                raise Rejected("latch_resident_user", status=200)
            if user.identity_id is None and not user.is_being_deleted:
                theirs = await self._access.credentials.of_user(user.id)
                await run.mark(ADOPTED, user.id, identity, *(credential.id for credential in theirs))
                await users.adopt(user.id, identity)
                return user.id
        return None

    async def identity(self, run: Run, record: GrantRecord) -> str:
        """The id of the guest's identity, made once.

        Raises:
            Wait: it is being deleted at this moment, after another grant of theirs, or a create must settle.
            NotSent, Rejected.
        """
        grant, identities = record.grant, self._access.identities
        key = self.key(record)

        async def find() -> str | None:
            found = await identities.find_by_key(key)
            if found is not None and found.is_being_deleted:
                raise Wait(run.now() + LEAVING)
            return found.id if found else None

        if grant.guest_key is not None and await run.guest_is_leaving(grant):
            raise Wait(run.now() + LEAVING)

        async def create() -> str:
            if grant.guest_key is None:
                return (await identities.create(key, grant.guest.name)).id
            if known := await find():
                return known
            if grant.guest.email and await identities.find_by_email(grant.guest.email):
                raise Rejected("identity_not_ours", status=409)
            return (await self._new_identity(key, grant.guest)).id

        return await run.once("identity", create, find)

    async def _new_identity(self, key: str, guest: Guest) -> Identity:
        """With the phone, where nobody else at Seam has it: two guests may share one, and neither shall fail for it."""
        identities = self._access.identities
        try:
            return await identities.create(key, guest.name, guest.email, guest.phone)
        except Rejected:
            if guest.phone is None:
                raise
            return await identities.create(key, guest.name, guest.email)

    async def holds_access(self, identity: str) -> bool:
        """Whether anything at Seam still hangs on the identity, in our books or not."""
        found = await self._access.credentials.of_identity(identity)
        return any(not credential.is_being_deleted for credential in found)

    def key(self, record: GrantRecord) -> str:
        """A PIN guest's identity is the grant's own; a mobile-key guest's is theirs, over all their grants."""
        grant = record.grant
        owner = grant.id if grant.guest_key is None else f"guest:{grant.guest_key}"
        return f"{KEYDESK}{self._install_id}:{owner}"
