"""One line of the table. A figure without a bar is there to be watched."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    what: str
    measured: float
    bar: float | None
    unit: str = "x"
    detail: str = ""

    @property
    def verdict(self) -> str:
        if self.bar is None:
            return "-"
        return "ok" if self.measured <= self.bar else "missed"

    def row(self) -> str:
        """Four columns, and the detail under them."""
        measured, bar = (
            _shown(self.measured, self.unit),
            "" if self.bar is None else f"<= {_shown(self.bar, self.unit)}",
        )
        line = f"{self.what:<58}{measured:>11}{bar:>14}  {self.verdict}"
        return f"{line}\n    {self.detail}" if self.detail else line


def quantile(values: Sequence[float], share: float) -> float:
    """The value that this share of all values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def median(values: Sequence[float]) -> float:
    return quantile(values, 0.5)


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"


def _shown(value: float, unit: str) -> str:
    digits = 0 if unit == "" else 2 if unit == "x" else 1
    return f"{round(value, digits) + 0.0:.{digits}f} {unit}".strip()
