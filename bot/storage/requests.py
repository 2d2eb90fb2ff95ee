"""A request that was decided is never written again: of two who decide at the same moment, one changes a row."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.approval import ApprovalRequest, RequestState
from bot.storage.tables import requests

IS_WAITING = requests.c.state == RequestState.WAITING


class SqlRequests:
    """Fulfils `RequestRows`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, request: ApprovalRequest) -> None:
        await self._connection.execute(requests.insert().values(_columns(request)))

    async def get(self, team_id: str, request_id: str) -> ApprovalRequest | None:
        found = select(requests).where(requests.c.team_id == team_id, requests.c.id == request_id)
        row = (await self._connection.execute(found)).mappings().one_or_none()
        return None if row is None else request_of(row)

    async def save(self, request: ApprovalRequest) -> bool:
        mine = (requests.c.team_id == request.team_id, requests.c.id == request.id)
        saved = await self._connection.execute(update(requests).where(*mine, IS_WAITING).values(_columns(request)))
        return saved.rowcount == 1

    async def waiting(self, team_id: str, limit: int) -> Sequence[ApprovalRequest]:
        oldest = (
            select(requests)
            .where(requests.c.team_id == team_id, IS_WAITING)
            .order_by(requests.c.asked_at, requests.c.id)
            .limit(limit)
        )
        return [request_of(row) for row in (await self._connection.execute(oldest)).mappings()]

    async def wipe_reasons(self, grant_id: str) -> None:
        of_grant = update(requests).where(requests.c.grant_id == grant_id)
        await self._connection.execute(of_grant.values(decline_reason=None))


def newest_of(grant: Any) -> Any:  # noqa: ANN401  columns and clauses of SQLAlchemy's own making
    """The condition under which a row is the newest request of the grant in this column."""
    other = requests.alias("other_request")
    newest = select(func.max(other.c.number)).where(other.c.grant_id == grant).scalar_subquery()
    return (requests.c.grant_id == grant) & (requests.c.number == newest)


def request_of(row: Mapping[Any, Any], prefix: str = "") -> ApprovalRequest:
    """A request out of a row whose columns are named so."""
    return ApprovalRequest(**{name: row[f"{prefix}{name}"] for name in ApprovalRequest.model_fields})


def _columns(request: ApprovalRequest) -> dict[str, object]:
    lists = {"doors": dict(request.doors), "levels": list(request.levels), "asked": list(request.asked)}
    return {**request.model_dump(), **lists, "rule": request.rule and request.rule.model_dump(mode="json")}
