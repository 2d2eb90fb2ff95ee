"""Posting is at-least-once: Slack has no idempotency key, so a doubled message after an unclear answer is accepted
(its buttons do the same), a lost one is not. A post is drawn when it is sent, from the grant as it then is; one that
was sent before is drawn into the same message.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.value import Value
from bot.services.bulk.telling import stands_at
from bot.services.change import changing
from bot.services.kept import Post, PostKind
from bot.services.mailing.mailing import mailed
from bot.services.messages.telling import remember
from bot.services.ports import Clock
from bot.services.series.series_card import series_stands_at
from bot.services.store import Store

PACE = timedelta(seconds=1)
"""Slack allows one message a second in a channel (its rate limits page)."""
LEASE = timedelta(seconds=60)
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=10)
LONGEST_REST = timedelta(minutes=1)
"""A clock that was set back must not keep a channel silent for longer."""
AT_ONCE = 20


class Sent(Value):
    """Where a message went."""

    channel: str
    ts: str


class PostLater(Exception):
    """Slack cannot take it now; after `pause` (None: the outbox's own back-off) it may.

    `nothing_else`: nor anything else in that place, so that what follows must not overtake it.
    """

    def __init__(self, pause: timedelta | None = None, *, nothing_else: bool = False) -> None:
        super().__init__("later")
        self.pause = pause
        self.nothing_else = nothing_else


class PostRefused(Exception):
    """Nobody can ever get this message: nothing to send any more, or no place to send it to."""


class Poster(Protocol):
    async def deliver(self, post: Post) -> Sent:
        """Send or change one message.

        Raises:
            PostLater, PostRefused.
        """


class Outbox:
    """Sends what is queued, one message a second in each channel."""

    def __init__(self, store: Store, clock: Clock, poster: Poster) -> None:
        self._store = store
        self._clock = clock
        self._poster = poster
        self._resting: dict[str, datetime] = {}

    async def claim(self) -> Sequence[Post]:
        """The posts that may go out now; those whose channel needs a rest are put off to its end."""
        now = self._clock.now()
        self._resting = {place: until for place, until in self._resting.items() if now < until <= now + LONGEST_REST}
        queued: Counter[str] = Counter()
        ready = []
        async with self._store.write() as work:
            for post in await work.posts.claim(now, LEASE, AT_ONCE):
                place = _place(post)
                if place in self._resting:
                    at = self._resting[place] + queued[place] * PACE
                    await work.posts.postpone(post, at, tried=False, in_turn=True)
                    queued[place] += 1
                else:
                    self._resting[place] = now + PACE
                    ready.append(post)
        return ready

    async def send(self, post: Post) -> None:
        """Send one claimed post and record what came of it."""
        try:
            sent = await self._poster.deliver(post)
        except PostLater as later:
            await self._postpone(post, later)
            return
        except PostRefused as refused:
            await self._give_up(post, str(refused))
            return
        await self._delivered(post, sent)

    async def _give_up(self, post: Post, problem: str) -> None:
        if post.kind is PostKind.MAIL and post.grant_id is not None:
            async with changing(self._store, self._clock, post.team_id, post.grant_id) as change:
                await mailed(change, problem)
                await change.work.posts.give_up(post, problem)
            return
        async with self._store.write() as work:
            await work.posts.give_up(post, problem)

    async def _postpone(self, post: Post, later: PostLater) -> None:
        pause = later.pause or min(FIRST_PAUSE * 2 ** min(post.attempts, 10), LONGEST_PAUSE)
        until = self._clock.now() + pause
        if later.nothing_else:
            self._resting[_place(post)] = until
        async with self._store.write() as work:
            await work.posts.postpone(post, until, in_turn=later.nothing_else)

    async def _delivered(self, post: Post, sent: Sent) -> None:
        if post.kind is PostKind.CARD and post.grant_id is not None:
            async with changing(self._store, self._clock, post.team_id, post.grant_id) as change:
                await change.grant(card_channel=sent.channel, card_ts=sent.ts)
                await change.work.posts.delivered(post, sent.channel, sent.ts)
            return
        if post.kind is PostKind.MAIL and post.grant_id is not None:
            async with changing(self._store, self._clock, post.team_id, post.grant_id) as change:
                await mailed(change)
                await change.work.posts.delivered(post, sent.channel, sent.ts)
            return
        if post.kind is PostKind.PIN_DM and post.ts is None and post.grant_id is not None:
            async with changing(self._store, self._clock, post.team_id, post.grant_id) as change:
                await remember(change, "revealed", change.record.grant.requester, where="dm")
                await change.work.posts.delivered(post, sent.channel, sent.ts)
            return
        async with self._store.write() as work:
            if post.kind is PostKind.BULK and (sent.channel, sent.ts) != (post.sent_channel, post.ts):
                await stands_at(work, post, sent.channel, sent.ts)
            if post.kind is PostKind.SERIES:
                await series_stands_at(work, post.team_id, str(post.data["series"]), sent.channel, sent.ts)
            await work.posts.delivered(post, sent.channel, sent.ts)


def _place(post: Post) -> str:
    """What is paced: the channel where it is known, else the grant whose card decides it."""
    return post.sent_channel or post.channel or f"card of {post.grant_id}"
