"""Seam as the services see it; a wire name or an HTTP status goes no further than this file.

"Gone" is only what Seam itself says with a typed 404. A bare 404 comes from some proxy, and taking it for "gone"
would tell a person that access has ended while the PIN still opens the door.
"""

from collections.abc import Sequence
from datetime import datetime

from pydantic import SecretStr

from bot.domain.building import Entrance, Method
from bot.domain.errors import NotSent, OutcomeUnknown
from bot.seam.access_codes import SeamAccessCodes
from bot.seam.client import SeamClient
from bot.seam.connections import SeamConnections
from bot.seam.door_control import SeamDoors
from bot.seam.errors import or_none
from bot.seam.events import SeamEvents
from bot.seam.exchange import Body
from bot.seam.lock_translation import is_lock, to_device, to_lock_listings
from bot.seam.translation import timestamp, to_acs_user, to_credential, to_entrance, to_identity, to_listing
from bot.services.ports import AcsUser, Identity, Locks, NewCredential, SeamCredential, SystemListing


def _same(one: str | None, other: str) -> bool:
    return one is not None and one.strip().casefold() == other.strip().casefold()


class SeamCatalogue:
    def __init__(self, client: SeamClient) -> None:
        self._client = client

    async def systems(self) -> Sequence[SystemListing]:
        return [to_listing(system) for system in await self._client.acs_systems_list()]

    async def entrances(self, building_id: str) -> Sequence[Entrance]:
        found = await self._client.acs_entrances_list({"acs_system_id": building_id})
        return [to_entrance(entrance) for entrance in found if entrance.acs_system_id == building_id]

    async def locks(self) -> Locks:
        devices = [to_device(device) for device in await self._client.devices_list({}) if is_lock(device)]
        return Locks(systems=tuple(to_lock_listings(devices)), devices=tuple(devices))


class SeamIdentities:
    def __init__(self, client: SeamClient) -> None:
        self._client = client

    async def find_by_key(self, key: str) -> Identity | None:
        found = await or_none(self._client.user_identities_get({"user_identity_key": key}))
        return to_identity(found) if found else None

    async def find_by_email(self, email: str) -> Identity | None:
        """Seam's search is a partial match over several fields: `ann@x.example` also finds `joann@x.example`."""
        found = await self._client.user_identities_list({"search": email})
        return next((to_identity(identity) for identity in found if _same(identity.email_address, email)), None)

    async def all(self) -> Sequence[Identity]:
        return [to_identity(identity) for identity in await self._client.user_identities_list({})]

    async def create(self, key: str, full_name: str, email: str | None = None, phone: str | None = None) -> Identity:
        body: Body = {"user_identity_key": key, "full_name": full_name}
        contacts: Body = {"email_address": email, "phone_number": phone}
        given = {name: value for name, value in contacts.items() if value is not None}
        return to_identity(await self._client.user_identities_create({**body, **given}))

    async def delete(self, identity_id: str) -> None:
        await or_none(self._client.user_identities_delete(identity_id))

    async def make_instant_key(self, identity_id: str) -> SecretStr:
        return await self._client.user_identities_generate_instant_key(identity_id, max_use_count=1)


class SeamAcsUsers:
    def __init__(self, client: SeamClient) -> None:
        self._client = client

    async def create(self, building_id: str, identity_id: str, full_name: str, email: str | None = None) -> AcsUser:
        body: Body = {"acs_system_id": building_id, "user_identity_id": identity_id, "full_name": full_name}
        if email is not None:
            body = {**body, "email_address": email}
        return to_acs_user(await self._client.acs_users_create(body))

    async def get(self, acs_user_id: str) -> AcsUser | None:
        found = await or_none(self._client.acs_users_get(acs_user_id))
        return to_acs_user(found) if found else None

    async def find(self, building_id: str, identity_id: str) -> Sequence[AcsUser]:
        users = await self._list({"acs_system_id": building_id, "user_identity_id": identity_id})
        return [user for user in users if (user.building_id, user.identity_id) == (building_id, identity_id)]

    async def find_by_email(self, building_id: str, email: str) -> Sequence[AcsUser]:
        users = await self._list({"acs_system_id": building_id, "search": email})
        return [user for user in users if user.building_id == building_id and _same(user.email, email)]

    async def of_building(self, building_id: str) -> Sequence[AcsUser]:
        return [user for user in await self._list({"acs_system_id": building_id}) if user.building_id == building_id]

    async def adopt(self, acs_user_id: str, identity_id: str) -> None:
        await self._client.user_identities_add_acs_user(acs_user_id=acs_user_id, user_identity_id=identity_id)

    async def delete(self, acs_user_id: str) -> None:
        await or_none(self._client.acs_users_delete(acs_user_id))

    async def _list(self, filters: Body) -> list[AcsUser]:
        return [to_acs_user(user) for user in await self._client.acs_users_list(filters)]


