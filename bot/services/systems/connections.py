"""Attempts to connect an account, at Seam and here: one outlives a restart, its link is not kept but asked for anew."""

from collections.abc import Sequence
from typing import Protocol

from pydantic import SecretStr

from bot.domain.connection import Connection, ConnectKind
from bot.domain.value import Value


class Webview(Value):
    """A Connect Webview: a page of Seam's on which somebody signs in at a provider."""

    id: str
    url: SecretStr
    """Whoever has it can connect an account: it is shown to the person who asked for it and to nobody else."""
    has_failed: bool
    account_id: str | None
    """None until somebody has signed in."""


class Account(Value):
    """A connected account; `problem` is a key of `domain.problems` where Seam reports an error on it."""

    id: str
    name: str
    """The provider's: "Latch"."""
    problem: str | None


class ConnectionRows(Protocol):
    """Connections of a team, whatever came of them."""

    async def add(self, connection: Connection) -> None: ...

    async def save(self, connection: Connection) -> None: ...

    async def get(self, team_id: str, connection_id: str) -> Connection | None: ...

    async def newest(self, team_id: str, limit: int) -> Sequence[Connection]:
        """By when they were begun, the newest first."""


class Connections(Protocol):
    """Seam's Connect Webviews and the accounts that come of them."""

    async def create(self, kind: ConnectKind, mark: str) -> Webview:
        """Seam has no idempotency key here either; `mark` is ours, and it is found by it."""

    async def find(self, mark: str) -> Webview | None:
        """The one that was made with this mark."""

    async def get(self, webview_id: str) -> Webview | None: ...

    async def account(self, account_id: str) -> Account | None: ...
