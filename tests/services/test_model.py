"""Any clicks, faults and delays in any order: nothing untrue is told on the way, and once Seam works again, what it has
is what the grants say, no more.

Calls may fail before their effect, after it, or take effect late; the process may die in one; a click may come in the
middle of any.
"""

import asyncio
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from bot.domain.approval import ApprovalRequest, RequestState
from bot.domain.building import Method, MobileKeys
from bot.domain.errors import Refused
from bot.domain.grant import CredentialState, GrantRecord, GrantState
from bot.domain.request import BadFields
from bot.services.systems.webhooks import Webhooks
from tests.services.approving import ANA, BEN, ROLES
from tests.services.desk import RITA, SAM, TEAM
from tests.services.events import deleted
from tests.services.model_truth import check_settled
from tests.services.troubled import HOT, KINDS, NAMES, Troubled

DECISIONS = ["approve", "approve", "decline", "claim", "withdraw"]
names = st.sampled_from(NAMES)
hot = st.sampled_from(HOT)
kinds = st.sampled_from(KINDS)
minutes_from_start = st.sampled_from([1, 20, 60, 119, 120, 121, 300])
pauses = st.sampled_from([0, 0, 1, 3, 12, 70, 700])
clicks = st.sampled_from(["end", "extend", "retry", "new_pin", "add_doors", "webhook", *DECISIONS])
some_doors = st.sets(st.integers(0, 2))
delays = st.sampled_from([0, 5, 200])
GUARDED = 2
"""The door that needs somebody's yes."""
QUIET = timedelta(minutes=25)
"""Longer than the longest pauses in a row."""


