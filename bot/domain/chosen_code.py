"""A code that a person chooses is refused where it is easy to guess, or where a lock's keypad does not take it.

Weak are repeats, runs, years, dates and halves: what people choose first, and what is tried first.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise, permutations

from bot.domain.device import Device
from bot.domain.errors import BadField

_CLOSED = {"cannot_specify_pin_code", "pin_code_matches_existing_set"}
_LENGTHS = range(4, 9)
_RUN = 3
_YEARS = range(1900, 2100)
_SOME_LEAP_YEAR = 2000


def may_choose(locks: Iterable[Device]) -> bool:
    """Whether a code may be chosen for all of these locks together; never where there is none."""
    told = list(locks)
    return bool(told) and all(
        lock.can_program_online_codes and not _CLOSED & {rule.kind for rule in lock.code_rules} for lock in told
    )


def check_code(code: str, locks: Iterable[Device]) -> tuple[BadField, ...]:
    """What is wrong with a chosen code: in itself, and at each lock."""
    if not (code.isascii() and code.isdecimal()):
        return (BadField("code", "code_malformed"),)
    bad = [BadField("code", "code_weak")] if is_weak(code) else []
    return (*bad, *(field for lock in locks for field in _at_lock(code, lock)))


def is_weak(code: str) -> bool:
    """Whether it is among those that somebody tries first."""
    steps = {int(later) - int(earlier) for earlier, later in pairwise(code)}
    halves = len(code) % 2 == 0 and code[: len(code) // 2] == code[len(code) // 2 :]
    is_year = len(code) == 4 and int(code) in _YEARS  # noqa: PLR2004  a year has four digits
    is_run = steps in ({0}, {1}, {-1})
    return is_run or halves or is_year or len(set(code)) <= len(code) // 3 or code == code[::-1] or _is_date(code)


def _at_lock(code: str, lock: Device) -> Iterator[BadField]:
    if not may_choose([lock]):
        yield BadField("code", "code_not_chosen_here", door=lock.name)
        return
    lengths = lock.code_lengths or tuple(_LENGTHS)
    if len(code) not in lengths:
        yield BadField("code", "code_length", door=lock.name, lengths=", ".join(map(str, lengths)))
    for rule in lock.code_rules:
        if rule.kind in _FORBIDS and _FORBIDS[rule.kind](code):
            yield BadField("code", f"code_{rule.kind}", door=lock.name)


def _is_date(code: str) -> bool:
    """Day and month, in any order and with any year of two or four digits."""
    if len(code) == 4:  # noqa: PLR2004  day and month alone
        return any(_is_day(month, day) for month, day in permutations((code[:2], code[2:])))
    if len(code) == 6:  # noqa: PLR2004  with a year of two digits
        parts = (code[:2], code[2:4], code[4:])
        return any(_is_day(month, day) for month, day, _ in permutations(parts))
    days = ((code[:4], code[4:]), (code[4:], code[:4])) if len(code) == 8 else ()  # noqa: PLR2004  with a whole year
    return any(int(year) in _YEARS and _is_date(day) for day, year in days)


def _is_day(month: str, day: str) -> bool:
    try:
        date(_SOME_LEAP_YEAR, int(month), int(day))
    except ValueError:
        return False
    return True


def _has_a_run(code: str) -> bool:
    steps = [int(later) - int(earlier) for earlier, later in pairwise(code)]
    return any(one == two and one in {-1, 0, 1} for one, two in pairwise(steps))


def _is_one_sequence(code: str) -> bool:
    return {int(later) - int(earlier) for earlier, later in pairwise(code)} in ({1}, {-1})


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
"""Of `code_constraints`; the names' own rules are for what Keydesk calls a code."""
