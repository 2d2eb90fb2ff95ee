"""A building that is connected to Seam comes as one event per door; its doors are read once, not once per event."""

from collections.abc import Awaitable, Callable, Coroutine


class OncePerBurst:
    """Calls that come while the work runs are all answered by one more run after it."""

    def __init__(
        self, work: Callable[[], Awaitable[None]], spawn: Callable[[Coroutine[object, object, None]], None]
    ) -> None:
        self._work = work
        self._spawn = spawn
        self._running = False
        self._again = False

    def __call__(self) -> None:
        """The work is done at least once after this."""
        self._again = True
        if not self._running:
            self._running = True
            self._spawn(self._run())

    async def _run(self) -> None:
        try:
            while self._again:
                self._again = False
                await self._work()
        finally:
            self._running = False
