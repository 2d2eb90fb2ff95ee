"""A guest is known by their e-mail, else by their name: grants without an e-mail belong to nobody who has one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.contact import folded
from bot.domain.grant import Grant, GrantRecord, Guest
from bot.storage.grants import OVER, WITH_BUILDING, SqlGrants, email_hash
from bot.storage.secrets import Keyring
from bot.storage.tables import credentials, grants

KEPT = grants.c.forgotten_at.is_(None)
ENDED_AT = func.coalesce(grants.c.ending_at, grants.c.created_at)


class SqlGuests:
    """Fulfils `GuestRows`."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        self._grants = SqlGrants(connection, keyring)
        self._keyring = keyring

    async def search(self, team_id: str, building_ids: Sequence[str], text: str, limit: int) -> Sequence[Grant]:
        here = and_(grants.c.team_id == team_id, grants.c.building_id.in_(building_ids), KEPT)
        named = grants.c.guest_name_folded.contains(folded(text), autoescape=True)
        by_mail = grants.c.guest_email_hash == email_hash(self._keyring, team_id, text)
        newest = _newest(and_(here, or_(named, by_mail))).limit(limit)
        return [record.grant for record in await self._grants.found_by(newest)]

    async def grants(self, team_id: str, guest: Guest) -> Sequence[GrantRecord]:
        same: ColumnElement[bool] = and_(
            grants.c.guest_name_folded == folded(guest.name), grants.c.guest_email_hash.is_(None)
        )
        if guest.email:
            same = grants.c.guest_email_hash == email_hash(self._keyring, team_id, guest.email)
        return await self._grants.found_by(_newest(and_(grants.c.team_id == team_id, same, KEPT)))

    async def over_since(
        self, team_id: str, building_id: str, before: datetime, limit: int, at_doors: Sequence[str] | None = None
    ) -> Sequence[GrantRecord]:
        here = and_(grants.c.team_id == team_id, grants.c.building_id == building_id, KEPT)
        over = WITH_BUILDING.where(here, grants.c.state.in_(OVER), before > ENDED_AT)
        if at_doors is not None:
            over = over.where(_at(at_doors))
        return await self._grants.found_by(over.order_by(ENDED_AT, grants.c.id).limit(limit))


def _at(entrance_ids: Sequence[str]) -> ColumnElement[bool]:
    door = func.json_each(credentials.c.doors).table_valued("value", joins_implicitly=True)
    wanted = func.json_extract(door.c.value, "$.entrance_id").in_(entrance_ids)
    return exists().where(credentials.c.grant_id == grants.c.id, wanted)


def _newest(where: ColumnElement[bool]) -> Select[tuple[object, ...]]:
    return WITH_BUILDING.where(where).order_by(grants.c.created_at.desc(), grants.c.id)
