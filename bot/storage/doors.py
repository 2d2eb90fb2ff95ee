"""Of two submits of one form one command is written, and of two deliveries of one event one happening."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.command import Command
from bot.domain.feed import Batch, FeedKind, Happening, Lane, lane
from bot.storage.tables import commands, happenings

NEXT_DUE = select(func.min(commands.c.due_at)).where(commands.c.due_at.is_not(None))


class SqlCommands:
    """Fulfils `CommandRows`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, command: Command, submit_key: str) -> bool:
        new = insert(commands).values(**command.model_dump(), submit_key=submit_key).on_conflict_do_nothing()
        return (await self._connection.execute(new)).rowcount == 1

    async def save(self, command: Command) -> None:
        mine = and_(commands.c.team_id == command.team_id, commands.c.id == command.id)
        await self._connection.execute(update(commands).where(mine).values(command.model_dump()))

    async def get(self, team_id: str, command_id: str) -> Command | None:
        return await self._one(commands.c.team_id == team_id, commands.c.id == command_id)

    async def by_submit_key(self, team_id: str, submit_key: str) -> Command | None:
        return await self._one(commands.c.team_id == team_id, commands.c.submit_key == submit_key)

    async def by_attempt(self, team_id: str, attempt_id: str) -> Command | None:
        return await self._one(commands.c.team_id == team_id, commands.c.attempt_id == attempt_id)

    async def is_due(self, now: datetime) -> bool:
        found = select(commands.c.id).where(commands.c.due_at <= now).limit(1)
        return (await self._connection.execute(found)).first() is not None

    async def claim(self, now: datetime, until: datetime, limit: int) -> Sequence[Command]:
        oldest = select(commands.c.id).where(commands.c.due_at <= now).order_by(commands.c.due_at).limit(limit)
        found = await self._found(commands.c.id.in_(oldest))
        claimed = update(commands).where(commands.c.id.in_([one.id for one in found])).values(due_at=until)
        await self._connection.execute(claimed)
        return found

    async def since(self, team_id: str, since: datetime) -> Sequence[Command]:
        return await self._found(commands.c.team_id == team_id, commands.c.asked_at >= since)

    async def _one(self, *where: ColumnElement[bool]) -> Command | None:
        found = await self._found(*where)
        return found[0] if found else None

    async def _found(self, *where: ColumnElement[bool]) -> list[Command]:
        columns = [commands.c[name] for name in Command.model_fields]
        rows = await self._connection.execute(select(*columns).where(*where).order_by(commands.c.asked_at))
        return [Command(**row) for row in rows.mappings()]


class SqlFeed:
    """Fulfils `FeedRows`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, happening: Happening) -> bool:
        values = {**happening.model_dump(), "lane": lane(happening.kind)}
        new = insert(happenings).values(values).on_conflict_do_nothing()
        return (await self._connection.execute(new)).rowcount == 1

    async def last(self, team_id: str, entrance_id: str, kinds: AbstractSet[FeedKind]) -> Happening | None:
        at_door = (happenings.c.team_id == team_id, happenings.c.entrance_id == entrance_id)
        found = await self._found(*at_door, happenings.c.kind.in_(kinds))
        return found[-1] if found else None

    async def newest_batch(self, team_id: str, building_id: str, of: Lane) -> Batch | None:
        here = (happenings.c.team_id == team_id, happenings.c.building_id == building_id, happenings.c.lane == of)
        newest = select(happenings.c.batch, happenings.c.tell_at).where(*here)
        row = (await self._connection.execute(newest.order_by(happenings.c.tell_at.desc()).limit(1))).first()
        return None if row is None else Batch(row.batch, row.tell_at)

    async def get(self, team_id: str, happening_id: str) -> Happening | None:
        found = await self._found(happenings.c.team_id == team_id, happenings.c.id == happening_id)
        return found[0] if found else None

    async def of_batch(self, team_id: str, batch: str) -> Sequence[Happening]:
        return await self._found(happenings.c.team_id == team_id, happenings.c.batch == batch)

    async def _found(self, *told: ColumnElement[bool]) -> list[Happening]:
        columns = [happenings.c[name] for name in Happening.model_fields]
        rows = await self._connection.execute(select(*columns).where(*told).order_by(happenings.c.at, happenings.c.id))
        return [Happening(**row) for row in rows.mappings()]

    async def forget(self, before: datetime) -> None:
        await self._connection.execute(delete(happenings).where(happenings.c.at < before))
        settled = and_(commands.c.asked_at < before, commands.c.due_at.is_(None))
        await self._connection.execute(delete(commands).where(settled))
