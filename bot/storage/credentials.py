"""`has_pin` is not stored: it says whether a PIN is kept, so `keep_pin` and the wipes change it, a save never does."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, bindparam, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import NoSuchGrant
from bot.domain.grant import Credential, CredentialState, Pin
from bot.storage.secrets import Keyring
from bot.storage.tables import credentials, grants

OF_GRANTS = (
    select(credentials)
    .where(credentials.c.grant_id.in_(bindparam("grant_ids", expanding=True)))
    .order_by(credentials.c.place)
)
KEPT_PINS = select(credentials.c.id, credentials.c.pin_token).where(
    credentials.c.team_id == bindparam("team"),
    credentials.c.grant_id == bindparam("of"),
    credentials.c.pin_token.is_not(None),
    credentials.c.state != CredentialState.REVOKED,
)
SAVE = update(credentials).where(credentials.c.id == bindparam("this"))
APART = {"has_pin", "instant_key_url"}
"""Fields that are not columns of the same name."""


class SqlCredentials:
    """Fulfils `CredentialRows`."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        self._connection = connection
        self._keyring = keyring

    async def add(self, new: Sequence[Credential]) -> None:
        for grant_id, of_grant in groupby(new, key=attrgetter("grant_id")):
            team_id, place = await self._team_and_place(grant_id)
            rows = [
                {**self._columns(one, team_id), "team_id": team_id, "place": place + further}
                for further, one in enumerate(of_grant)
            ]
            with _one_owner():
                await self._connection.execute(credentials.insert(), rows)

    async def save(self, credential: Credential) -> None:
        """The team is looked up only where a link is to be sealed for it; raises ValueError as `_one_owner` does."""
        link = credential.instant_key_url
        team_id = "" if link is None else (await self._team_and_place(credential.grant_id))[0]
        await self._update(credential.id, self._columns(credential, team_id))

    async def keep_pin(self, credential_id: str, pin: Pin) -> None:
        team = select(credentials.c.team_id).where(credentials.c.id == credential_id)
        team_id = (await self._connection.execute(team)).scalar_one()
        token = self._keyring.encrypt(pin.get_secret_value(), team_id=team_id, row=credential_id, field="pin")
        await self._update(credential_id, {"pin_token": token})

    async def pins(self, team_id: str, grant_id: str) -> Mapping[str, Pin]:
        """PINs by credential id; revoked and wiped ones are absent."""
        rows = await self._connection.execute(KEPT_PINS, {"team": team_id, "of": grant_id})
        return {row: self._keyring.decrypt(token, team_id=team_id, row=row, field="pin") for row, token in rows}

    async def wipe_pins(self, grant_id: str) -> None:
        """Instant Key links go with the PINs: they open doors too."""
        await self._wipe(credentials.c.grant_id == grant_id)

    async def wipe_pin(self, credential_id: str) -> None:
        await self._wipe(credentials.c.id == credential_id)

    async def wipe_overdue(self, team_id: str, before: datetime) -> int:
        end = func.coalesce(grants.c.requested_ends_at, grants.c.ends_at)
        ended = select(grants.c.id).where(grants.c.team_id == team_id, end < before)
        kept = or_(credentials.c.pin_token.is_not(None), credentials.c.instant_key_url_token.is_not(None))
        return await self._wipe(and_(kept, credentials.c.grant_id.in_(ended)))

    async def grant_of_seam_id(self, seam_id: str) -> tuple[str, str] | None:
        found = select(credentials.c.team_id, credentials.c.grant_id).where(credentials.c.seam_id == seam_id).limit(1)
        row = (await self._connection.execute(found)).one_or_none()
        return None if row is None else (row.team_id, row.grant_id)

    async def _team_and_place(self, grant_id: str) -> tuple[str, int]:
        """The grant's team, and the place of its next credential."""
        there = select(func.count()).select_from(credentials).where(credentials.c.grant_id == grant_id)
        found = await self._connection.execute(
            select(grants.c.team_id, there.scalar_subquery()).where(grants.c.id == grant_id)
        )
        row = found.one_or_none()
        if row is None:
            raise NoSuchGrant
        team_id, place = row
        return team_id, place

    async def _update(self, credential_id: str, values: Mapping[str, object]) -> None:
        with _one_owner():
            updated = await self._connection.execute(SAVE, {**values, "this": credential_id})
        if updated.rowcount != 1:
            raise NoSuchGrant

    async def _wipe(self, where: ColumnElement[bool]) -> int:
        nothing = {"pin_token": None, "instant_key_url_token": None}
        return (await self._connection.execute(update(credentials).where(where).values(nothing))).rowcount

    def _columns(self, credential: Credential, team_id: str) -> dict[str, object]:
        url = credential.instant_key_url
        sealed = url and self._keyring.encrypt(
            url.get_secret_value(), team_id=team_id, row=credential.id, field="instant_key_url"
        )
        return {
            **credential.model_dump(exclude=APART),
            "doors": [door.model_dump(mode="json") for door in credential.doors],
            "code": credential.code and credential.code.model_dump(mode="json"),
            "instant_key_url_token": sealed,
        }


@contextmanager
def _one_owner() -> Iterator[None]:
    """Raises ValueError where one credential of Seam's would belong to two of ours: ending one would end both."""
    try:
        yield
    except IntegrityError as error:
        msg = "this credential of Seam belongs to another one of ours"
        raise ValueError(msg) from error


async def credentials_by_grant(
    connection: AsyncConnection, keyring: Keyring, grant_ids: Sequence[str]
) -> Mapping[str, Sequence[Credential]]:
    """The credentials of each grant, in the order in which they were added."""
    rows = await connection.execute(OF_GRANTS, {"grant_ids": grant_ids})
    found: dict[str, list[Credential]] = defaultdict(list)
    for row in rows.mappings():
        found[row["grant_id"]].append(_credential(row, keyring))
    return found


def _credential(row: RowMapping, keyring: Keyring) -> Credential:
    token = row["instant_key_url_token"]
    url = token and keyring.decrypt(token, team_id=row["team_id"], row=row["id"], field="instant_key_url")
    plain: dict[str, Any] = {name: row[name] for name in Credential.model_fields if name not in APART}
    return Credential(**plain, has_pin=row["pin_token"] is not None, instant_key_url=url)
