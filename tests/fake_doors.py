"""Locks that move in memory: a command is taken at once, and answered when the test says so."""

from dataclasses import dataclass, field

from bot.domain.command import Action
from bot.domain.device import Device
from bot.services.doors.control import Attempt, AttemptState
from tests.fake_world import FakeWorld


@dataclass
class FakeDoors:
    """Fulfils `DoorControl`; a lock does what it is asked when its answer is asked for, unless the test holds it."""

    world: FakeWorld
    sent: list[tuple[str, Action]] = field(default_factory=list)
    """Every command that reached the locks: ground truth of "once"."""
    outcome: Attempt | None = None
    """What the next answers say, with the attempt's own id; None is that the lock confirms."""
    is_silent: bool = False
    attempts: dict[str, tuple[str, Action]] = field(default_factory=dict)

    async def command(self, device_id: str, action: Action) -> Attempt:
        with self.world.call(f"doors.{action}"):
            self.sent.append((device_id, action))
            attempt_id = self.world.new_id("attempt")
            self.attempts[attempt_id] = (device_id, action)
        return Attempt(id=attempt_id, state=AttemptState.PENDING)

    async def attempt(self, attempt_id: str) -> Attempt | None:
        with self.world.call("doors.attempt"):
            pass
        if attempt_id not in self.attempts:
            return None
        if self.is_silent:
            return Attempt(id=attempt_id, state=AttemptState.PENDING)
        if self.outcome is not None:
            return self.outcome.model_copy(update={"id": attempt_id})
        device_id, action = self.attempts[attempt_id]
        moved = self.world.locks[device_id].model_copy(update={"locked": action is Action.LOCK})
        self.world.locks[device_id] = moved
        return Attempt(id=attempt_id, state=AttemptState.SUCCESS, is_confirmed=True)

    async def device(self, device_id: str) -> Device | None:
        with self.world.call("doors.device"):
            return self.world.locks.get(device_id)
