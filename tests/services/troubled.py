"""A desk on which everything may happen to a call: it fails before its effect or after it, takes effect late, is
interrupted by a click, or is the last thing that the process does.
"""

from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.domain.errors import NotSent, OutcomeUnknown, Rejected
from bot.services.kept import Claim
from tests.services.desk import SETTLE, Desk

Call = Callable[..., Awaitable[Any]]
METHODS = {
    "catalogue": ("entrances",),
    "identities": ("find_by_key", "find_by_email", "create", "delete", "make_instant_key"),
    "acs_users": ("create", "find", "find_by_email", "adopt", "delete"),
    "credentials": ("create", "get", "of_user", "entrances", "change_end", "delete"),
}
NAMES = [f"{port}.{name}" for port, names in METHODS.items() for name in names]
HOT = [
    *(f"credentials.{name}" for name in ("create", "get", "entrances", "change_end", "delete")),
    *("identities.create", "identities.delete", "acs_users.create"),
]
"""Where trouble does the most harm."""
ERRORS = {
    "not_sent": NotSent("seam_busy"),
    "rejected": Rejected("seam_rejected", status=400),
    "unknown": OutcomeUnknown("seam_unreachable"),
}
LATE = {"late": SETTLE - timedelta(seconds=1), "soon": timedelta(seconds=3)}
"""The answer is lost and the effect comes after this time, within the settling time."""
SLOW = timedelta(seconds=3)
DEATHS = ("dies", "dies_after", "dies_late")
KINDS = [*ERRORS, "lost", *LATE, "slow", *DEATHS]


class Died(BaseException):
    """The process was killed in the middle of a call."""


class Troubled(Desk):
    """A desk whose calls to Seam meet what a test has planned for them."""

    def __init__(self) -> None:
        super().__init__()
        self.during: dict[str, deque[Callable[[], Awaitable[None]]]] = defaultdict(deque)
        self.faults: dict[str, deque[str]] = defaultdict(deque)
        self.late: list[tuple[datetime, Callable[[], Awaitable[Any]]]] = []
        self._dead = False
        for port, names in METHODS.items():
            for name in names:
                target = getattr(self.seam, port)
                setattr(target, name, partial(self._call, f"{port}.{name}", getattr(target, name)))

    def clear(self) -> None:
        """From now on Seam works."""
        for waiting in (self.during, self.faults):
            waiting.clear()

    async def _call(self, name: str, real: Call, *args: Any) -> Any:
        if self._dead:
            raise Died
        fault = self.faults[name].popleft() if self.faults[name] else None
        try:
            return await self._meet(fault, name, partial(real, *args))
        finally:
            if self.during[name]:
                await self.during[name].popleft()()

    async def _meet(self, fault: str | None, name: str, real: Callable[[], Awaitable[Any]]) -> Any:
        self._dead = fault in DEATHS
        if fault in ERRORS:
            raise ERRORS[fault]
        if fault in LATE:
            self._arrives(LATE[fault], real)
            raise OutcomeUnknown("seam_unreachable")
        if fault == "dies_late":
            self._arrives(LATE["late"], real)
        if fault in {"dies", "dies_late"}:
            raise Died
        if fault == "slow" and name == "credentials.change_end":
            self._arrives(SLOW, real)
            return None
        answer = await real()
        if fault == "lost":
            raise OutcomeUnknown("seam_unreachable")
        if fault == "dies_after":
            raise Died
        return answer

    def _arrives(self, after: timedelta, real: Callable[[], Awaitable[Any]]) -> None:
        self.late.append((self.clock.now() + after, real))

    async def drive(self, claim: Claim) -> None:
        with suppress(Died):
            await super().drive(claim)
        if self._dead:
            await self._restart()

    async def _restart(self) -> None:
        """As the engine does: what the dead process held is free at once, what it sent may still be under way."""
        self._dead = False
        self.saga = self.new_saga()
        async with self.store.write() as work:
            await work.sagas.break_leases()

    async def turn(self) -> None:
        arrived = [one for one in self.late if one[0] <= self.clock.now()]
        for one in arrived:
            self.late.remove(one)
            with suppress(Rejected):
                await one[1]()
        await super().turn()

    async def next_due(self) -> datetime | None:
        times = [at for at, _ in self.late]
        return min((at for at in (await super().next_due(), *times) if at is not None), default=None)
