"""Many small transactions are slow, one huge one keeps everybody waiting; so much work is done in batches."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


def batches(items: Iterable[T], places: Callable[[T], Iterable[Hashable]], size: int) -> Iterator[list[T]]:
    """Groups of about `size` items in which all items that share a place, directly or over others, stay together."""
    together: dict[Hashable, list[T]] = {}
    for item in items:
        mine = list(places(item))
        joined = {id(group): group for place in mine if (group := together.get(place)) is not None}
        target = max(joined.values(), key=len, default=[])
        for group in joined.values():
            if group is not target:
                target.extend(group)
                together.update({place: target for moved in group for place in places(moved)})
        target.append(item)
        together.update(dict.fromkeys(mine, target))
    batch: list[T] = []
    for group in {id(group): group for group in together.values()}.values():
        batch.extend(group)
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch


async def as_they_finish(
    calls: Iterable[Coroutine[Any, Any, T]], keep: Callable[[Sequence[T]], Awaitable[object]]
) -> None:
    """Run the calls side by side, and keep what finished together in one go: a slow one holds no other back.

    Raises the error of the call that failed first, when all have finished and what they gave is kept. What finishes
    together is taken in the order of the calls, so that a run can be repeated.
    """
    tasks = [asyncio.create_task(call) for call in calls]
    running = set(tasks)
    failures: list[BaseException] = []
    try:
        while running:
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            finished = [task for task in tasks if task in done]
            failures += [error for task in finished if (error := task.exception()) is not None]
            given = [task.result() for task in finished if task.exception() is None]
            if given:
                await keep(given)
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    if failures:
        raise failures[0]
