"""The one engine process of an SQLite database: it claims what is due, drives it, and sleeps until the bell rings.

What waits is a row with a due time, never a sleeping coroutine; so stopping here, at any line, loses nothing.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Coroutine, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.engine.clock import Bell
from bot.engine.crons import Crons
from bot.engine.duties import Duties
from bot.engine.places import may_begin
from bot.services.kept import Claim, DueKind, LeaseLost, Times, Which
from bot.services.ports import Clock
from bot.services.store import Store, Work

log = structlog.get_logger(__name__)

REST_AFTER_FAULT = timedelta(seconds=30)
DRAIN = timedelta(seconds=10)
SOON = timedelta(milliseconds=50)


class Embedded:
    """Drives sagas, reminders, posts and crons of one database in this process."""

    def __init__(self, store: Store, clock: Clock, duties: Duties, lease: timedelta) -> None:
        self._store = store
        self._clock = clock
        self._saga = duties.saga
        self._reminders = duties.reminders
        self._outbox = duties.outbox
        self._crons = Crons(store, clock, duties.crons)
        self._ticks = {DueKind.REMINDER: duties.reminders.tick, **duties.ticks}
        self._jobs = {DueKind.UNSHOWN: duties.reminders.unshown, **duties.jobs}
        self._by_the_clock = duties.by_the_clock
        self._after_pass = duties.after_pass
        self._lease = lease
        self._owner = secrets.token_hex(4)
        self._rung = asyncio.Event()
        self._quiet = asyncio.Event()
        self._bell = Bell(self.ring)
        self._running: set[asyncio.Task[None]] = set()
        self._driving: set[Claim] = set()
        self._kept_at = clock.now()
        """All that is being driven held a whole lease at this time, or was claimed later."""
        self._loop: asyncio.Task[None] | None = None
        self._stopping = False

    def ring(self) -> None:
        """Something may be due now."""
        self._quiet.clear()
        self._rung.set()

    async def start(self) -> None:
        """Take over after whatever ran before: the file lock proves it dead, so its leases mean nothing."""
        async with self._store.write() as work:
            await work.sagas.break_leases()
            await work.posts.break_leases()
        # Before the sagas: they end by date what ended while Keydesk was away, and the digest still has to name it.
        await self._reminders.tick()
        self._bell.start()
        self._loop = asyncio.create_task(self._work())
        self.ring()

    async def stop(self, within: timedelta = DRAIN) -> None:
        """Begin nothing new and let what runs come to its next safe line; rows bring back what does not."""
        self._stopping = True
        self._bell.stop()
        self._rung.set()
        if self._loop is not None:
            await self._loop
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=within.total_seconds())
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    @property
    def alive(self) -> bool:
        return self._loop is not None and not self._loop.done() and not self._stopping

    async def settle(self) -> None:
        """Until nothing is due now and nothing runs."""
        self.ring()
        await self._quiet.wait()

    async def _work(self) -> None:
        while not self._stopping:
            await self._rung.wait()
            self._rung.clear()
            try:
                began = await self._pass()
                self._after_pass(began)
            except Exception:
                # The loop is the last line: a full disk or a locked database must pass without killing it.
                log.exception("engine_pass_failed")
                self._bell.at(REST_AFTER_FAULT)
                continue
            if not began and not self._running and not self._rung.is_set():
                self._quiet.set()

    async def _pass(self) -> bool:
        """Begin what is due and set the bell; most passes find nothing, which must cost one look and no write."""
        if self._stopping:
            return False
        times = await self._look()
        due = times.due(self._clock.now())
        began = await self._begin(due)
        self._set_bell(await self._look() if due else times)
        return began

    async def _look(self) -> Times:
        """What is due is asked in one question that writes nothing; without sagas where not any may be begun."""
        async with self._store.read() as work:
            times = await work.next_times()
        return times if may_begin(len(self._driving)) is Which.ANY else replace(times, sagas=None)

    async def _begin(self, due: frozenset[str]) -> bool:
        if "rows" in due:
            await self._begin_rows()
        crons = await self._crons.due()
        self._spawn_all([_ignore_result(cron.do()) for cron in crons])
        began = await self._begin_by_the_clock() or bool(crons)
        while (claim := await self._next_claim(due)) is not None:
            self._driving.add(claim)
            self._spawn(self._drive(claim))
            began = True
        # A row that came due may just have put a post.
        posts = await self._outbox.claim() if due & {"rows", "posts"} else ()
        for post in posts:
            self._spawn(self._outbox.send(post))
        return began or bool(posts)

    async def _begin_rows(self) -> None:
        async with self._store.read() as work:
            due = await work.rows_due(self._clock.now())
        for kind, tick in self._ticks.items():
            if kind in due:
                await tick()
        for kind, hand_out in self._jobs.items():
            if kind in due:
                self._spawn_all(await hand_out())

    async def _begin_by_the_clock(self) -> bool:
        if self._by_the_clock is None:
            return False
        due = await self._by_the_clock.due()
        self._bell.follow(self._by_the_clock.readings)
        self._spawn_all(due)
        return bool(due)

    async def _next_claim(self, due: frozenset[str]) -> Claim | None:
        which = may_begin(len(self._driving))
        return None if which is None or (which is Which.ANY and "sagas" not in due) else await self._claim(which)

    async def _claim(self, which: Which) -> Claim | None:
        async with self._store.write() as work:
            now = self._clock.now()
            if now - self._kept_at >= self._lease:
                await self._keep(work, now)
            return await work.sagas.claim(now, self._owner, self._lease, which)

    async def _keep(self, work: Work, now: datetime) -> None:
        """After the machine was suspended our own leases have run out, and a claim would drive the same saga twice."""
        self._kept_at = now
        for held in tuple(self._driving):
            with suppress(LeaseLost):
                await work.sagas.renew(held, now + self._lease)

    async def _drive(self, claim: Claim) -> None:
        finished = asyncio.Event()
        renewing = asyncio.create_task(self._renew(claim, finished))
        try:
            # What Seam answers meanwhile is found in the log by the reference that the person is given.
            with structlog.contextvars.bound_contextvars(grant=claim.grant_id):
                await self._saga.drive(claim)
        except Exception:
            # A fault of ours in one grant must not stop the others; its row comes back after a rest.
            log.exception("saga_failed", grant=claim.grant_id, attempts=claim.attempts)
            await self._rest(claim)
        finally:
            self._driving.discard(claim)
            finished.set()
            await renewing

    async def _rest(self, claim: Claim) -> None:
        now = self._clock.now()
        try:
            async with self._store.write() as work:
                await work.sagas.park(claim, now + REST_AFTER_FAULT * min(claim.attempts, 10), now, progressed=False)
        except LeaseLost:
            return

    async def _renew(self, claim: Claim, finished: asyncio.Event) -> None:
        while not await _within(finished, self._lease / 3):
            try:
                async with self._store.write() as work:
                    await work.sagas.renew(claim, self._clock.now() + self._lease)
            except LeaseLost:
                return
            except Exception:
                # The lease still runs for a while, and the next try may succeed; the drive itself must not suffer.
                log.exception("lease_not_renewed", grant=claim.grant_id)

    def _set_bell(self, times: Times) -> None:
        if times.first is None:
            self._bell.quiet()
            return
        self._bell.at(max(times.first - self._clock.now(), SOON))

    def _spawn(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.create_task(_logged(work))
        self._running.add(task)
        task.add_done_callback(self._finished)

    def _spawn_all(self, works: Iterable[Coroutine[object, object, None]]) -> None:
        for work in works:
            self._spawn(work)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self.ring()


async def _logged(work: Coroutine[object, object, None]) -> None:
    try:
        await work
    except Exception:
        # Sends and crons have their own retry in their rows; here only the trace is kept.
        log.exception("engine_task_failed")


async def _within(event: asyncio.Event, pause: timedelta) -> bool:
    """Whether the event came before the pause was over."""
    try:
        async with asyncio.timeout(pause.total_seconds()):
            await event.wait()
    except TimeoutError:
        return False
    return True


async def _ignore_result(work: Awaitable[object]) -> None:
    await work
