"""A copy of the rows opens nothing: they hold a keyed hash of each token, and a token is derived with our keys."""

from typing import Protocol

from pydantic import SecretStr

from bot.domain.web_pass import WebPass


class PassRows(Protocol):
    async def add(self, web_pass: WebPass) -> None:
        """A grant has one at a time that is not revoked; raises ValueError for a second one."""

    async def of_grant(self, team_id: str, grant_id: str) -> WebPass | None:
        """The one that is not revoked."""

    async def find(self, token: str) -> WebPass | None:
        """By what stands in the link; a revoked one is as unknown as one that never was."""

    async def save(self, web_pass: WebPass) -> None: ...

    def token(self, web_pass: WebPass) -> SecretStr:
        """What stands in its link: 192 bits, the same at every call."""
