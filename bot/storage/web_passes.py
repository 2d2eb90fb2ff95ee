"""A token is looked up by its keyed hash alone, in an index: how long that takes says nothing of any token."""

from base64 import urlsafe_b64encode

from pydantic import SecretStr
from sqlalchemy import ColumnElement, and_, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.web_pass import WebPass
from bot.storage.secrets import Keyring
from bot.storage.tables import web_passes

TOKEN_BYTES = 24
IS_LIVE = web_passes.c.revoked_at.is_(None)


class SqlPasses:
    """Fulfils `PassRows`."""

    def __init__(self, connection: AsyncConnection, keyring: Keyring) -> None:
        self._connection = connection
        self._keyring = keyring

    async def add(self, web_pass: WebPass) -> None:
        token_hash = self._hash(self.token(web_pass).get_secret_value())
        try:
            await self._connection.execute(insert(web_passes).values(**web_pass.model_dump(), token_hash=token_hash))
        except IntegrityError as error:
            msg = "this grant has a web pass that is not revoked"
            raise ValueError(msg) from error

    async def of_grant(self, team_id: str, grant_id: str) -> WebPass | None:
        return await self._one(and_(web_passes.c.team_id == team_id, web_passes.c.grant_id == grant_id))

    async def find(self, token: str) -> WebPass | None:
        return await self._one(web_passes.c.token_hash == self._hash(token))

    async def save(self, web_pass: WebPass) -> None:
        this = and_(web_passes.c.team_id == web_pass.team_id, web_passes.c.id == web_pass.id)
        await self._connection.execute(update(web_passes).where(this).values(**web_pass.model_dump()))

    def token(self, web_pass: WebPass) -> SecretStr:
        derived = bytes.fromhex(self._keyring.keyed_hash(web_pass.id, f"web pass token, {web_pass.team_id}"))
        return SecretStr(urlsafe_b64encode(derived[:TOKEN_BYTES]).decode())

    def _hash(self, token: str) -> str:
        return self._keyring.keyed_hash(token, "web pass look-up")

    async def _one(self, where: ColumnElement[bool]) -> WebPass | None:
        row = (await self._connection.execute(select(web_passes).where(where, IS_LIVE))).mappings().one_or_none()
        return None if row is None else WebPass(**{name: row[name] for name in WebPass.model_fields})
