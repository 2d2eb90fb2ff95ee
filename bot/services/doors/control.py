"""Locks as the services speak to them. Raises the `SystemTrouble` family, as every port to Seam does."""

from enum import StrEnum
from typing import Protocol

from bot.domain.command import Action
from bot.domain.device import Device
from bot.domain.value import Value


class AttemptState(StrEnum):
    PENDING = "pending"
    SUCCESS = "success"
    ERROR = "error"


class Attempt(Value):
    """Seam's `action_attempt`: a command is answered before it is carried out."""

    id: str
    state: AttemptState
    is_confirmed: bool = False
    """The lock itself confirmed it; where Seam does not say, it did not."""
    problem: str | None = None
    """Seam's error type, which it enumerates nowhere."""


class DoorControl(Protocol):
    """Commands to locks."""

    async def command(self, device_id: str, action: Action) -> Attempt:
        """Sent once; there is no idempotency key.

        Raises:
            NotSent, Rejected: surely no effect.
            OutcomeUnknown: the door may move, or not.
        """

    async def device(self, device_id: str) -> Device | None:
        """The lock as it stands now."""

    async def attempt(self, attempt_id: str) -> Attempt | None:
        """What has become of a command; None where Seam does not know it any more."""
