import asyncio

from bot.bootstrap.bursts import OncePerBurst
from bot.slack.tasks import Tasks


async def test_a_burst_costs_one_run_and_one_for_what_came_meanwhile() -> None:
    runs, go_on, tasks = 0, asyncio.Event(), Tasks()

    async def work() -> None:
        nonlocal runs
        runs += 1
        await go_on.wait()

    heard = OncePerBurst(work, tasks.spawn)
    heard()
    await asyncio.sleep(0)
    for _ in range(120):
        heard()
    go_on.set()
    await tasks.idle()

    assert runs == 2


async def test_each_later_event_is_answered_after_a_fault_too() -> None:
    runs = 0

    async def work() -> None:
        nonlocal runs
        runs += 1
        if runs == 1:
            raise LookupError

    tasks = Tasks()
    heard = OncePerBurst(work, tasks.spawn)
    heard()
    await tasks.idle()
    heard()
    await tasks.idle()

    assert runs == 2
