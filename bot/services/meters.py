"""How long the two systems take that we depend on, and how they answer: no port of a call, only its length and end."""

import time
from collections.abc import Callable
from enum import StrEnum
from types import TracebackType
from typing import TypeAlias


class Outcome(StrEnum):
    """How a call ended; a closed set, because each is a label of a metric."""

    OK = "ok"
    REFUSED = "refused"
    BUSY = "busy"
    UNREACHABLE = "unreachable"
    """No answer, or none that could be read."""


Took: TypeAlias = Callable[[Outcome, float], None]
"""Takes down one call and its seconds."""


def unmeasured(_outcome: Outcome, _seconds: float) -> None:
    """For whoever is not asked how long it takes."""


class Timed:
    """A block that is one call; `judge` tells its outcome from the error that it ended with."""

    def __init__(self, took: Took, judge: Callable[[BaseException], Outcome]) -> None:
        self._took = took
        self._judge = judge

    def __enter__(self) -> None:
        self._began = time.perf_counter()

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _where: TracebackType | None
    ) -> None:
        self._took(Outcome.OK if error is None else self._judge(error), time.perf_counter() - self._began)
