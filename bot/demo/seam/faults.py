"""A fault strikes before the effect unless `after_effect` says that only the answer to the call is lost."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from random import Random
from typing import Literal, get_args

Kind = Literal["status", "hang", "reset", "malformed", "html", "slow", "slow_body"]
KINDS: tuple[str, ...] = get_args(Kind)
_TRUNCATED = '{"ok": true, "acs_credential": {"acs_cred'
_HTML = "<!doctype html><title>502 Bad Gateway</title>"


@dataclass(frozen=True)
class Fault:
    """What goes wrong with calls whose path matches `path` (such as `/acs/credentials/*`).

    `status` answers `status`, with Seam's envelope or with `body` as plain text. `hang` is silent for `seconds`, or
    until the faults are cleared or the caller has gone, then answers 504. `reset` breaks the connection. `malformed`
    and `html` answer 200 with something that is no answer (`body`, where given). `slow` waits between `at_least` and
    `at_most` seconds before the effect and again after it; it comes on top of another fault.
    """

    path: str
    kind: Kind
    times: int | None = 1
    """How many calls it strikes; None is all of them."""
    after_effect: bool = False
    status: int = 500
    retry_after: str | None = None
    seconds: float | None = None
    at_least: float = 0.0
    at_most: float = 0.0
    body: str | None = None

    @property
    def text(self) -> str:
        """What `malformed` or `html` answers."""
        if self.body is not None:
            return self.body
        return _HTML if self.kind == "html" else _TRUNCATED


@dataclass(frozen=True)
class Plan:
    """What is going to happen to one call: seconds of delay before and after the effect, and a fault or none."""

    fault: Fault | None
    before: float
    after: float


@dataclass
class Faults:
    """The rules, first match first; `outage` is every call refused with a 503 that is no JSON.

    `always_slow` is how many seconds every call waits before its effect.
    """

    random: Random
    outage: bool = False
    always_slow: float = 0.0
    released: asyncio.Event = field(default_factory=asyncio.Event)
    _rules: list[Fault] = field(default_factory=list)

    @property
    def rules(self) -> tuple[Fault, ...]:
        """Those still to strike, `times` counted down."""
        return tuple(self._rules)

    def add(self, *faults: Fault) -> None:
        self._rules.extend(faults)

    def clear(self) -> None:
        """Nothing more goes wrong; calls that hang are let go."""
        self._rules.clear()
        self.outage = False
        self.always_slow = 0.0
        self.release()

    def release(self) -> None:
        """Calls that hang are let go; the rules stay."""
        self.released.set()
        self.released = asyncio.Event()

    def plan(self, path: str) -> Plan:
        """Counts the call against the rules that it meets."""
        matching = [rule for rule in self._rules if fnmatchcase(path, rule.path)]
        slow = _first(rule for rule in matching if rule.kind == "slow")
        fault = _first(rule for rule in matching if rule.kind != "slow")
        for struck in (slow, fault):
            self._count_down(struck)
        return Plan(fault, self.always_slow + self._delay(slow), self._delay(slow))

    def _delay(self, slow: Fault | None) -> float:
        return self.random.uniform(slow.at_least, slow.at_most) if slow else 0.0

    def _count_down(self, fault: Fault | None) -> None:
        if fault is None or fault.times is None:
            return
        index = self._rules.index(fault)
        left = [replace(fault, times=fault.times - 1)] if fault.times > 1 else []
        self._rules[index : index + 1] = left


def _first(rules: Iterable[Fault]) -> Fault | None:
    return next(iter(rules), None)
