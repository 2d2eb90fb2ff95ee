"""An engine over a store in memory, with sagas that do what the test says; only the bell runs by real time."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.engine.crons import Cron
from bot.engine.duties import Duties
from bot.engine.embedded import Embedded
from bot.services.grants.grant_saga import GrantSaga
from bot.services.grants.showing import Showing
from bot.services.kept import Claim, Due, DueKind, LeaseLost
from bot.services.messages.outbox import Outbox, Poster
from bot.services.messages.reminders import Reminders
from tests.contracts.store_samples import TEAM, grant, seed
from tests.fakes import FakeClock
from tests.fakes_store import MemoryStore
from tests.fakes_tables.tables import SagaRow
from tests.services.screens import FakePoster, FakeScreen

LEASE = timedelta(seconds=45)
QUARTER = timedelta(minutes=15)


class ScriptedSaga(GrantSaga):
    """Takes note of each drive; one that is held waits for `release`, a broken one raises, all others park."""

    def __init__(self, store: MemoryStore, clock: FakeClock) -> None:
        self._memory = store
        self._clock = clock
        self.began: list[str] = []
        self.ended: list[str] = []
        self.held: set[str] = set()
        self.broken: set[str] = set()
        self.at_once = 0
        self._now: Counter[str] = Counter()
        self._released = asyncio.Event()

    def release(self) -> None:
        self.held.clear()
        self._released.set()

    async def drive(self, claim: Claim) -> None:
        self.began.append(claim.grant_id)
        self._now[claim.grant_id] += 1
        self.at_once = max(self.at_once, self._now[claim.grant_id])
        try:
            if claim.grant_id in self.held:
                await self._released.wait()
            if claim.grant_id in self.broken:
                msg = "a fault of ours"
                raise RuntimeError(msg)
            await self._park(claim)
        finally:
            self._now[claim.grant_id] -= 1
        self.ended.append(claim.grant_id)

    async def _park(self, claim: Claim) -> None:  # type: ignore[override]
        try:
            async with self._memory.write() as work:
                await work.sagas.park(claim, None, self._clock.now(), progressed=True)
        except LeaseLost:
            return


class StumblingReminders(Reminders):
    """Fails as often as it is told to."""

    failures = 0

    async def tick(self) -> None:
        if self.failures:
            self.failures -= 1
            msg = "database or disk is full"
            raise OSError(msg)
        await super().tick()


class Room:
    """A store, a clock, and as many engines on them as the test starts."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.store = MemoryStore()
        self.saga = ScriptedSaga(self.store, self.clock)
        self.poster: Poster = FakePoster()
        showing = Showing(self.store, self.clock, FakeScreen())
        self.reminders = StumblingReminders(self.store, self.clock, showing)

    def engine(self, crons: Sequence[Cron] = (), lease: timedelta = LEASE) -> Embedded:
        outbox = Outbox(self.store, self.clock, self.poster)
        return Embedded(self.store, self.clock, Duties(self.saga, self.reminders, outbox, crons), lease)

    @asynccontextmanager
    async def running(self, crons: Sequence[Cron] = (), lease: timedelta = LEASE) -> AsyncIterator[Embedded]:
        engine = self.engine(crons, lease)
        await engine.start()
        try:
            yield engine
        finally:
            self.saga.release()
            await engine.stop()

    async def add(self, *names: str, **changes: object) -> None:
        """Grants whose sagas are due now."""
        await seed(self.store, *[grant(name, **changes) for name in names])
        async with self.store.write() as work:
            for name in names:
                await work.sagas.start(TEAM, name, name, self.clock.now())

    async def remind(self, name: str) -> None:
        """A reminder that is due now."""
        row = Due(id=name, team_id=TEAM, grant_id=name, kind=DueKind.REMINDER, lead=QUARTER, due_at=self.clock.now())
        async with self.store.write() as work:
            await work.due.put([row])

    async def wake(self, name: str) -> None:
        async with self.store.write() as work:
            await work.sagas.wake(name, self.clock.now())

    def row(self, name: str) -> SagaRow:
        return self.store._tables.sagas[name]

    async def until(self, check: Callable[[], object]) -> None:
        """Let the engine's tasks run until it is so."""
        async with asyncio.timeout(5):
            while not check():  # noqa: ASYNC110  what is waited for is a row, and rows ring no bell
                await asyncio.sleep(0.001)
