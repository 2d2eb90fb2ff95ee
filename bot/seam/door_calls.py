"""Seam's endpoints that move a lock. An answer says that the command was taken, not that the door has moved."""

from bot.seam import lock_models as wire
from bot.seam.exchange import Body
from bot.seam.lock_calls import LockCalls


class DoorCalls(LockCalls):
    """`locks/*`, with what becomes of it in an action attempt."""

    async def locks_lock_door(self, device_id: str) -> wire.ActionAttempt:
        return await self._move("/locks/lock_door", device_id)

    async def locks_unlock_door(self, device_id: str) -> wire.ActionAttempt:
        return await self._move("/locks/unlock_door", device_id)

    async def _move(self, path: str, device_id: str) -> wire.ActionAttempt:
        body: Body = {"device_id": device_id}
        return (await self._post(path, body, wire.ActionAttemptAnswer, effect=True)).action_attempt
