"""What is told in one message of its own: of a comparison with Seam, of ending many at once, of forgetting a guest."""

from bot.services.end_all.end_all import run_of
from bot.services.kept import Post, PostKind
from bot.services.messages.outbox import PostLater, Sent
from bot.services.ports import Clock
from bot.services.privacy.forgetting import progress_of
from bot.services.store import Store
from bot.slack.blocks.clock_words import clock_message
from bot.slack.blocks.end_all.end_all_views import end_run_message
from bot.slack.blocks.forms.forget_form import forgotten_message
from bot.slack.blocks.message import Message
from bot.slack.conversations import Conversations
from bot.slack.delivery import Delivery
from bot.slack.drift_posts import drift_post, people_instead

SINGLE_POSTS = frozenset({PostKind.CLOCK, PostKind.DRIFT, PostKind.ENDED_ALL, PostKind.FORGOTTEN})
BATCH = 50


class SinglePosts:
    """Sends them, and draws those that stand anew."""

    def __init__(self, store: Store, clock: Clock, delivery: Delivery, conversations: Conversations) -> None:
        self._store = store
        self._clock = clock
        self._delivery = delivery
        self._conversations = conversations

    async def deliver(self, post: Post, standing: Sent | None) -> Sent:
        """Send or change one message.

        Raises:
            PostLater, PostRefused, Unreachable.
        """
        match post.kind:
            case PostKind.DRIFT:
                async with self._store.read() as work:
                    message = await drift_post(work, post, self._clock.now())
                return await self._first_or_changed(post, standing, message, *people_instead(post))
            case PostKind.ENDED_ALL:
                message = end_run_message(await run_of(self._store, post, BATCH))
                return await self._first_or_changed(post, standing, message)
            case PostKind.CLOCK:
                return await self._first_or_changed(post, standing, clock_message(post.data))
        return await self._forgotten(post)

    async def _forgotten(self, post: Post) -> Sent:
        """What came of forgetting a guest, when it has come to its end."""
        ids = post.data.get("grants")
        async with self._store.read() as work:
            progress = await progress_of(work, post.team_id, [str(id_) for id_ in ids] if isinstance(ids, list) else [])
        if not progress.is_settled:
            raise PostLater
        return await self._delivery.post(post.channel or "", forgotten_message(progress))

    async def _first_or_changed(self, post: Post, standing: Sent | None, message: Message, *others: str) -> Sent:
        if standing is not None:
            return await self._conversations.change(standing, message)
        return await self._conversations.first_taken([post.channel or "", *others], message)
