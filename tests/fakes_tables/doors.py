from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from bot.domain.command import Command
from bot.domain.feed import Batch, FeedKind, Happening, Lane, lane
from tests.fakes_tables.tables import Tables


class MemoryCommands:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, command: Command, submit_key: str) -> bool:
        if (command.team_id, submit_key) in self._tables.command_keys:
            return False
        self._tables.command_keys[command.team_id, submit_key] = command.id
        self._tables.commands[command.id] = command
        return True

    async def save(self, command: Command) -> None:
        self._tables.commands[command.id] = command

    async def get(self, team_id: str, command_id: str) -> Command | None:
        return self._one(lambda one: (one.team_id, one.id) == (team_id, command_id))

    async def by_submit_key(self, team_id: str, submit_key: str) -> Command | None:
        return self._tables.commands.get(self._tables.command_keys.get((team_id, submit_key), ""))

    async def by_attempt(self, team_id: str, attempt_id: str) -> Command | None:
        return self._one(lambda one: (one.team_id, one.attempt_id) == (team_id, attempt_id))

    async def is_due(self, now: datetime) -> bool:
        return (due := self.next_due()) is not None and due <= now

    async def claim(self, now: datetime, until: datetime, limit: int) -> Sequence[Command]:
        due = [one for one in self._tables.commands.values() if one.due_at is not None and one.due_at <= now]
        found = sorted(due, key=lambda one: one.asked_at)[:limit]
        for one in found:
            self._tables.commands[one.id] = one.model_copy(update={"due_at": until})
        return found

    async def since(self, team_id: str, since: datetime) -> Sequence[Command]:
        found = (one for one in self._tables.commands.values() if one.team_id == team_id and one.asked_at >= since)
        return sorted(found, key=lambda one: one.asked_at)

    def next_due(self) -> datetime | None:
        return min((one.due_at for one in self._tables.commands.values() if one.due_at is not None), default=None)

    def _one(self, wanted: Callable[[Command], bool]) -> Command | None:
        return next((one for one in self._tables.commands.values() if wanted(one)), None)


class MemoryFeed:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, happening: Happening) -> bool:
        key = (happening.team_id, happening.id)
        if key in self._tables.happenings:
            return False
        self._tables.happenings[key] = happening
        return True

    async def get(self, team_id: str, happening_id: str) -> Happening | None:
        return self._tables.happenings.get((team_id, happening_id))

    async def last(self, team_id: str, entrance_id: str, kinds: AbstractSet[FeedKind]) -> Happening | None:
        there = (o for o in self._tables.happenings.values() if (o.team_id, o.entrance_id) == (team_id, entrance_id))
        return max((one for one in there if one.kind in kinds), key=lambda one: (one.at, one.id), default=None)

    async def newest_batch(self, team_id: str, building_id: str, of: Lane) -> Batch | None:
        here = (
            one for one in self._tables.happenings.values() if (one.team_id, one.building_id) == (team_id, building_id)
        )
        of_lane = [Batch(one.batch, one.tell_at) for one in here if lane(one.kind) is of]
        return max(of_lane, key=lambda one: one.at, default=None)

    async def of_batch(self, team_id: str, batch: str) -> Sequence[Happening]:
        told = [one for one in self._tables.happenings.values() if (one.team_id, one.batch) == (team_id, batch)]
        return sorted(told, key=lambda one: (one.at, one.id))

    async def forget(self, before: datetime) -> None:
        self._tables.happenings = {key: one for key, one in self._tables.happenings.items() if one.at >= before}
        kept = {id_: one for id_, one in self._tables.commands.items() if one.asked_at >= before or one.due_at}
        self._tables.commands = kept
        self._tables.command_keys = {key: id_ for key, id_ in self._tables.command_keys.items() if id_ in kept}
