"""The bot without search-and-adopt: the control that shows what the kill tests can see. The product has no such switch.

The identity is still looked up: its key is unique at Seam, so a second one could not be made anyway.
"""

import sys
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.cli import main
from bot.services.grants.issuing import Issuing
from bot.services.kept import Step
from bot.services.run import Run

T = TypeVar("T")


async def _adopt_nothing(*_: object) -> set[str]:
    return set()


async def _search(_: Run, step: Step, find: Callable[[], Awaitable[T | None]]) -> T | None:
    return await find() if step.name == "identity" else None


if __name__ == "__main__":
    Issuing._adopt = _adopt_nothing  # type: ignore[method-assign,assignment]
    Run.search = _search  # type: ignore[method-assign,assignment]
    sys.exit(main())
