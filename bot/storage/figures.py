"""Counted over the small indexes of what is not over yet: a look takes no longer with a million ended grants."""

from datetime import datetime

from sqlalchemy import bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.grant import CredentialState, GrantState
from bot.services.figures import Figures
from bot.services.grants.ending import ALARM_AFTER
from bot.storage.tables import credentials, grants, posts
from bot.storage.tables.grants import NOT_OVER

IS_NOT_OVER = text(f"grants.{NOT_OVER}")
"""As text: SQLite takes an index with a condition only where it finds the condition word for word."""
BY_STATE = (
    select(
        grants.c.state,
        func.count().label("number"),
        func.min(grants.c.created_at).label("created"),
        func.min(grants.c.ending_at).label("ending"),
    )
    .where(IS_NOT_OVER)
    .group_by(grants.c.state)
)
WAITS_SINCE = {GrantState.ISSUING: "created", GrantState.ENDING: "ending"}
POSTS = select(func.count()).select_from(posts).where(text("posts.state = 'due'"))
LATE = (
    select(func.count())
    .select_from(grants.join(credentials, credentials.c.grant_id == grants.c.id))
    .where(IS_NOT_OVER, credentials.c.state == CredentialState.REVOKING, credentials.c.revoking_at <= bindparam("late"))
)


class SqlFigures:
    """Fulfils `FigureRows`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def count(self, now: datetime) -> Figures:
        rows = (await self._connection.execute(BY_STATE)).mappings()
        found = {GrantState(row["state"]): row for row in rows}
        since = [found[state][column] for state, column in WAITS_SINCE.items() if state in found]
        late = {"late": now - ALARM_AFTER}
        return Figures(
            grants={state: row["number"] for state, row in found.items()},
            under_way_since=min((at for at in since if at is not None), default=None),
            posts=(await self._connection.execute(POSTS)).scalar_one(),
            revokes_late=(await self._connection.execute(LATE, late)).scalar_one(),
        )
