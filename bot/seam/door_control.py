"""Locks as the services speak to them: what an action attempt says, and nothing beyond it."""

import re

from bot.domain.command import Action
from bot.domain.device import Device
from bot.seam import lock_models as wire
from bot.seam.door_calls import DoorCalls
from bot.seam.errors import or_none
from bot.seam.lock_translation import to_device
from bot.services.doors.control import Attempt, AttemptState

_STATES = {"success": AttemptState.SUCCESS, "error": AttemptState.ERROR}
_TYPE = re.compile(r"[a-z][a-z0-9_]{0,63}")


class SeamDoors:
    """Fulfils `services.doors.control.DoorControl`."""

    def __init__(self, client: DoorCalls) -> None:
        self._client = client

    async def command(self, device_id: str, action: Action) -> Attempt:
        move = self._client.locks_unlock_door if action is Action.UNLOCK else self._client.locks_lock_door
        return to_attempt(await move(device_id))

    async def attempt(self, attempt_id: str) -> Attempt | None:
        found = await or_none(self._client.action_attempts_get(attempt_id))
        return to_attempt(found) if found else None

    async def device(self, device_id: str) -> Device | None:
        found = await or_none(self._client.devices_get(device_id))
        return to_device(found) if found else None


def to_attempt(attempt: wire.ActionAttempt) -> Attempt:
    """A status that Seam may add one day is no end yet."""
    kind = attempt.error.type if attempt.error else None
    return Attempt(
        id=attempt.action_attempt_id,
        state=_STATES.get(attempt.status, AttemptState.PENDING),
        is_confirmed=bool(attempt.result and attempt.result.was_confirmed_by_device),
        problem=kind if kind and _TYPE.fullmatch(kind) else None,
    )
