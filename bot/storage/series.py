"""A save writes the whole series: read it in the same transaction, as a grant."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.contact import folded
from bot.domain.grant import Guest
from bot.domain.series import Series, SeriesState
from bot.storage.grants import OVER, email_hash
from bot.storage.secrets import Keyring
from bot.storage.tables import grants, series

KEPT = series.c.forgotten_at.is_(None)
NEXT_DUE = select(func.min(series.c.next_at))
_JSON = {"doors", "rule", "left_out"}


class SqlSeries:
    """Fulfils `SeriesRows`."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        self._connection = connection
        self._keyring = keyring

    async def add(self, series_: Series) -> None:
        await self._connection.execute(series.insert().values(self._columns(series_)))

    async def get(self, team_id: str, series_id: str) -> Series | None:
        found = await self._found(select(series).where(series.c.team_id == team_id, series.c.id == series_id))
        return found[0] if found else None

    async def save(self, series_: Series) -> None:
        mine = update(series).where(series.c.team_id == series_.team_id, series.c.id == series_.id)
        saved = await self._connection.execute(mine.values(self._columns(series_)))
        if saved.rowcount != 1:
            raise LookupError(series_.id)

    async def visits(self, team_id: str, series_id: str) -> Mapping[date, str]:
        of_series = and_(grants.c.team_id == team_id, grants.c.series_id == series_id, grants.c.visit_date.is_not(None))
        rows = select(grants.c.visit_date, grants.c.id).where(of_series).order_by(grants.c.visit_date)
        return {row.visit_date: row.id for row in await self._connection.execute(rows)}

    async def not_over(self, team_id: str, series_id: str) -> Sequence[str]:
        of_series = and_(grants.c.team_id == team_id, grants.c.series_id == series_id, grants.c.visit_date.is_not(None))
        rows = select(grants.c.id).where(of_series, grants.c.state.not_in(OVER)).order_by(grants.c.visit_date)
        return (await self._connection.execute(rows)).scalars().all()

    async def open(self, team_id: str) -> Sequence[Series]:
        mine = (series.c.team_id == team_id, series.c.state != SeriesState.ENDED)
        return await self._found(select(series).where(*mine).order_by(series.c.created_at, series.c.id))

    async def due(self, now: datetime, limit: int) -> Sequence[Series]:
        ready = select(series).where(series.c.next_at <= now)
        return await self._found(ready.order_by(series.c.next_at, series.c.id).limit(limit))

    async def of_guest(self, team_id: str, guest: Guest) -> Sequence[Series]:
        same: ColumnElement[bool] = and_(
            series.c.guest_name_folded == folded(guest.name), series.c.guest_email_hash.is_(None)
        )
        if guest.email:
            same = series.c.guest_email_hash == email_hash(self._keyring, team_id, guest.email)
        theirs = select(series).where(series.c.team_id == team_id, same, KEPT)
        return await self._found(theirs.order_by(series.c.created_at.desc(), series.c.id))

    async def over_since(self, team_id: str, building_id: str, before: datetime) -> Sequence[Series]:
        here = and_(series.c.team_id == team_id, series.c.building_id == building_id, KEPT, series.c.ended_at < before)
        return await self._found(select(series).where(here).order_by(series.c.ended_at, series.c.id))

    async def _found(self, query: Select[Any]) -> list[Series]:
        return [self._series(row) for row in (await self._connection.execute(query)).mappings()]

    def _columns(self, series_: Series) -> dict[str, object]:
        guest = series_.guest
        return {
            **series_.model_dump(exclude={"guest", *_JSON}),
            **series_.model_dump(include=_JSON, mode="json"),
            "guest_name": guest.name,
            "guest_name_folded": folded(guest.name),
            "guest_email_token": self._seal(series_, "guest_email", guest.email),
            "guest_email_hash": guest.email and email_hash(self._keyring, series_.team_id, guest.email),
            "guest_phone_token": self._seal(series_, "guest_phone", guest.phone),
        }

    def _seal(self, series_: Series, field: str, text: str | None) -> str | None:
        if text is None:
            return None
        return self._keyring.encrypt(text, team_id=series_.team_id, row=series_.id, field=field)

    def _series(self, row: RowMapping) -> Series:
        plain: dict[str, Any] = {name: row[name] for name in Series.model_fields if name != "guest"}
        guest = Guest(
            name=row["guest_name"], email=self._open(row, "guest_email"), phone=self._open(row, "guest_phone")
        )
        return Series(**plain, guest=guest)

    def _open(self, row: RowMapping, field: str) -> str | None:
        token = row[f"{field}_token"]
        if token is None:
            return None
        return self._keyring.decrypt(token, team_id=row["team_id"], row=row["id"], field=field).get_secret_value()
