from collections import Counter
from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

from bot.services.kept import LiveView, Post, PostKind, PostProgress
from tests.fakes_tables.tables import PostRow, Tables


class MemoryPosts:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def put(self, post: Post, tells_of: Sequence[str] = ()) -> None:
        self._tables.digest_rows.update(dict.fromkeys((grant, post.team_id, post.key) for grant in tells_of))
        known = self._tables.posts.get((post.team_id, post.key))
        if known is None:
            self._keep(PostRow(post=post))
            return
        update = {
            "generation": known.post.generation + 1,
            "ts": known.post.ts,
            "sent_channel": known.post.sent_channel,
        }
        self._keep(PostRow(post=post.model_copy(update=update), lease_until=known.lease_until))

    async def get(self, team_id: str, key: str) -> Post | None:
        row = self._tables.posts.get((team_id, key))
        return row.post if row is not None else None

    async def redraw(self, grant_id: str, kinds: AbstractSet[PostKind], at: datetime) -> None:
        for key, row in list(self._tables.posts.items()):
            is_own = row.post.grant_id == grant_id and row.post.kind in kinds
            is_wanted = row.post.kind is not PostKind.FEED or PostKind.FEED in kinds
            if is_own or (is_wanted and (grant_id, *key) in self._tables.digest_rows):
                self._arm(row, at)

    async def redraw_of_series(self, team_id: str, series_id: str, kind: PostKind, at: datetime) -> None:
        for row in list(self._tables.posts.values()):
            if (row.post.team_id, row.post.kind, row.post.data.get("series")) == (team_id, kind, series_id):
                self._arm(row, at)

    def _arm(self, row: PostRow, at: datetime) -> None:
        update: dict[str, object] = {"generation": row.post.generation + 1}
        if row.state == "due":
            self._keep(row.model_copy(update={"post": row.post.model_copy(update=update)}))
        elif row.post.ts is not None:
            update |= {"due_at": at, "attempts": 0}
            self._keep(row.model_copy(update={"post": row.post.model_copy(update=update), "state": "due"}))

    async def claim(self, now: datetime, lease: timedelta, limit: int) -> Sequence[Post]:
        free = [row for row in self._due() if row.lease_until is None or row.lease_until <= now]
        ready = sorted((row for row in free if row.post.due_at <= now), key=_place)[:limit]
        claimed = [row.post.model_copy(update={"attempts": row.post.attempts + 1}) for row in ready]
        for post in claimed:
            self._keep(PostRow(post=post, lease_until=now + lease))
        return claimed

    async def delivered(self, post: Post, channel: str, ts: str) -> None:
        self._finish(post, "sent", ts=ts, sent_channel=channel)

    async def postpone(self, post: Post, until: datetime, *, tried: bool = True, in_turn: bool = False) -> None:
        known = self._tables.posts[post.team_id, post.key].post
        due_at = known.due_at if in_turn else max(known.due_at, until)
        waits = known.model_copy(update={"due_at": due_at, "attempts": known.attempts - (not tried)})
        self._keep(PostRow(post=waits, lease_until=until if in_turn else None))

    async def break_leases(self) -> None:
        for row in list(self._tables.posts.values()):
            self._keep(PostRow(post=row.post, state=row.state))

    async def give_up(self, post: Post, problem: str) -> None:  # noqa: ARG002
        self._finish(post, "failed")

    def next_due(self) -> datetime | None:
        times = (max(row.post.due_at, row.lease_until or row.post.due_at) for row in self._due())
        return min(times, default=None)

    async def progress(self, team_id: str, grant_ids: Sequence[str]) -> PostProgress:
        joint = {key for grant, team, key in self._tables.digest_rows if grant in grant_ids and team == team_id}
        of_team = [row for row in self._tables.posts.values() if row.post.team_id == team_id]
        about = [row for row in of_team if row.post.grant_id in grant_ids or row.post.key in joint]
        states = Counter(row.state for row in about if row.state == "due" or row.post.ts is not None)
        return PostProgress(done=states["sent"], due=states["due"], unreachable=states["failed"])

    def _due(self) -> list[PostRow]:
        return [row for row in self._tables.posts.values() if row.state == "due"]

    def _finish(self, post: Post, state: str, **update: str) -> None:
        known = self._tables.posts[post.team_id, post.key]
        end = state if known.post.generation == post.generation else known.state
        self._keep(PostRow(post=known.post.model_copy(update=update), state=end))

    def _keep(self, row: PostRow) -> None:
        self._tables.posts[row.post.team_id, row.post.key] = row


def _place(row: PostRow) -> tuple[datetime, str, str]:
    return row.post.due_at, row.post.team_id, row.post.key


class MemoryViews:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def put(self, view: LiveView) -> None:
        self._tables.views[view.team_id, view.view_id] = view

    async def save(self, view: LiveView) -> None:
        await self.put(view)

    async def of_grant(self, grant_id: str) -> Sequence[LiveView]:
        found = [view for view in self._tables.views.values() if view.grant_id == grant_id]
        return sorted(found, key=lambda view: (view.opened_at, view.view_id))


class MemoryOnce:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def first(self, kind: str, key: str, at: datetime) -> bool:
        first = (kind, key) not in self._tables.once
        self._tables.once.setdefault((kind, key), at)
        return first

    async def forget(self, kinds: Collection[str], before: datetime) -> None:
        for one in [one for one, at in self._tables.once.items() if one[0] in kinds and at < before]:
            del self._tables.once[one]

    async def seen(self, kind: str, key: str) -> bool:
        return (kind, key) in self._tables.once

    async def seen_of(self, kind: str, keys: Sequence[str]) -> frozenset[str]:
        return frozenset(key for key in keys if (kind, key) in self._tables.once)
