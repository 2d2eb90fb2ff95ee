"""From nothing to a code at Seam. What became of an unknown create is found by lock and name, and adopted.

Locks of one grant share one code where they can, because one is easier to remember than several: all of them are asked
for in one call, of which Seam makes all or none.
"""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from bot.domain.device import Device
from bot.domain.errors import Rejected
from bot.domain.grant import Credential, GrantRecord, Pin
from bot.domain.lock_code import LockCode
from bot.domain.offline import goes_by_days
from bot.services.batches import as_they_finish
from bot.services.kept import Step
from bot.services.locks.codes import NewCode
from bot.services.messages.telling import fail
from bot.services.ports import AccessControl, SeamCredential
from bot.services.run import Run

_LONGEST_NAME = 12
_GONE = "device_not_found"


@dataclass(frozen=True)
class _Made:
    credential: Credential
    answer: SeamCredential | Rejected


class MakingCodes:
    """Makes the access codes of one grant that are still to be made."""

    def __init__(self, access: AccessControl, install_id: str, at_once: asyncio.Semaphore) -> None:
        self._codes = access.codes
        self._install_id = install_id
        self._at_once = at_once

    async def make(self, run: Run, record: GrantRecord, unmade: Sequence[Credential]) -> bool:
        """Make what is to be made; True where something changed.

        Raises:
            Wait: an outcome must settle first.
            SystemTrouble: Seam does not do its part now.
        """
        if not unmade:
            return False
        steps, locks = await run.steps(), await run.locks()
        doubtful = [c for c in unmade if step_of(c) in steps and c.code is not None]
        settled = await self.find(run, doubtful, steps)
        todo = [c for c in unmade if c.id not in settled]
        todo = [c for c in todo if not await self._refused(run, c, locks)]
        named = await self._intend(run, todo, locks)
        asked = _Asked(run, record, locks, await run.pins())
        for group in _together(named):
            await self._make(asked, group)
        return True

    async def find(self, run: Run, doubtful: Sequence[Credential], steps: Mapping[str, Step]) -> set[str]:
        """Settle creates with an unknown outcome; the ids of those that were found and are theirs by now."""
        if not doubtful:
            return set()
        latest = max((steps[step_of(c)] for c in doubtful), key=lambda step: step.sent_at)
        found = await run.search(latest, lambda: asyncio.gather(*(self._found(c) for c in doubtful)))
        known = [_Made(c, one) for c, one in zip(doubtful, found, strict=True) if one is not None]
        await _keep(run, known)
        return {one.credential.id for one in known}

    async def _found(self, credential: Credential) -> SeamCredential | None:
        code = credential.code
        if code is None:
            return None
        there = await self._codes.named(code.device_id, code.name)
        return next((one for one in there if not one.is_being_deleted), None)

    async def _refused(self, run: Run, credential: Credential, locks: Mapping[str, Device]) -> bool:
        lock = locks.get(credential.doors[0].entrance_id)
        if lock is not None and not lock.removed and lock.takes_codes:
            return False
        problem = "entrance_not_capable" if lock is not None and not lock.removed else "entrance_removed"
        async with run.change() as change:
            await fail(change, credential.id, problem, None)
        return True

    async def _intend(self, run: Run, todo: Sequence[Credential], locks: Mapping[str, Device]) -> list[Credential]:
        """Write down what will be asked for, with the name by which it is found again."""
        online = [c for c in todo if c.code is None and not _lock(c, locks).offline_only]
        shared = self._name(online[0]) if len(online) > 1 else None
        async with run.change() as change:
            for credential in [c for c in todo if c.code is None]:
                lock = _lock(credential, locks)
                name = shared if shared and not lock.offline_only else self._name(credential)
                code = LockCode(device_id=lock.id, name=name, is_offline=lock.offline_only)
                await change.credential(credential.id, code=code)
            await change.work.steps.intend(run.grant_id, [step_of(c) for c in todo], change.now)
            return [change.find(c.id) for c in todo]

    def _name(self, credential: Credential) -> str:
        """Short, because locks limit names; it says nothing of the guest, because it stands in the maker's app."""
        digest = hashlib.sha256(f"{self._install_id}:{credential.id}".encode()).hexdigest()
        return f"KD{digest}"[:_LONGEST_NAME].upper()

    async def _make(self, asked: "_Asked", group: Sequence[Credential]) -> None:
        if len(group) > 1 and await self._share(asked, group):
            return
        await as_they_finish([self._create(asked, one) for one in group], lambda made: _keep(asked.run, made))

    async def _share(self, asked: "_Asked", group: Sequence[Credential]) -> bool:
        """One code for all; False where Seam says that they cannot have one, and has made none."""
        steps = [step_of(c) for c in group]
        with suppress(Rejected):
            async with self._at_once:
                answers = await asked.run.send_all(steps, lambda: self._codes.create(asked.new(group)))
            await _keep(asked.run, [_Made(c, one) for c, one in zip(group, answers, strict=True)])
            return True
        await asked.run.intend(*steps)
        return False

    async def _create(self, asked: "_Asked", credential: Credential) -> _Made:
        try:
            async with self._at_once:
                made = await asked.run.send(step_of(credential), lambda: self._codes.create(asked.new([credential])))
        except Rejected as no:
            return _Made(credential, no)
        return _Made(credential, made[0])


@dataclass(frozen=True)
class _Asked:
    """What codes are made of."""

    run: Run
    record: GrantRecord
    locks: Mapping[str, Device]
    pins: Mapping[str, Pin]
    """Those that a person has chosen, by credential."""

    def new(self, group: Sequence[Credential]) -> NewCode:
        first, asked = group[0], [_lock(credential, self.locks) for credential in group]
        starts_at, is_offline = max(self.record.grant.window.starts_at, self.run.now()), asked[0].offline_only
        return NewCode(
            device_ids=tuple(lock.id for lock in asked),
            name=first.code.name if first.code else "",
            starts_at=starts_at,
            ends_at=first.ends_at,
            pin=self.pins.get(first.id),
            is_offline=is_offline,
            by_days=is_offline and goes_by_days(asked[0], first.ends_at - starts_at),
            use_backup_pool=not is_offline and all(lock.supports_backup_pool for lock in asked),
        )


def step_of(credential: Credential) -> str:
    return f"credential:{credential.id}"


def _lock(credential: Credential, locks: Mapping[str, Device]) -> Device:
    return locks[credential.doors[0].entrance_id]


def _together(credentials: Sequence[Credential]) -> list[list[Credential]]:
    """Those that bear one name are asked for in one call."""
    groups: dict[str, list[Credential]] = {}
    for credential in credentials:
        groups.setdefault(credential.code.name if credential.code else credential.id, []).append(credential)
    return list(groups.values())


async def _keep(run: Run, made: Sequence[_Made]) -> None:
    async with run.change() as change:
        for one in made:
            if isinstance(one.answer, Rejected):
                problem = "entrance_removed" if one.answer.detail == _GONE else one.answer.problem
                await fail(change, one.credential.id, problem, one.answer.request_id)
                continue
            run.fresh[one.credential.id] = one.answer
            await change.work.steps.done(run.grant_id, step_of(one.credential), {"id": one.answer.id})
            await change.credential(one.credential.id, seam_id=one.answer.id)
