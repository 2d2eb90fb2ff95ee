"""asyncio keeps only weak references to tasks: a bare one may vanish in the middle of its work, unheard."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta

from bot.slack.errors import report


class Tasks:
    """Work that goes on after an ack; kept alive, its faults logged, waited for at shutdown."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._finished)

    async def idle(self) -> None:
        """Wait until nothing runs, what is started meanwhile included."""
        while self._running:
            await asyncio.wait(self._running)

    async def drain(self, limit: timedelta) -> int:
        """Wait for what runs, what that starts too; the number of tasks that had to be cancelled."""
        ends = asyncio.get_running_loop().time() + limit.total_seconds()
        while self._running and (left := ends - asyncio.get_running_loop().time()) > 0:
            await asyncio.wait(self._running, timeout=left)
        late = set(self._running)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        return len(late)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()):
            report(error)
