"""Lets a test wait for what the bot does next without sleeping: the bell rings whenever anything changed."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Bell:
    """Wakes everyone who waits for a change."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    async def until(self, check: Callable[[], T], seconds: float = 5.0) -> T:
        """The first true value of `check`. Raises TimeoutError after `seconds` of real time."""
        async with asyncio.timeout(seconds):
            while not (found := check()):
                future = asyncio.get_running_loop().create_future()
                self._waiting.add(future)
                await future
        return found
