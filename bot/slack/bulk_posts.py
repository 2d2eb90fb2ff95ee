"""Draws what the outbox tells of a list of guests. While rows are given it changes many times a second: it is drawn
anew only so often that Slack does not mind (chat.update allows some 50 a minute) and people can follow.
"""

from datetime import datetime, timedelta

from bot.domain.errors import Refused
from bot.services.bulk.seeing import ListSeen, seen
from bot.services.bulk.telling import BATCH
from bot.services.kept import Post, PostKind
from bot.services.messages.outbox import PostLater, PostRefused, Sent
from bot.services.ports import Clock
from bot.services.store import Store
from bot.slack.blocks.bulk.progress import late_message, progress_message
from bot.slack.blocks.message import Message
from bot.slack.conversations import Conversations
from bot.slack.delivery import LOST, Delivery, Unreachable

BULK_POSTS = frozenset({PostKind.BULK, PostKind.BULK_LATE})
PACE = timedelta(seconds=3)
MOST_KEPT = 500


class BulkPosts:
    """The progress of a list, and what is told under it."""

    def __init__(self, store: Store, clock: Clock, delivery: Delivery, conversations: Conversations) -> None:
        self._store = store
        self._clock = clock
        self._delivery = delivery
        self._conversations = conversations
        self._drawn: dict[str, datetime] = {}
        """When each message that stands was drawn last."""

    async def deliver(self, post: Post, standing: Sent | None) -> Sent:
        """Send or change one message.

        Raises:
            PostLater, PostRefused, Unreachable.
        """
        self._need_pause(post)
        found = await self._seen(post)
        if post.kind is PostKind.BULK:
            return await self._progress(found, standing)
        minutes = post.data.get("minutes")
        return await self._late(found, late_message(found, minutes if isinstance(minutes, int) else 0), standing)

    async def _progress(self, found: ListSeen, standing: Sent | None) -> Sent:
        """Posted anew where nobody can use it any more: its grants have no other card."""
        message, batch = progress_message(found), found.batch
        if standing is not None:
            try:
                return await self._conversations.edit(standing, message)
            except Unreachable as gone:
                if gone.code not in LOST:
                    raise
                if found.has_forgotten:
                    return standing
        return await self._conversations.first_taken([batch.channel or batch.requester, batch.requester], message)

    async def _late(self, found: ListSeen, message: Message, standing: Sent | None) -> Sent:
        if standing is not None:
            return await self._conversations.change(standing, message)
        batch = found.batch
        if batch.card_channel is None or batch.card_ts is None:
            raise PostLater
        await self._conversations.need_fit(batch.card_channel)
        return await self._delivery.post(batch.card_channel, message, thread=batch.card_ts)

    async def _seen(self, post: Post) -> ListSeen:
        try:
            async with self._store.read() as work:
                return await seen(work, post.team_id, str(post.data[BATCH]))
        except Refused:
            raise PostRefused("list_gone") from None

    def _need_pause(self, post: Post) -> None:
        now, last = self._clock.now(), self._drawn.get(post.key)
        if post.ts is not None and last is not None and timedelta() <= now - last < PACE:
            raise PostLater(last + PACE - now)
        while len(self._drawn) >= MOST_KEPT:
            self._drawn.pop(next(iter(self._drawn)))
        self._drawn[post.key] = now
