"""A grant is changed from what is stored at that moment, never from what was read before: End may have come between.

So every write reads the grant again inside its own transaction, and `Change` is the only way to write one.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from bot.domain.approval import ApprovalRequest
from bot.domain.errors import NoSuchGrant, WrongState
from bot.domain.grant import Credential, GrantRecord
from bot.domain.task import DoorTask
from bot.services.door_tasks.visiting import follow
from bot.services.kept import Claim
from bot.services.ports import Clock
from bot.services.store import Store, Work


class Change:
    """One transaction on one grant; `record` always shows the grant as it will be stored."""

    def __init__(self, work: Work, record: GrantRecord, now: datetime) -> None:
        self.work = work
        self.record = record
        self.now = now

    async def grant(self, **update: object) -> None:
        """Store the grant with these fields changed."""
        grant = self.record.grant.model_copy(update=update)
        await self.work.grants.save(grant)
        self.record = self.record.model_copy(update={"grant": grant})

    async def credential(self, credential_id: str, **update: object) -> None:
        """Store one credential with these fields changed."""
        changed = self.find(credential_id).model_copy(update=update)
        await self.work.credentials.save(changed)
        credentials = tuple(changed if c.id == credential_id else c for c in self.record.credentials)
        self.record = self.record.model_copy(update={"credentials": credentials})

    async def add(self, *credentials: Credential) -> None:
        """Store further credentials of the grant."""
        await self.work.credentials.add(credentials)
        self.record = self.record.model_copy(update={"credentials": (*self.record.credentials, *credentials)})

    async def task(self, task: DoorTask) -> bool:
        """Store a door task as changed; False, and nothing written, where it was settled before."""
        saved = await self.work.tasks.save(task)
        if saved:
            tasks = tuple(task if known.id == task.id else known for known in self.record.tasks)
            self.record = self.record.model_copy(update={"tasks": tasks})
        return saved

    async def add_task(self, task: DoorTask) -> None:
        """Store a further door task of the grant."""
        await self.work.tasks.add(task)
        self.record = self.record.model_copy(update={"tasks": (*self.record.tasks, task)})

    async def ask(self, request: ApprovalRequest) -> None:
        """Store a new request; it is the grant's newest from now on."""
        await self.work.requests.add(request)
        self.record = self.record.model_copy(update={"request": request})

    async def request(self, **update: object) -> ApprovalRequest:
        """Store the request that waits with these fields changed, and as it then is.

        Raises:
            WrongState: it was decided before, or there is none.
        """
        waiting = self.record.waiting
        changed = waiting and waiting.model_copy(update=update)
        if changed is None or not await self.work.requests.save(changed):
            raise WrongState("already_decided")
        self.record = self.record.model_copy(update={"request": changed})
        return changed

    async def others_open(self) -> int:
        """How many other grants that are not over the requester has at this building."""
        grant = self.record.grant
        found = await self.work.grants.count_open(grant.team_id, grant.building_id, grant.requester)
        return found - (not grant.state.is_over)

    def find(self, credential_id: str) -> Credential:
        """The credential as stored; raises NoSuchGrant where the grant has none of this id."""
        for credential in self.record.credentials:
            if credential.id == credential_id:
                return credential
        raise NoSuchGrant


@asynccontextmanager
async def changing(
    store: Store, clock: Clock, team_id: str, grant_id: str, claim: Claim | None = None
) -> AsyncIterator[Change]:
    """One transaction on a grant, in which its door tasks follow from what has changed.

    Raises:
        NoSuchGrant: the team has no such grant.
        LeaseLost: `claim` was given and another worker drives the saga now.
    """
    async with store.write() as work:
        if claim is not None:
            await work.sagas.hold(claim)
        record = await work.grants.record(team_id, grant_id)
        if record is None:
            raise NoSuchGrant
        change = Change(work, record, clock.now())
        yield change
        await follow(record, change)