class Model(RuleBasedStateMachine):
    grants = Bundle("grants")

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr("secrets.token_hex", partial(_numbered, count()))
        self.desk: Troubled = self.do(self._open())
        self.numbers = count()
        self.given: list[str] = []
        self.deleted: set[str] = set()
        self.foreign: set[str] = set()

    def teardown(self) -> None:
        try:
            self.do(self._settle_and_check())
        finally:
            self.loop.close()
            self.patch.undo()

    def do(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Not by `asyncio.Runner`: for Ctrl-C it sets a signal handler at each run, which takes as long as the run."""
        return self.loop.run_until_complete(work)

    @initialize(target=grants, known_elsewhere=st.booleans())
    def begin(self, *, known_elsewhere: bool) -> Any:
        if known_elsewhere:
            self.foreign.add(self.do(self.desk.give_elsewhere(self.desk.doors[0])))
        return multiple(self.give({0, 1}, Method.PIN, 0), self.give({0}, Method.MOBILE_KEY, 3))

    @rule(target=grants, seconds=pauses, doors=some_doors.filter(bool), method=st.sampled_from(Method))
    def give(self, doors: set[int], method: Method, seconds: int) -> str:
        key = f"{next(self.numbers)}"
        chosen = [self.desk.doors[n] for n in sorted(doors)]
        grant: str = self.do(self.desk.give(*chosen, method=method, submit_key=key, view=f"V{key}"))
        self.given.append(grant)
        self.wait(seconds)
        return grant

    @rule(target=grants, seconds=pauses, doors=some_doors.filter(bool), name=hot, kind=kinds)
    def give_key_in_trouble(self, doors: set[int], name: str, kind: str, seconds: int) -> Any:
        self.fault(name, kind, 1)
        return self.give(doors, Method.MOBILE_KEY, seconds)

    @rule(grant=grants, what=clicks, minutes=minutes_from_start, seconds=pauses)
    def click(self, grant: str, what: str, minutes: int, seconds: int) -> None:
        self.do(self._click(grant, what, minutes))
        self.wait(seconds)

    @rule(grant=grants, what=clicks, then=clicks, minutes=minutes_from_start, during=hot, seconds=pauses)
    def click_during(self, grant: str, what: str, then: str, minutes: int, during: str, seconds: int) -> None:
        self.desk.during[during].append(partial(self._click, grant, then, minutes))
        self.click(grant, what, minutes, seconds)

    @rule(grant=grants, what=clicks, minutes=minutes_from_start, name=hot, kind=kinds, seconds=pauses)
    def click_in_trouble(self, grant: str, what: str, minutes: int, name: str, kind: str, seconds: int) -> None:
        self.fault(name, kind, 1)
        self.click(grant, what, minutes, seconds)

    @rule(grant=grants, name=hot, kind=kinds, seconds=pauses)
    def end_in_trouble(self, grant: str, name: str, kind: str, seconds: int) -> None:
        self.click_in_trouble(grant, "end", 1, name, kind, seconds)

    @rule(is_silent=st.booleans())
    def slack_falls_silent(self, *, is_silent: bool) -> None:
        self.desk.reach.silent = is_silent

    @rule(n=st.integers(0, 3), told=st.booleans())
    def somebody_else_deletes_one(self, n: int, *, told: bool) -> None:
        for credential in self.desk.seam.existing()[n : n + 1]:
            self.desk.seam.mark_deleted(credential)
            self.deleted.add(credential.id)
            if told:
                self.do(self._event(credential.id))

    @rule(seconds=pauses)
    def wait(self, seconds: int) -> None:
        self.do(self.desk.run(timedelta(seconds=seconds)))

    @rule(name=names | hot, kind=kinds, times=st.integers(1, 4))
    def fault(self, name: str, kind: str, times: int) -> None:
        self.desk.faults[name].extend([kind] * times)

    @rule(pin=delays, delete=delays, failing=some_doors, unopened=some_doors)
    def change_seam(self, pin: int, delete: int, failing: set[int], unopened: set[int]) -> None:
        seam, doors = self.desk.seam, self.desk.doors
        seam.pin_delay, seam.delete_delay = timedelta(seconds=pin), timedelta(seconds=delete)
        seam.failing_doors, seam.unopened_doors = {doors[n] for n in failing}, {doors[n] for n in unopened}

    @invariant()
    def nothing_untrue_is_told(self) -> None:
        """Not even while Seam is in trouble: "gone" is gone, and "issued" is there."""
        at_seam = {credential.id for credential in self.desk.seam.existing()}
        for record in self.do(self._records()):
            assert not at_seam & {c.seam_id for c in record.in_state(CredentialState.REVOKED)}
            if record.grant.state.is_open:
                issued = {c.seam_id for c in record.in_state(CredentialState.ISSUED)}
                assert issued <= at_seam | self.deleted

    @invariant()
    def nothing_is_made_without_the_yes_it_needs(self) -> None:
        """Rita may open the guarded door for nobody by herself, by whatever way."""
        requests = self.desk.store._tables.requests.values()
        approved = {request.grant_id for request in requests if request.state is RequestState.APPROVED}
        for record in self.do(self._records()):
            made = [c for c in record.credentials if c.seam_id is not None]
            if record.grant.state in {GrantState.AWAITING_APPROVAL, GrantState.DECLINED}:
                assert not made
            if record.grant.id not in approved:
                assert self.desk.doors[GUARDED] not in {door.entrance_id for c in made for door in c.doors}

    async def _open(self) -> Troubled:
        desk = Troubled()
        guarded = {"id": "g", "name": "Gym", "entrance_ids": [desk.doors[GUARDED]], "stricter": {"approval": "issuers"}}
        await desk.open(mobile_keys=MobileKeys.INSTANT_KEY, roles=ROLES, entrance_groups=[guarded])
        return desk

    async def _records(self) -> Sequence[GrantRecord]:
        async with self.desk.store.read() as work:
            return await work.grants.records(TEAM, self.given)

    async def _event(self, seam_id: str | None) -> None:
        hooks = Webhooks(self.desk.store, self.desk.clock, lambda: None)
        await hooks.receive(deleted(f"event{next(self.numbers)}", seam_id))

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
            elif record.request is not None and what in DECISIONS:
                await self._decide(record.request, what)
            elif what == "webhook" and issued:
                await self._event(issued[minutes % len(issued)].seam_id)

    async def _decide(self, request: ApprovalRequest, what: str) -> None:
        approvals, asker = self.desk.approvals, RITA if request.asked_by == RITA.user_id else SAM
        if what == "approve":
            await approvals.approve(ANA, asker, request.id)
        elif what == "decline":
            await approvals.decline(BEN, request.id, "no")
        elif what == "claim":
            await approvals.claim(BEN, request.id)
        elif what == "withdraw":
            await approvals.withdraw(asker, request.id)

    async def _settle_and_check(self) -> None:
        desk = self.desk
        desk.seam.pin_delay = desk.seam.delete_delay = timedelta(0)
        desk.clear()
        desk.reach.silent = False
        await desk.run(QUIET)
        records = await self._records()
        for record in records:
            await check_settled(desk, record)
        issued = {str(c.seam_id) for record in records for c in record.in_state(CredentialState.ISSUED)}
        # Of what somebody else deleted nobody knows without an event of Seam's.
        at_seam = {credential.id for credential in desk.seam.existing()}
        assert at_seam == (issued | self.foreign) - self.deleted


def _numbered(numbers: Iterator[int], _size: int | None = None) -> str:
    """Ids in the order in which they are asked for, so that a run can be repeated."""
    return f"{next(numbers):016x}"


TestModel = Model.TestCase
TestModel.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)


class LongModel(Model):
    """The same grants, many more of them."""


# Without shrinking: fifty steps take longer to shrink than to read.
LongModel.TestCase.settings = settings(
    max_examples=2000, stateful_step_count=50, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate]
)
TestLongModel = pytest.mark.long(pytest.mark.timeout(1800)(LongModel.TestCase))
