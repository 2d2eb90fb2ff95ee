"""A fault strikes before the effect unless `after_effect` says that only the answer to the call is lost."""

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Fault:
    """`http` answers `status`, `slack` says ok: false with `error`, `reset` breaks the connection, `hang` is silent."""

    kind: Literal["http", "slack", "reset", "hang"]
    status: int = 500
    error: str = "internal_error"
    retry_after: int | None = None
    after_effect: bool = False


def http_error(status: int = 500, *, after_effect: bool = False) -> Fault:
    return Fault("http", status=status, after_effect=after_effect)


def rate_limited(retry_after: int = 1) -> Fault:
    return Fault("http", status=429, error="ratelimited", retry_after=retry_after)


def slack_error(code: str) -> Fault:
    return Fault("slack", error=code)


def reset(*, after_effect: bool = True) -> Fault:
    return Fault("reset", after_effect=after_effect)


def hang(*, after_effect: bool = False) -> Fault:
    return Fault("hang", after_effect=after_effect)


@dataclass
class Faults:
    """The faults still to come, by method, in order."""

    released: asyncio.Event = field(default_factory=asyncio.Event)
    _coming: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))

    def add(self, method: str, fault: Fault, times: int = 1) -> None:
        self._coming[method].extend([fault] * times)

    def take(self, method: str) -> Fault | None:
        queue = self._coming.get(method)
        return queue.popleft() if queue else None

    def clear(self) -> None:
        """Nothing more goes wrong; calls that hang are let go."""
        self._coming.clear()
        self.released.set()
        self.released = asyncio.Event()
