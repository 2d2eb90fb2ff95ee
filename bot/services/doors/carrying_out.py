"""A command is sent once. What stops between "sent" and "recorded" leaves an outcome that nobody knows, and is told so.

Nothing here sends again: the person who wanted the door open may have gone, and somebody else may stand there.
"""

from collections.abc import Callable, Coroutine, Sequence
from datetime import timedelta

from bot.domain.command import PATIENCE, STALE, Action, Command, CommandState
from bot.domain.errors import OutcomeUnknown, SystemTrouble
from bot.domain.opening import opens
from bot.services.doors.commanding import entry_of
from bot.services.doors.control import Attempt, AttemptState, DoorControl
from bot.services.doors.feeding import tell_command
from bot.services.doors.uses import opened_from_page
from bot.services.ports import Clock
from bot.services.store import Store, Work

LEASE = timedelta(minutes=1)
"""Longer than a whole call to Seam: who holds a command for so long is dead."""
AT_ONCE = 20


class CarryingOut:
    """Sends what was asked for, and asks for the lock's answer; `settled` is called when somebody's wait is over."""

    def __init__(self, store: Store, clock: Clock, control: DoorControl, settled: Callable[[], None]) -> None:
        self._store = store
        self._clock = clock
        self._control = control
        self._settled = settled

    async def jobs(self) -> Sequence[Coroutine[object, object, None]]:
        """What is due now, each to one worker."""
        now = self._clock.now()
        async with self._store.read() as work:
            if not await work.commands.is_due(now):
                return ()
        async with self._store.write() as work:
            due = await work.commands.claim(now, now + LEASE, AT_ONCE)
        return [self._go_on(command) for command in due]

    async def _go_on(self, command: Command) -> None:
        match command.state:
            case CommandState.ASKED if self._clock.now() - command.asked_at > STALE:
                await self._settle(command, CommandState.FAILED, "command_stale")
            case CommandState.ASKED:
                await self._send(command)
            case CommandState.SENT:
                await self._settle(command, CommandState.UNKNOWN, "command_lost")
            case _:
                await self._follow(command)

    async def _send(self, command: Command) -> None:
        sent = command.model_copy(update={"state": CommandState.SENT, "sent_at": self._clock.now()})
        async with self._store.write() as work:
            known = await work.commands.get(command.team_id, command.id)
            if known is None or known.state is not CommandState.ASKED:
                return
            is_wanted = await self._is_wanted(work, command)
            if is_wanted:
                await self._save(work, sent, LEASE)
        if not is_wanted:
            await self._settle(command, CommandState.FAILED, "not_your_door")
            return
        try:
            attempt = await self._control.command(command.entrance_id, command.action)
        except OutcomeUnknown:
            await self._settle(sent, CommandState.UNKNOWN, "command_lost")
        except SystemTrouble as no:
            await self._settle(sent, CommandState.FAILED, no.problem)
        else:
            taken = sent.model_copy(update={"state": CommandState.TAKEN, "attempt_id": attempt.id})
            async with self._store.write() as work:
                await self._save(work, taken, taken.pause)
            await self._judge(taken, attempt)

    async def _is_wanted(self, work: Work, command: Command) -> bool:
        """What a guest asked for is looked at again: End may have come between. Locking does no harm."""
        if command.grant_id is None or command.action is Action.LOCK:
            return True
        record = await work.grants.record(command.team_id, command.grant_id)
        return record is not None and opens(record, command.entrance_id, self._clock.now())

    async def _follow(self, command: Command) -> None:
        try:
            attempt = await self._control.attempt(command.attempt_id or "")
        except SystemTrouble:
            await self._wait(command)
            return
        if attempt is None:
            await self._settle(command, CommandState.UNKNOWN, "command_lost")
        else:
            await self._judge(command, attempt)

    async def _judge(self, command: Command, attempt: Attempt) -> None:
        match attempt.state:
            case AttemptState.SUCCESS:
                is_sure = attempt.is_confirmed
                await self._settle(command, CommandState.CONFIRMED if is_sure else CommandState.ACCEPTED)
            case AttemptState.ERROR:
                await self._settle(command, CommandState.FAILED, attempt.problem or "command_failed")
            case AttemptState.PENDING:
                await self._wait(command)

    async def _wait(self, command: Command) -> None:
        """Once nobody waits any more it is unknown; what the lock says later is told still, when Seam tells of it."""
        if self._clock.now() - command.asked_at > PATIENCE:
            await self._settle(command, CommandState.UNKNOWN, "command_unanswered")
            return
        waiting = command.model_copy(update={"tries": command.tries + 1})
        async with self._store.write() as work:
            await self._save(work, waiting, waiting.pause)

    async def _settle(self, command: Command, state: CommandState, problem: str | None = None) -> None:
        now = self._clock.now()
        update = {"state": state, "problem": problem, "settled_at": now, "due_at": None}
        settled = command.model_copy(update=update)
        async with self._store.write() as work:
            known = await work.commands.get(command.team_id, command.id)
            if known is None or not known.may_change:
                return
            await work.commands.save(settled)
            if known.state is state:
                return
            await work.audit.add(entry_of(settled, "settled"))
            await tell_command(work, settled, now)
            await opened_from_page(work, settled, now)
        await self._look(settled)
        self._settled()

    async def _look(self, command: Command) -> None:
        """How the lock stands by now, for whoever looks; where Seam does not tell, our tables stay as they are."""
        try:
            device = await self._control.device(command.entrance_id)
        except SystemTrouble:
            return
        if device is not None:
            async with self._store.write() as work:
                await work.devices.save(command.team_id, device, self._clock.now())

    async def _save(self, work: Work, command: Command, pause: timedelta) -> None:
        await work.commands.save(command.model_copy(update={"due_at": self._clock.now() + pause}))
