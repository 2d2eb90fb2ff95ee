import asyncio
from datetime import timedelta

import structlog

from bot.slack.tasks import Tasks


class TestTasks:
    async def test_draining_waits_for_what_a_task_starts_too(self) -> None:
        tasks, done = Tasks(), []

        async def inner() -> None:
            done.append("inner")

        async def outer() -> None:
            tasks.spawn(inner())

        tasks.spawn(outer())

        assert await tasks.drain(timedelta(seconds=1)) == 0
        assert done == ["inner"]

    async def test_what_hangs_is_cancelled_and_counted(self) -> None:
        tasks = Tasks()
        tasks.spawn(asyncio.Event().wait())  # type: ignore[arg-type]
        assert await tasks.drain(timedelta(milliseconds=10)) == 1

    async def test_a_fault_is_logged_without_its_text(self) -> None:
        async def fail() -> None:
            pin = "PIN 4711"
            raise ValueError(pin)

        tasks = Tasks()
        with structlog.testing.capture_logs() as logs:
            tasks.spawn(fail())
            await tasks.drain(timedelta(seconds=1))

        assert [entry["kind"] for entry in logs] == ["ValueError"]
        assert "4711" not in str(logs)
