"""Intent, act, record: a create is written down before it is sent, and a fresh answer is written before it is told.

Seam's creates have no idempotency key. So an intent without a result means "unknown": wait until a late effect has
settled, search, adopt what is found, and only then send again. Nothing here retries a create blindly.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import TypeVar

from bot.domain.device import Device
from bot.domain.errors import NotSent, OutcomeUnknown, Rejected, SystemTrouble
from bot.domain.grant import Grant, GrantRecord, Pin
from bot.services.change import Change, changing
from bot.services.kept import Claim, LeaseLost, Step, StepState
from bot.services.ports import Clock, SeamCredential
from bot.services.store import Store

T = TypeVar("T")

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=5)


class Wait(Exception):
    """Nothing more to do for this saga before `until`."""

    def __init__(self, until: datetime, trouble: str | None = None) -> None:
        super().__init__(until.isoformat())
        self.until = until
        self.trouble = trouble


class Run:
    """One claimed drive of a grant's saga: its fence guards every write, its steps remember every create."""

    def __init__(self, store: Store, clock: Clock, claim: Claim, settle: timedelta, began: datetime) -> None:
        self._store = store
        self._clock = clock
        self._settle = settle
        self._began = began
        self.claim = claim
        self.fresh: dict[str, SeamCredential] = {}
        """What creates have just answered, by credential: the first look needs no call."""
        self.has_screens = True
        """Whether a modal or a message of its own may be waiting for its result; of a list's grants none is."""

    def now(self) -> datetime:
        return self._clock.now()

    @property
    def grant_id(self) -> str:
        return self.claim.grant_id

    def change(self) -> AbstractAsyncContextManager[Change]:
        """A transaction on the grant that fails with LeaseLost where another worker has taken the saga over."""
        return changing(self._store, self._clock, self.claim.team_id, self.grant_id, self.claim)

    async def load(self) -> GrantRecord:
        async with self._store.read() as work:
            record = await work.grants.record(self.claim.team_id, self.grant_id)
        if record is None:
            raise LeaseLost
        self.has_screens = record.grant.batch_id is None
        return record

    async def steps(self) -> Mapping[str, Step]:
        async with self._store.read() as work:
            return await work.steps.of_grant(self.grant_id)

    async def pins(self) -> Mapping[str, Pin]:
        """What is kept of the grant's PINs, by credential."""
        async with self._store.read() as work:
            return await work.credentials.pins(self.claim.team_id, self.grant_id)

    async def locks(self) -> Mapping[str, Device]:
        """The smart locks that the team has, by id."""
        async with self._store.read() as work:
            return {device.id: device for device in await work.devices.all(self.claim.team_id)}

    async def unowned(self, found: Sequence[SeamCredential]) -> list[SeamCredential]:
        """Those that no credential of ours has, of this grant or any other: a shared guest has several grants'."""
        async with self._store.read() as work:
            return [one for one in found if await work.credentials.grant_of_seam_id(one.id) is None]

    async def mark(self, kind: str, *keys: str) -> None:
        """Remember something about objects of Seam's, for this grant and all others."""
        async with self.change() as change:
            for key in keys:
                await change.work.once.first(kind, key, change.now)

    async def is_marked(self, kind: str, key: str) -> bool:
        async with self._store.read() as work:
            return await work.once.seen(kind, key)

    async def guest_is_leaving(self, grant: Grant) -> bool:
        """Whether another grant of this guest is deleting their identity at this moment."""
        async with self._store.read() as work:
            return await work.grants.guest_is_leaving(grant)

    async def intend(self, *names: str) -> None:
        async with self.change() as change:
            await change.work.steps.intend(self.grant_id, names, change.now)

    async def done(self, name: str, made: str) -> None:
        async with self.change() as change:
            await change.work.steps.done(self.grant_id, name, {"id": made})

    async def forget(self, name: str) -> None:
        async with self.change() as change:
            await change.work.steps.forget(self.grant_id, name)

    def settled_at(self, step: Step) -> datetime:
        """From when on a search shows every effect that this call can still have.

        A call of a process that died may have left it, or been waiting at Seam, until the moment it died: what counts
        for it is when this process began.
        """
        return max(step.sent_at, self._began) + self._settle

    def pause(self, trouble: SystemTrouble) -> datetime:
        """Until when to leave Seam alone: as long as it asks for, else longer with each attempt in vain."""
        asked = trouble.retry_after if isinstance(trouble, NotSent) else None
        backoff = min(FIRST_PAUSE * 2 ** min(self.claim.attempts - 1, 8), LONGEST_PAUSE)
        return self.now() + (asked or backoff)

    async def once(
        self, name: str, act: Callable[[], Awaitable[str]], find: Callable[[], Awaitable[str | None]]
    ) -> str:
        """The id that the create `name` made, made exactly once.

        Raises:
            Wait: the outcome is unknown and must settle first.
            NotSent: Seam asks for a pause.
            Rejected: Seam's definite no.
        """
        step = (await self.steps()).get(name)
        if step is not None and step.state is StepState.DONE:
            return str(step.result["id"])
        if step is not None:
            found = await self.search(step, find)
            if found is not None:
                await self.done(name, found)
                return found
        await self.intend(name)
        made = await self.send(name, act)
        await self.done(name, made)
        return made

    async def search(self, step: Step, find: Callable[[], Awaitable[T]]) -> T:
        """Look for the effect of a call with an unknown outcome, not before it has settled."""
        if self.now() < self.settled_at(step):
            raise Wait(self.settled_at(step))
        return await find()

    async def send(self, name: str, act: Callable[[], Awaitable[T]]) -> T:
        """Act on an intent that is written; a sure "no effect" takes the intent back, a doubt leaves it.

        `act` raises Wait where it has sent nothing with an effect yet.
        """
        return await self.send_all([name], act)

    async def send_all(self, names: Sequence[str], act: Callable[[], Awaitable[T]]) -> T:
        """The same for one call that several intents are about."""
        try:
            return await act()
        except (NotSent, Rejected, Wait):
            for name in names:
                await self.forget(name)
            raise
        except OutcomeUnknown as doubt:
            # What settles is the end of the call, which may have been long under way since its intent was written.
            await self.intend(*names)
            raise Wait(self.now() + self._settle, doubt.problem) from doubt
