"""Any order of starts, wakes, claims, deaths and parks: no wake is lost and a lane never has two live claims."""

import asyncio
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.services.kept import Claim, LeaseLost
from bot.services.store import Store
from bot.storage.secrets import Keyring, new_key
from bot.storage.store import SqlStore
from tests.contracts.store_samples import LEASE, T0, TEAM, grant, seed
from tests.databases import empty_database
from tests.fakes_store import MemoryStore

LANES = {"g1": "a", "g2": "a", "g3": "b"}
T = TypeVar("T")


class SagaMachine(RuleBasedStateMachine):
    """The oracle: which grants have a signal that no claim has seen, and whose claims are live."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.resources = AsyncExitStack()
        self.now = T0
        self.unseen: set[str] = set()
        self.claims: dict[str, Claim] = {}
        self.store = self.run(self.make_store())
        self.run(seed(self.store, *(grant(grant_id) for grant_id in LANES)))
        self.run(self.start_all())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    async def make_store(self) -> Store:
        return MemoryStore()

    async def start_all(self) -> None:
        async with self.store.write() as work:
            for grant_id, lane in LANES.items():
                await work.sagas.start(TEAM, grant_id, lane, self.now)
                self.unseen.add(grant_id)

    def live(self) -> list[Claim]:
        return [claim for claim in self.claims.values() if claim.lease_until >= self.now]

    @rule(seconds=st.sampled_from([1, 30, 61]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(grant_id=st.sampled_from(sorted(LANES)))
    def wake(self, grant_id: str) -> None:
        async def act() -> None:
            async with self.store.write() as work:
                await work.sagas.wake(grant_id, self.now)

        self.run(act())
        self.unseen.add(grant_id)

    @rule()
    def claim(self) -> None:
        claim = self.run(self.try_claim())
        lanes_busy = {LANES[live.grant_id] for live in self.live()}
        if claim is None:
            assert {LANES[grant_id] for grant_id in self.unseen} <= lanes_busy, "a wake was lost"
            return
        assert LANES[claim.grant_id] not in lanes_busy, "two live claims in a lane"
        self.claims[claim.grant_id] = claim
        self.unseen.discard(claim.grant_id)

    async def try_claim(self) -> Claim | None:
        async with self.store.write() as work:
            return await work.sagas.claim(self.now, "me", LEASE)

    @precondition(lambda self: self.claims)
    @rule(data=st.data(), again=st.sampled_from([None, 0, 30]))
    def park(self, data: st.DataObject, again: int | None) -> None:
        claim = self.claims.pop(data.draw(st.sampled_from(sorted(self.claims))))
        was_live = claim.lease_until >= self.now

        async def act() -> None:
            async with self.store.write() as work:
                due_at = None if again is None else self.now + timedelta(seconds=again)
                await work.sagas.park(claim, due_at, self.now, progressed=True)

        try:
            self.run(act())
        except LeaseLost:
            assert not was_live, "a live claim lost its lease"
            self.unseen.add(claim.grant_id)

    @precondition(lambda self: self.claims)
    @rule(data=st.data())
    def die(self, data: st.DataObject) -> None:
        """The worker is gone; its saga must come again when its lease has run out."""
        claim = self.claims[data.draw(st.sampled_from(sorted(self.claims)))]
        self.now = max(self.now, claim.lease_until + timedelta(seconds=1))
        del self.claims[claim.grant_id]
        self.unseen.add(claim.grant_id)

    @invariant()
    def next_due_never_oversleeps(self) -> None:
        if not self.unseen:
            return
        next_due = self.run(self.next_due())
        assert next_due is not None
        assert next_due <= max([self.now, *(claim.lease_until for claim in self.live())])

    async def next_due(self) -> datetime | None:
        async with self.store.read() as work:
            return (await work.next_times()).sagas

    def teardown(self) -> None:
        self.run(self.resources.aclose())
        self.runner.close()


class SqlSagaMachine(SagaMachine):
    async def make_store(self) -> Store:
        folder = Path(self.resources.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder / 'keydesk.sqlite3'}"
        await empty_database(url)
        store = SqlStore(url, Keyring([new_key()]))
        self.resources.push_async_callback(store.close)
        await store.open()
        return store


TestMemorySagas = SagaMachine.TestCase
TestMemorySagas.settings = settings(max_examples=100, stateful_step_count=30, deadline=None)
TestSqlSagas = SqlSagaMachine.TestCase
TestSqlSagas.settings = settings(
    max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
