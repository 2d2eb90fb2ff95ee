"""Any clicks, faults and delays in any order: once Seam works again, what it has is what the grants say, no more.

Calls may fail before their effect, after it, or take effect late; a click may come in the middle of any call.
"""

import asyncio
from collections import Counter, defaultdict, deque
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, multiple, rule

from bot.domain.building import Method, MobileKeys
from bot.domain.errors import NotSent, OutcomeUnknown, Refused, Rejected
from bot.domain.grant import CredentialState, GrantRecord, GrantState
from bot.domain.request import BadFields
from bot.services.kept import DueKind
from bot.services.ports import SAME_END
from bot.services.webhooks import Webhooks
from tests.services.desk import RITA, SAM, SETTLE, TEAM, Desk

Call = Callable[..., Awaitable[Any]]
METHODS = {
    "catalogue": ("entrances",),
    "identities": ("find_by_key", "find_by_email", "create", "delete", "make_instant_key"),
    "acs_users": ("create", "find", "find_by_email", "delete"),
    "credentials": ("create", "get", "of_user", "entrances", "change_end", "delete"),
}
NAMES = st.sampled_from([f"{port}.{name}" for port, names in METHODS.items() for name in names])
HOT = st.sampled_from(
    [f"credentials.{name}" for name in ("create", "get", "change_end", "delete")] + ["identities.delete"]
)
MINUTES = st.sampled_from([1, 20, 60, 119, 120, 121, 300])
SECONDS = st.sampled_from([0, 0, 1, 3, 12, 70, 700])
CLICKS = st.sampled_from(["end", "extend", "retry", "new_pin", "add_doors", "webhook"])
ERRORS = {
    "not_sent": NotSent("seam_busy"),
    "rejected": Rejected("seam_rejected", status=400),
    "unknown": OutcomeUnknown("seam_unreachable"),
}
KINDS = st.sampled_from([*ERRORS, "lost", "late"])
LATE = SETTLE - timedelta(seconds=1)
QUIET = timedelta(minutes=25)
"""Longer than the longest pauses in a row."""


class Troubled(Desk):
    """A desk whose calls to Seam can be late or be interrupted by a click."""

    def __init__(self) -> None:
        super().__init__()
        self.during: dict[str, deque[Callable[[], Awaitable[None]]]] = defaultdict(deque)
        self.faults: dict[str, deque[str]] = defaultdict(deque)
        self.late: list[tuple[datetime, Callable[[], Awaitable[Any]]]] = []
        for port, names in METHODS.items():
            for name in names:
                target = getattr(self.seam, port)
                setattr(target, name, partial(self._call, f"{port}.{name}", getattr(target, name)))

    async def _call(self, name: str, real: Call, *args: Any) -> Any:
        fault = self.faults[name].popleft() if self.faults[name] else None
        try:
            if fault in ERRORS:
                raise ERRORS[fault]
            if fault == "late":
                self.late.append((self.clock.now() + LATE, partial(real, *args)))
                raise OutcomeUnknown("seam_unreachable")
            answer = await real(*args)
            if fault == "lost":
                raise OutcomeUnknown("seam_unreachable")
            return answer
        finally:
            if self.during[name]:
                await self.during[name].popleft()()

    async def turn(self) -> None:
        arrived = [one for one in self.late if one[0] <= self.clock.now()]
        for one in arrived:
            self.late.remove(one)
            with suppress(Rejected):
                await one[1]()
        await super().turn()

    async def next_due(self) -> datetime | None:
        times = [at for at, _ in self.late]
        return min((at for at in (await super().next_due(), *times) if at is not None), default=None)


