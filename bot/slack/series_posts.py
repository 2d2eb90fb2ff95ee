"""Draws what the outbox tells of series, from the series as it is when it is sent."""

from dataclasses import dataclass

from bot.domain.series import SeriesRecord
from bot.services.kept import Post, PostKind
from bot.services.messages.outbox import PostLater, PostRefused, Sent
from bot.services.ports import Clock
from bot.services.series.managing import series_record
from bot.services.store import Store
from bot.slack.blocks.message import Message
from bot.slack.blocks.series.series_card import series_card
from bot.slack.blocks.series.series_messages import series_news, series_note
from bot.slack.conversations import Conversations
from bot.slack.delivery import Delivery

SERIES_POSTS = frozenset({PostKind.SERIES, PostKind.SERIES_NOTE, PostKind.SERIES_NEWS})


@dataclass(frozen=True)
class SeriesPosts:
    """The card of a series, the lines under it, and news to people."""

    store: Store
    clock: Clock
    delivery: Delivery
    conversations: Conversations

    async def deliver(self, post: Post, standing: Sent | None) -> Sent:
        """Send or change one message.

        Raises:
            PostLater, PostRefused, Unreachable.
        """
        async with self.store.read() as work:
            record = await series_record(work, post.team_id, str(post.data.get("series")), self.clock.now())
        if record is None:
            raise PostRefused("no_such_series")
        message = self._draw(post, record, standing)
        if standing is not None and record.series.forgotten_at is not None:
            return await self.conversations.without_guest(standing, message)
        match post.kind:
            case PostKind.SERIES:
                return await self.conversations.card(record.series, message, _people(record))
            case PostKind.SERIES_NOTE:
                return await self._under_card(record, message)
        if standing is not None:
            return await self.conversations.change(standing, message)
        return await self.conversations.first_taken([post.channel or "", *_people(record)], message)

    def _draw(self, post: Post, record: SeriesRecord, standing: Sent | None) -> Message:
        match post.kind:
            case PostKind.SERIES:
                return series_card(record, self.clock.now())
            case PostKind.SERIES_NOTE:
                return series_note(post.data)
        is_true = post.data.get("what") in {record.series.problem, "visit_missed"}
        if standing is None and not is_true:
            raise PostRefused("not_true_any_more")
        return series_news(record, post.data, self.clock.now())

    async def _under_card(self, record: SeriesRecord, message: Message) -> Sent:
        series = record.series
        if series.card_channel is None or series.card_ts is None:
            raise PostLater
        await self.conversations.need_fit(series.card_channel)
        return await self.delivery.post(series.card_channel, message, thread=series.card_ts)


def _people(record: SeriesRecord) -> list[str]:
    """Who is told where the wanted place refuses."""
    channel = record.building.settings.notice_channel
    return [record.series.requester, *([channel] if channel else [])]