class SeamCredentials:
    def __init__(self, client: SeamClient) -> None:
        self._client = client

    async def create(self, new: NewCredential) -> SeamCredential:
        """Never sends `code`: Latch picks every PIN. A mobile key must say that several phones may hold it (Latch)."""
        body: Body = {
            "access_method": new.method.value,
            "acs_user_id": new.acs_user_id,
            "allowed_acs_entrance_ids": list(new.entrance_ids),
            "starts_at": timestamp(new.starts_at),
            "ends_at": timestamp(new.ends_at),
        }
        phones: Body = {"is_multi_phone_sync_credential": True} if new.method is Method.MOBILE_KEY else {}
        made = to_credential(await self._client.acs_credentials_create({**body, **phones}))
        if made is None or made.method is not new.method:
            raise OutcomeUnknown("seam_unreadable")
        return made

    async def get(self, credential_id: str) -> SeamCredential | None:
        found = await or_none(self._client.acs_credentials_get(credential_id))
        if found is None:
            return None
        credential = to_credential(found)
        if credential is None or credential.id != credential_id:
            raise NotSent("seam_unreadable")
        return credential

    async def of_user(self, acs_user_id: str) -> Sequence[SeamCredential]:
        found = await self._client.acs_credentials_list({"acs_user_id": acs_user_id})
        credentials = [to_credential(credential) for credential in found]
        return [known for known in credentials if known and known.acs_user_id in {None, acs_user_id}]

    async def of_identity(self, identity_id: str) -> Sequence[SeamCredential]:
        found = await self._client.acs_credentials_list({"user_identity_id": identity_id})
        theirs = (to_credential(one) for one in found if one.user_identity_id in {None, identity_id})
        return [known for known in theirs if known]

    async def of_building(self, building_id: str) -> Sequence[SeamCredential]:
        found = await self._client.acs_credentials_list({"acs_system_id": building_id})
        here = (to_credential(credential) for credential in found if credential.acs_system_id == building_id)
        return [known for known in here if known]

    async def entrances(self, credential_id: str) -> frozenset[str]:
        found = await self._client.acs_credentials_list_accessible_entrances(credential_id)
        return frozenset(entrance.acs_entrance_id for entrance in found)

    async def change_end(self, credential_id: str, ends_at: datetime) -> None:
        await self._client.acs_credentials_update(credential_id, ends_at=timestamp(ends_at))

    async def delete(self, credential_id: str) -> None:
        await or_none(self._client.acs_credentials_delete(credential_id))


class SeamAccessControl:
    """Fulfils `services.ports.AccessControl` over one client."""

    def __init__(self, client: SeamClient) -> None:
        self._catalogue = SeamCatalogue(client)
        self._connections = SeamConnections(client)
        self._identities = SeamIdentities(client)
        self._acs_users = SeamAcsUsers(client)
        self._credentials = SeamCredentials(client)
        self._codes = SeamAccessCodes(client)
        self._events = SeamEvents(client)
        self._door_control = SeamDoors(client)

    @property
    def catalogue(self) -> SeamCatalogue:
        return self._catalogue

    @property
    def connections(self) -> SeamConnections:
        return self._connections

    @property
    def identities(self) -> SeamIdentities:
        return self._identities

    @property
    def acs_users(self) -> SeamAcsUsers:
        return self._acs_users

    @property
    def credentials(self) -> SeamCredentials:
        return self._credentials

    @property
    def door_control(self) -> SeamDoors:
        return self._door_control

    @property
    def codes(self) -> SeamAccessCodes:
        return self._codes

    @property
    def events(self) -> SeamEvents:
        return self._events
