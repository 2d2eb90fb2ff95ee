"""A modal may be updated only after its own ack has left: Bolt's `ack()` sends nothing, it only sets a variable.

So what must come later is put on the request's context, and started by who sends the answer (HTTP or the socket).
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from bot.slack.tasks import Tasks

AfterAck = Callable[[], Awaitable[None]]
_KEY = "after_ack"


def after_ack(context: MutableMapping[str, Any], work: AfterAck) -> None:
    """Do this when the answer to the request has left."""
    context.setdefault(_KEY, []).append(work)


async def start_after_ack(context: MutableMapping[str, Any], tasks: Tasks) -> None:
    """The answer has left. (A coroutine: Starlette runs a plain function of the background in a thread.)"""
    for work in context.get(_KEY, ()):
        tasks.spawn(_done(work))


async def _done(work: AfterAck) -> None:
    await work()
