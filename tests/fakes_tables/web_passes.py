import hashlib

from pydantic import SecretStr

from bot.domain.web_pass import WebPass
from tests.fakes_tables.tables import Tables


class MemoryPasses:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, web_pass: WebPass) -> None:
        if await self.of_grant(web_pass.team_id, web_pass.grant_id) is not None:
            raise ValueError(web_pass.grant_id)
        self._tables.web_passes[web_pass.id] = web_pass

    async def of_grant(self, team_id: str, grant_id: str) -> WebPass | None:
        return next((one for one in self._live() if (one.team_id, one.grant_id) == (team_id, grant_id)), None)

    async def find(self, token: str) -> WebPass | None:
        return next((one for one in self._live() if self.token(one).get_secret_value() == token), None)

    async def save(self, web_pass: WebPass) -> None:
        self._tables.web_passes[web_pass.id] = web_pass

    def token(self, web_pass: WebPass) -> SecretStr:
        return SecretStr(hashlib.sha256(f"{web_pass.team_id} {web_pass.id}".encode()).hexdigest()[:32])

    def _live(self) -> list[WebPass]:
        return [one for one in self._tables.web_passes.values() if one.revoked_at is None]
