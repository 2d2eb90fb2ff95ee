from collections import Counter
from datetime import datetime

from bot.domain.grant import CredentialState, GrantState
from bot.services.figures import Figures
from bot.services.grants.ending import ALARM_AFTER
from tests.fakes_tables.tables import Tables


class MemoryFigures:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def count(self, now: datetime) -> Figures:
        there = {one.id: one for one in self._tables.grants.values() if not one.state.is_over}
        since = [one.created_at for one in there.values() if one.state is GrantState.ISSUING]
        since += [one.ending_at for one in there.values() if one.state is GrantState.ENDING and one.ending_at]
        leaving = [
            one
            for one in self._tables.credentials.values()
            if one.grant_id in there and one.state is CredentialState.REVOKING
        ]
        return Figures(
            grants=Counter(one.state for one in there.values()),
            under_way_since=min(since, default=None),
            posts=sum(row.state == "due" for row in self._tables.posts.values()),
            revokes_late=sum(one.revoking_at is not None and one.revoking_at <= now - ALARM_AFTER for one in leaving),
        )
