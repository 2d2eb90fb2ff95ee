"""A post may be put again while it is being sent: the generation tells whether what was sent is still wanted."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from enum import StrEnum
from operator import attrgetter

from sqlalchemy import ColumnElement, RowMapping, and_, bindparam, case, func, or_, select, tuple_, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.services.kept import Post, PostKind, PostProgress
from bot.storage.tables import digest_rows, posts
from bot.storage.timing import earliest


class PostState(StrEnum):
    DUE = "due"
    SENT = "sent"
    FAILED = "failed"


IS_DUE = posts.c.state == PostState.DUE

_LATE = case((posts.c.lease_until > posts.c.due_at, posts.c.lease_until), else_=posts.c.due_at)
NEXT_DUE = earliest(
    select(func.min(posts.c.due_at)).where(IS_DUE, posts.c.lease_until.is_(None)),
    select(func.min(_LATE)).where(IS_DUE, posts.c.lease_until.is_not(None)),
)

THIS = and_(posts.c.team_id == bindparam("team"), posts.c.key == bindparam("this"))
_NEW = insert(posts)
_TAKEN_OVER = ("kind", "grant_id", "channel", "data", "due_at", "state", "attempts")
PUT = _NEW.on_conflict_do_update(
    index_elements=["team_id", "key"],
    set_={name: _NEW.excluded[name] for name in _TAKEN_OVER} | {"generation": posts.c.generation + 1, "problem": None},
)
"""Re-arming keeps the lease, so that nobody sends the new state while the old one is on its way."""
OF_GRANT = or_(
    and_(posts.c.grant_id == bindparam("of"), posts.c.kind.in_(bindparam("kinds", expanding=True))),
    and_(
        posts.c.kind.not_in(bindparam("lasting", expanding=True)),
        tuple_(posts.c.team_id, posts.c.key).in_(
            select(digest_rows.c.team_id, digest_rows.c.key).where(digest_rows.c.grant_id == bindparam("of"))
        ),
    ),
)
ARM = (
    update(posts)
    .where(or_(IS_DUE, posts.c.ts.is_not(None)))
    .values(
        state=PostState.DUE,
        due_at=case((IS_DUE, posts.c.due_at), else_=bindparam("at")),
        attempts=case((IS_DUE, posts.c.attempts), else_=0),
        generation=posts.c.generation + 1,
        problem=None,
    )
)
REDRAW = ARM.where(OF_GRANT)
_OLDEST = (
    select(posts.c.team_id, posts.c.key)
    .where(
        IS_DUE,
        posts.c.due_at <= bindparam("now"),
        or_(posts.c.lease_until.is_(None), posts.c.lease_until <= bindparam("now")),
    )
    .order_by(posts.c.due_at, posts.c.team_id, posts.c.key)
    .limit(bindparam("most"))
)
CLAIM = (
    update(posts)
    .where(tuple_(posts.c.team_id, posts.c.key).in_(_OLDEST))
    .values(attempts=posts.c.attempts + 1)
    .returning(posts)
)
FINISH = (
    update(posts)
    .where(THIS)
    .values(
        state=case((posts.c.generation == bindparam("sent"), bindparam("end")), else_=posts.c.state), lease_until=None
    )
)
"""Built once: that takes longer than running them."""


class SqlPosts:
    """Fulfils `PostRows`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(self, post: Post, tells_of: Sequence[str] = ()) -> None:
        await self._connection.execute(PUT, {**post.model_dump(), "data": dict(post.data), "state": PostState.DUE})
        if tells_of:
            rows = [{"grant_id": grant, "team_id": post.team_id, "key": post.key} for grant in tells_of]
            await self._connection.execute(insert(digest_rows).on_conflict_do_nothing(), rows)

    async def get(self, team_id: str, key: str) -> Post | None:
        found = select(posts).where(posts.c.team_id == team_id, posts.c.key == key)
        row = (await self._connection.execute(found)).mappings().one_or_none()
        return None if row is None else _post(row)

    async def redraw(self, grant_id: str, kinds: AbstractSet[PostKind], at: datetime) -> None:
        """The new generation catches a post that is on its way at this moment, drawn from what was true before."""
        await self._connection.execute(
            REDRAW, {"of": grant_id, "kinds": list(kinds), "lasting": list({PostKind.FEED} - kinds), "at": at}
        )

    async def redraw_of_series(self, team_id: str, series_id: str, kind: PostKind, at: datetime) -> None:
        """Keys begin with the kind, so that the primary key leads to the few that have it."""
        of_kind = and_(posts.c.team_id == team_id, posts.c.key >= f"{kind}:", posts.c.key < f"{kind};")
        theirs = ARM.where(of_kind, posts.c.data["series"].as_string() == series_id)
        await self._connection.execute(theirs, {"at": at})

    async def claim(self, now: datetime, lease: timedelta, limit: int) -> Sequence[Post]:
        """Due posts that nobody else is sending, oldest first; attempts grow by one here, so a crash counts too."""
        claimed = await self._connection.execute(CLAIM, {"now": now, "lease_until": now + lease, "most": limit})
        found = (_post(row) for row in claimed.mappings())
        return sorted(found, key=attrgetter("due_at", "team_id", "key"))

    async def delivered(self, post: Post, channel: str, ts: str) -> None:
        """Done, unless it was re-armed since it was claimed: then it stays due, and changes the message just sent."""
        await self._finish(post, PostState.SENT, ts=ts, sent_channel=channel)

    async def postpone(self, post: Post, until: datetime, *, tried: bool = True, in_turn: bool = False) -> None:
        """In its turn it keeps the time by which it is ordered, and is held as by a lease."""
        later = case((posts.c.due_at > until, posts.c.due_at), else_=until)
        wait = {"lease_until": until} if in_turn else {"due_at": later, "lease_until": None}
        values = {**wait, "attempts": posts.c.attempts - (0 if tried else 1)}
        await self._connection.execute(update(posts).where(_row(post)).values(values))

    async def break_leases(self) -> None:
        held = posts.c.lease_until.is_not(None)
        await self._connection.execute(update(posts).where(held).values(lease_until=None))

    async def give_up(self, post: Post, problem: str) -> None:
        await self._finish(post, PostState.FAILED, problem=problem)

    async def progress(self, team_id: str, grant_ids: Sequence[str]) -> PostProgress:
        joint = select(digest_rows.c.key).where(digest_rows.c.team_id == team_id, digest_rows.c.grant_id.in_(grant_ids))
        about = and_(posts.c.team_id == team_id, or_(posts.c.grant_id.in_(grant_ids), posts.c.key.in_(joint)))
        told = or_(IS_DUE, posts.c.ts.is_not(None))
        counted = select(posts.c.state, func.count().label("posts")).where(about, told).group_by(posts.c.state)
        found = {row.state: row.posts for row in await self._connection.execute(counted)}
        return PostProgress(
            done=found.get(PostState.SENT, 0),
            due=found.get(PostState.DUE, 0),
            unreachable=found.get(PostState.FAILED, 0),
        )

    async def _finish(self, post: Post, state: PostState, **values: str) -> None:
        sent = {"team": post.team_id, "this": post.key, "sent": post.generation, "end": state}
        await self._connection.execute(FINISH, {**sent, **values})


def _row(post: Post) -> ColumnElement[bool]:
    return and_(posts.c.team_id == post.team_id, posts.c.key == post.key)


def _post(row: RowMapping) -> Post:
    return Post(**{name: row[name] for name in Post.model_fields})
