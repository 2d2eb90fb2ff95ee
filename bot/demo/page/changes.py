"""A number that grows with every change: a page that has seen it knows whether to look again."""

import asyncio


class Changes:
    """Wakes every page that waits for news."""

    def __init__(self) -> None:
        self.version = 1
        self._news = asyncio.Event()

    def note(self) -> None:
        """Something may look different now."""
        self.version += 1
        self._news.set()
        self._news = asyncio.Event()

    async def after(self, seen: int, seconds: float) -> int:
        """The newest version, as soon as it is not `seen`; at the latest after `seconds` of real time."""
        try:
            async with asyncio.timeout(seconds):
                while self.version == seen:
                    await self._news.wait()
        except TimeoutError:
            pass
        return self.version
