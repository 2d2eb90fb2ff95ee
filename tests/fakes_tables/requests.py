from collections.abc import Sequence

from bot.domain.approval import ApprovalRequest
from tests.fakes_tables.tables import Tables


class MemoryRequests:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def add(self, request: ApprovalRequest) -> None:
        others = self._tables.requests.values()
        assert not any((o.grant_id, o.number) == (request.grant_id, request.number) for o in others), "same number"
        self._tables.requests[request.id] = request

    async def get(self, team_id: str, request_id: str) -> ApprovalRequest | None:
        found = self._tables.requests.get(request_id)
        return found if found is not None and found.team_id == team_id else None

    async def save(self, request: ApprovalRequest) -> bool:
        known = await self.get(request.team_id, request.id)
        if known is None or not known.waits:
            return False
        self._tables.requests[request.id] = request
        return True

    async def waiting(self, team_id: str, limit: int) -> Sequence[ApprovalRequest]:
        found = [r for r in self._tables.requests.values() if r.team_id == team_id and r.waits]
        return sorted(found, key=lambda r: (r.asked_at, r.id))[:limit]

    async def wipe_reasons(self, grant_id: str) -> None:
        for request in [r for r in self._tables.requests.values() if r.grant_id == grant_id]:
            self._tables.requests[request.id] = request.model_copy(update={"decline_reason": None})


def newest(tables: Tables, grant_id: str) -> ApprovalRequest | None:
    return max((r for r in tables.requests.values() if r.grant_id == grant_id), key=lambda r: r.number, default=None)
