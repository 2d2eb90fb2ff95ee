"""Access codes of smart locks as the services see them."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.errors import OutcomeUnknown
from bot.seam.client import SeamClient
from bot.seam.errors import or_none
from bot.seam.exchange import Body
from bot.seam.lock_models import AccessCode
from bot.seam.lock_translation import to_code
from bot.seam.translation import timestamp
from bot.services.locks.codes import NewCode
from bot.services.ports import SeamCredential


class SeamAccessCodes:
    """Fulfils `services.locks.codes.AccessCodes` over one client."""

    def __init__(self, client: SeamClient) -> None:
        self._client = client

    async def create(self, new: NewCode) -> Sequence[SeamCredential]:
        """A code is never made without an end, and never with one that others may change."""
        body = _body(new)
        made: tuple[AccessCode, ...]
        if len(new.device_ids) == 1:
            made = (await self._client.access_codes_create({**body, **_offline(new), "device_id": new.device_ids[0]}),)
        else:
            made = await self._client.access_codes_create_multiple({**body, "device_ids": [*new.device_ids]})
        by_device = {code.device_id: to_code(code) for code in made}
        if set(by_device) != set(new.device_ids):
            raise OutcomeUnknown("seam_unreadable")
        return [by_device[device_id] for device_id in new.device_ids]

    async def get(self, code_id: str, /) -> SeamCredential | None:
        found = await or_none(self._client.access_codes_get(code_id))
        return to_code(found) if found else None

    async def named(self, device_id: str, name: str) -> Sequence[SeamCredential]:
        """Seam's search is a partial match over several fields."""
        found = await self._client.access_codes_list({"device_id": device_id, "search": name})
        return [to_code(code) for code in found if (code.device_id, code.name) == (device_id, name)]

    async def of_lock(self, device_id: str) -> Sequence[SeamCredential]:
        return [to_code(code) for code in await self._client.access_codes_list({"device_id": device_id})]

    async def change_end(self, code_id: str, ends_at: datetime, /) -> None:
        await self._client.access_codes_update({"access_code_id": code_id, "ends_at": timestamp(ends_at)})

    async def delete(self, code_id: str, /) -> None:
        await or_none(self._client.access_codes_delete(code_id))

    async def pull_backup(self, code_id: str) -> SeamCredential:
        return to_code(await self._client.access_codes_pull_backup_access_code(code_id))


def _body(new: NewCode) -> Body:
    window: Body = {"starts_at": timestamp(new.starts_at), "ends_at": timestamp(new.ends_at)}
    chosen: Body = {"code": new.pin.get_secret_value()} if new.pin is not None else {}
    pool: Body = {"use_backup_access_code_pool": True} if new.use_backup_pool else {}
    return {"name": new.name, **window, **chosen, **pool}


def _offline(new: NewCode) -> Body:
    rounding = "1day" if new.by_days else "1hour"
    return {"is_offline_access_code": True, "max_time_rounding": rounding} if new.is_offline else {}