class Model(RuleBasedStateMachine):
    grants = Bundle("grants")

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr("secrets.token_hex", partial(_numbered, count()))
        self.desk: Troubled = self.do(self._open())
        self.asked = 0
        self.given: list[str] = []
        self.hooks = 0
        self.deleted: set[str] = set()

    def teardown(self) -> None:
        try:
            self.do(self._settle_and_check())
        finally:
            self.runner.close()
            self.patch.undo()

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    @initialize(target=grants)
    def begin(self) -> Any:
        return multiple(
            *[self.give(doors, method, 3) for doors, method in (({0, 1}, Method.PIN), ({0}, Method.MOBILE_KEY))]
        )

    @rule(target=grants, seconds=SECONDS, doors=st.sets(st.integers(0, 2), min_size=1), method=st.sampled_from(Method))
    def give(self, doors: set[int], method: Method, seconds: int) -> str:
        self.asked += 1
        names = [self.desk.doors[n] for n in sorted(doors)]
        grant: str = self.do(self.desk.give(*names, method=method, submit_key=f"{self.asked}", view=f"V{self.asked}"))
        self.given.append(grant)
        self.wait(seconds)
        return grant

    @rule(grant=grants, what=CLICKS, minutes=MINUTES, seconds=SECONDS)
    def click(self, grant: str, what: str, minutes: int, seconds: int) -> None:
        self.do(self._click(grant, what, minutes))
        self.wait(seconds)

    @rule(grant=grants, what=CLICKS, then=CLICKS, minutes=MINUTES, during=HOT, seconds=SECONDS)
    def click_during(self, grant: str, what: str, then: str, minutes: int, during: str, seconds: int) -> None:
        self.desk.during[during].append(partial(self._click, grant, then, minutes))
        self.click(grant, what, minutes, seconds)

    @rule(grant=grants, what=CLICKS, minutes=MINUTES, name=HOT, kind=KINDS, seconds=SECONDS)
    def click_in_trouble(self, grant: str, what: str, minutes: int, name: str, kind: str, seconds: int) -> None:
        self.fault(name, kind, 1)
        self.click(grant, what, minutes, seconds)

    @rule(n=st.integers(0, 3), told=st.booleans())
    def somebody_else_deletes_one(self, n: int, told: bool) -> None:
        for credential in self.desk.seam.existing()[n : n + 1]:
            self.desk.seam.mark_deleted(credential)
            self.deleted.add(credential.id)
            self.asked += 1
            if told:
                hooks = Webhooks(self.desk.store, self.desk.clock, lambda: None)
                self.do(hooks.receive(f"gone{self.asked}", credential.id))

    @rule(seconds=SECONDS)
    def wait(self, seconds: int) -> None:
        self.do(self.desk.run(timedelta(seconds=seconds)))

    @rule(name=NAMES, kind=KINDS, times=st.integers(1, 4))
    def fault(self, name: str, kind: str, times: int) -> None:
        self.desk.faults[name].extend([kind] * times)

    @rule(pin=st.sampled_from([0, 5, 200]), delete=st.sampled_from([0, 5, 200]), failing=st.sets(st.integers(0, 2)))
    def change_seam(self, pin: int, delete: int, failing: set[int]) -> None:
        self.desk.seam.pin_delay = timedelta(seconds=pin)
        self.desk.seam.delete_delay = timedelta(seconds=delete)
        self.desk.seam.failing_doors = {self.desk.doors[n] for n in failing}

    async def _open(self) -> Troubled:
        desk = Troubled()
        await desk.open(mobile_keys=MobileKeys.INSTANT_KEY)
        return desk

    async def _click(self, grant: str, what: str, minutes: int) -> None:
        desk, record = self.desk, await self.desk.record(grant)
        issued = record.in_state(CredentialState.ISSUED)
        with suppress(Refused, BadFields):
            if what == "end":
                await desk.access.end(SAM, grant)
            elif what == "extend":
                await desk.access.extend(RITA, grant, record.grant.created_at + timedelta(minutes=minutes))
            elif what == "retry":
                await desk.access.retry(RITA, grant)
            elif what == "new_pin" and issued:
                await desk.access.new_pin(RITA, grant, issued[minutes % len(issued)].id)
            elif what == "add_doors":
                await desk.access.add_doors(RITA, grant, desk.doors)
            elif what == "webhook" and issued:
                self.hooks += 1
                hooks = Webhooks(desk.store, desk.clock, lambda: None)
                await hooks.receive(f"m{self.hooks}", issued[minutes % len(issued)].seam_id)

    async def _settle_and_check(self) -> None:
        desk = self.desk
        desk.seam.pin_delay = desk.seam.delete_delay = timedelta(0)
        for waiting in (desk.during, desk.faults):
            waiting.clear()
        await desk.run(QUIET)
        records = [await desk.record(grant) for grant in self.given]
        for record in records:
            await self._check(record)
        issued = [c.seam_id for record in records for c in record.in_state(CredentialState.ISSUED)]
        issued = [one for one in issued if one not in self.deleted]  # Without an event of Seam's nobody knows.
        assert sorted(c.id for c in desk.seam.existing()) == sorted(map(str, issued))

    async def _check(self, record: GrantRecord) -> None:
        grant, now = record.grant, self.desk.clock.now()
        due = self.desk.store._tables.sagas[grant.id].due_at
        left = {c.state for c in record.credentials}
        if grant.state.is_over:
            assert left <= {CredentialState.REVOKED, CredentialState.FAILED}
            assert due is None
            rows = [row for row in self.desk.store._tables.due.values() if row.grant_id == grant.id]
            assert not [row for row in rows if row.kind is DueKind.REMINDER]
            async with self.desk.store.read() as work:
                assert not await work.credentials.pins(TEAM, grant.id)
            return
        assert grant.state is GrantState.ISSUED
        assert (grant.requested_ends_at, grant.trouble) == (None, None)
        assert left <= {CredentialState.ISSUED, CredentialState.FAILED, CredentialState.REVOKED}
        assert due is not None
        assert now < due <= grant.window.ends_at
        stored = self.desk.seam.stored
        for credential in record.in_state(CredentialState.ISSUED):
            assert abs(stored[str(credential.seam_id)].ends_at - credential.ends_at) < SAME_END
        doors = Counter(door for c in record.live for door in c.doors)
        assert set(doors.values()) <= {1}


def _numbered(numbers: Iterator[int], _size: int | None = None) -> str:
    """Ids in the order in which they are asked for, so that a run can be repeated."""
    return f"{next(numbers):016x}"


TestModel = Model.TestCase
TestModel.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)


class LongModel(Model):
    """The same grants, many more of them."""


# Without shrinking: fifty steps take longer to shrink than to read.
LongModel.TestCase.settings = settings(
    max_examples=600, stateful_step_count=50, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate]
)
TestLongModel = pytest.mark.long(pytest.mark.timeout(900)(LongModel.TestCase))
