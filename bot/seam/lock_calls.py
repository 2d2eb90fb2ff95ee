"""Seam's endpoints for smart locks. What changes a lock is answered before it is done: its outcome is told later.

`access_codes/*` name an action attempt, yet a code's own pending mutations, errors and warnings say more.
"""

from bot.seam import lock_models as wire
from bot.seam.exchange import Body, Exchange
from bot.seam.models import Answer


class LockCalls(Exchange):
    """Devices, their access codes, and what becomes of what is asked of a lock."""

    async def devices_list(self, body: Body) -> list[wire.Device]:
        """All pages; the managed ones alone, as Seam lists them here."""
        pages = self._pages("/devices/list", body, wire.DevicesPage)
        return [device async for page in pages for device in page.devices]

    async def devices_get(self, device_id: str) -> wire.Device:
        return (await self._post("/devices/get", {"device_id": device_id}, wire.DeviceAnswer, effect=False)).device

    async def action_attempts_get(self, action_attempt_id: str) -> wire.ActionAttempt:
        body: Body = {"action_attempt_id": action_attempt_id}
        return (await self._post("/action_attempts/get", body, wire.ActionAttemptAnswer, effect=False)).action_attempt

    async def access_codes_create(self, body: Body) -> wire.AccessCode:
        return (await self._post("/access_codes/create", body, wire.AccessCodeAnswer, effect=True)).access_code

    async def access_codes_create_multiple(self, body: Body) -> tuple[wire.AccessCode, ...]:
        """One code for several locks, or none at all."""
        answer = await self._post("/access_codes/create_multiple", body, wire.AccessCodesAnswer, effect=True)
        return answer.access_codes

    async def access_codes_get(self, access_code_id: str) -> wire.AccessCode:
        body: Body = {"access_code_id": access_code_id}
        return (await self._post("/access_codes/get", body, wire.AccessCodeAnswer, effect=False)).access_code

    async def access_codes_list(self, body: Body) -> list[wire.AccessCode]:
        """All pages; Seam wants a filter."""
        pages = self._pages("/access_codes/list", body, wire.AccessCodesPage)
        return [code async for page in pages for code in page.access_codes]

    async def access_codes_update(self, body: Body) -> wire.ActionAttempt:
        answer = await self._post("/access_codes/update", body, wire.ActionAttemptAnswer, effect=True)
        return answer.action_attempt

    async def access_codes_delete(self, access_code_id: str) -> None:
        await self._post("/access_codes/delete", {"access_code_id": access_code_id}, Answer, effect=True)

    async def access_codes_pull_backup_access_code(self, access_code_id: str) -> wire.AccessCode:
        """The backup code that takes the place of this one; the same at each call."""
        body: Body = {"access_code_id": access_code_id}
        path = "/access_codes/pull_backup_access_code"
        return (await self._post(path, body, wire.AccessCodeAnswer, effect=True)).access_code
