"""What a lock's keypad takes: PINs against its lengths and constraints, and windows of codes that it works out itself.

Sources are Seam's guides on code constraints and on igloohome's offline codes. Where a guide leaves room, the narrower
reading holds.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

from bot.demo.seam.errors import invalid
from bot.demo.seam.locks.records import Lock

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_LONGEST_BY_HOURS = timedelta(hours=672)
_DAYS = range(29, 368)
_RUN = 3


def _has_a_run(code: str) -> bool:
    """Three digits in a row that are the same, or each one more or one less than the last."""
    steps = [int(later) - int(earlier) for earlier, later in pairwise(code)]
    return any(one == two and one in {-1, 0, 1} for one, two in pairwise(steps))


def _is_one_sequence(code: str) -> bool:
    steps = {int(later) - int(earlier) for earlier, later in pairwise(code)}
    return steps in ({1}, {-1})


_FORBIDS: Mapping[str, Callable[[str], object]] = {
    "no_zeros": lambda code: "0" in code,
    "cannot_start_with_12": lambda code: code.startswith("12"),
    "no_triple_consecutive_ints": _has_a_run,
    "no_ascending_or_descending_sequence": _is_one_sequence,
    "at_least_three_unique_digits": lambda code: len(set(code)) < _RUN,
    "no_all_same_digits": lambda code: len(set(code)) == 1,
    "unique_first_four_digits": lambda code: len(set(code[:4])) < len(code[:4]),
    "cannot_contain_089": lambda code: re.search("[089]", code),
    "cannot_contain_0789": lambda code: re.search("[0789]", code),
}

_BY_DIGIT = {"no_zeros", "cannot_contain_089", "cannot_contain_0789"}


def constraints(lock: Lock) -> dict[str, Mapping[str, object]]:
    return {str(one["constraint_type"]): one for one in lock.constraints}


def code_problem(lock: Lock, code: str) -> str | None:
    """Why this keypad does not take the PIN."""
    if len(code) not in lock.code_lengths:
        return f"Supported code lengths are {', '.join(map(str, lock.code_lengths))}"
    return next((kind for kind in constraints(lock) if kind in _FORBIDS and _FORBIDS[kind](code)), None)


def check_code(lock: Lock, code: str) -> None:
    """Raises `invalid_input` for a PIN that nobody may choose here or that the keypad does not take."""
    closed = {"cannot_specify_pin_code", "pin_code_matches_existing_set"} & set(constraints(lock))
    problem = closed.pop() if closed else code_problem(lock, code)
    if problem:
        raise invalid(code=f"The code violates the constraints of the device: {problem}")


def check_name(lock: Lock, name: str | None, others: set[str | None]) -> None:
    """Raises `invalid_input`; a code without a name is called `Code` by Seam on its way to the lock."""
    rules, given = constraints(lock), name or "Code"
    length = rules.get("name_length", {})
    least, most = length.get("min_length", 0), length.get("max_length", len(given))
    if isinstance(least, int) and isinstance(most, int) and not least <= len(given) <= most:
        raise invalid(name=f"The name must have {least} to {most} characters")
    if "name_must_be_unique" in rules and name in others:
        raise invalid(name="The name must be unique on the device")


def new_code(lock: Lock, random: Random, taken: set[str | None], length: object = None) -> str:
    """One that the keypad takes and that is not there; of a length that it has not, the shortest that it has."""
    count = int(length) if isinstance(length, int | float) and length in lock.code_lengths else min(lock.code_lengths)
    unusable = [_FORBIDS[kind] for kind in _BY_DIGIT & set(constraints(lock))]
    usable = [digit for digit in "0123456789" if not any(forbids(digit) for forbids in unusable)]
    while True:
        code = "".join(random.choices(usable, k=count))
        if code not in taken and code_problem(lock, code) is None:
            return code


def shared_code(locks: Sequence[Lock], random: Random, taken: set[str | None], length: object = None) -> str | None:
    """One that all of these keypads take; None where they have no length in common."""
    lengths = set.intersection(*(set(lock.code_lengths) for lock in locks))
    if not lengths:
        return None
    together = replace(
        locks[0],
        code_lengths=tuple(sorted(lengths)),
        constraints=tuple(one for lock in locks for one in lock.constraints),
    )
    return new_code(together, random, taken, length)


def offline_window(starts_at: datetime, ends_at: datetime | None, rounding: object) -> tuple[datetime, datetime]:
    """As the maker can work it out: whole hours up to 28 days, above that whole days; never shorter than asked.

    Without an end it is a code for one use, good for 24 hours. Raises `invalid_input`.
    """
    start = starts_at.replace(minute=0, second=0, microsecond=0)
    if ends_at is None:
        return start, start + _DAY
    end = _up(ends_at, start, _HOUR)
    if end - start <= _LONGEST_BY_HOURS:
        return start, end
    by_days = _up(ends_at, start, _DAY)
    if (by_days - start).days not in _DAYS:
        raise invalid(ends_at="An offline code lasts 1 to 672 hours or 29 to 367 days")
    if by_days - ends_at > _HOUR and rounding not in {"1day", "1d"}:
        raise invalid(max_time_rounding="Rounding by more than one hour would be needed")
    return start, by_days


def _up(moment: datetime, start: datetime, step: timedelta) -> datetime:
    return start - ((start - moment) // step) * step
