"""Like cases of one test: every run takes some of them, the long run (`make test-long`) takes all."""

from collections.abc import Iterable
from typing import Any

import pytest


def first(cases: Iterable[Any]) -> list[Any]:
    """Where one case stands for all."""
    return some(cases, 10**9)


def some(cases: Iterable[Any], every: int) -> list[Any]:
    """Each `every`-th case, the first among them: a number prime to the length of each axis takes all values of it."""
    return [_case(case, () if number % every == 0 else pytest.mark.long) for number, case in enumerate(cases)]


def _case(case: Any, marks: Any) -> Any:
    return pytest.param(*case, marks=marks) if isinstance(case, tuple) else pytest.param(case, marks=marks)
