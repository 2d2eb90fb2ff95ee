"""Whoever shows or awaits what happens hears the bell: it rings after every change, often twice for one."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Bell:
    """Wakes everyone who waits for a change."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()
        self._listeners: dict[object, Callable[[], object]] = {}

    def listen(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Call `callback` at each ring, from within the change: it must not block. Returns what ends that."""
        key = object()
        self._listeners[key] = callback

        def forget() -> None:
            self._listeners.pop(key, None)

        return forget

    def ring(self) -> None:
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()
        for callback in list(self._listeners.values()):
            callback()

    async def until(self, check: Callable[[], T], seconds: float = 5.0) -> T:
        """The first true value of `check`. Raises TimeoutError after `seconds` of real time."""
        async with asyncio.timeout(seconds):
            while not (found := check()):
                future = asyncio.get_running_loop().create_future()
                self._waiting.add(future)
                await future
        return found
