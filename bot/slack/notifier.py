"""Where each post goes. A place that refuses us is not the end of a message: there is another place for it."""

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta

import structlog

from bot.domain.approval import ApprovalRequest
from bot.domain.grant import GrantRecord, Pin
from bot.services.kept import Digest, Post, PostKind
from bot.services.mailing.mailer import Mailer
from bot.services.messages.outbox import PostLater, PostRefused, Sent
from bot.services.messages.reminders import told_where
from bot.services.ports import Clock
from bot.services.store import Store
from bot.services.web_pass.web_passes import Links
from bot.slack.blocks.card.notices import about
from bot.slack.blocks.message import Message
from bot.slack.bulk_posts import BULK_POSTS, BulkPosts
from bot.slack.conversations import Conversations
from bot.slack.delivery import GONE, LOST, Delivery, Unreachable
from bot.slack.drawing import Drawing, draw, draw_digest
from bot.slack.feed_posts import FEED_POSTS, feed_post
from bot.slack.mail_posts import MailPosts
from bot.slack.notice_posts import NOTICE_POSTS, NoticePosts
from bot.slack.places import Places
from bot.slack.series_posts import SERIES_POSTS, SeriesPosts
from bot.slack.single_posts import SINGLE_POSTS, SinglePosts
from bot.slack.task_posts import TASK_POSTS, TaskPosts

log = structlog.get_logger(__name__)

CARD_SOON = timedelta(seconds=2)
"""A note waits for its card so long, a few times; then it backs off as every post does."""
SOON_TIMES = 5
MOST_WAITS = 150
"""About a day: a card that has not come by then never will, and its note would be tried for ever."""
BATCH = 50
_DIGESTS = {PostKind.DIGEST, PostKind.DIGEST_DM}
_ONE_READER = {PostKind.PIN_DM, PostKind.REQUEST, PostKind.OUTCOME, PostKind.ESCALATION}
"""They go to nobody else where that person cannot be reached."""
_OF_REQUEST = {PostKind.REQUEST, PostKind.OUTCOME}
_BROADCAST = {PostKind.REMINDER, PostKind.ARRIVAL}
_IN_THREAD = {PostKind.NOTE, *_BROADCAST}
_DM = "D"
"""Slack's ids of direct messages begin with it."""


class Notifier:
    """Fulfils `Poster` with the Web API."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        delivery: Delivery,
        places: Places,
        mailer: Mailer | None,
        links: Links,
    ) -> None:
        self._store = store
        self._clock = clock
        self._delivery = delivery
        self._conversations = Conversations(clock, delivery, places)
        self._tasks = TaskPosts(store, clock)
        self._series = SeriesPosts(store, clock, delivery, self._conversations)
        self._notices = NoticePosts(store, clock)
        bulk = BulkPosts(store, clock, delivery, self._conversations)
        single = SinglePosts(store, clock, delivery, self._conversations)
        self._ways: dict[PostKind, Callable[[Post], Awaitable[Sent]]] = {
            **dict.fromkeys(_DIGESTS, self._digest),
            **dict.fromkeys(TASK_POSTS, self._about_tasks),
            **dict.fromkeys(SERIES_POSTS, lambda post: self._series.deliver(post, _standing(post))),
            **dict.fromkeys(BULK_POSTS, lambda post: bulk.deliver(post, _standing(post))),
            **dict.fromkeys(NOTICE_POSTS, self._notice),
            **dict.fromkeys(FEED_POSTS, self._feed),
            PostKind.MAIL: MailPosts(store, clock, mailer, links).deliver,
            **dict.fromkeys(SINGLE_POSTS, lambda post: single.deliver(post, _standing(post))),
        }

    async def deliver(self, post: Post) -> Sent:
        """Send or change one message, drawn from what is stored now.

        Raises:
            PostLater, PostRefused.
        """
        try:
            return await self._ways.get(post.kind, self._of_grant)(post)
        except Unreachable as gone:
            reference = secrets.token_hex(4)
            log.warning("slack_post_refused", kind=str(post.kind), slack_error=gone.code, reference=reference)
            raise PostRefused(gone.code) from None

    async def _of_grant(self, post: Post) -> Sent:
        record = await self._record(post)
        message = await self._draw(post, record)
        standing = _standing(post)
        if record.grant.forgotten_at is not None:
            return await self._conversations.without_guest(standing, message)
        if post.kind is PostKind.CARD:
            return await self._conversations.card(record.grant, message, _people(record))
        if standing is not None:
            return await self._conversations.change(standing, message)
        if post.kind in _IN_THREAD:
            return await self._in_thread(post, record, message)
        return await self._direct(post, record, message)

    async def _in_thread(self, post: Post, record: GrantRecord, message: Message) -> Sent:
        """Under the card; a reminder is shown in the channel as well, and in a DM it is a message like any other."""
        grant = record.grant
        if grant.card_channel is None or grant.card_ts is None:
            raise _without_card(post.attempts)
        is_reminder = post.kind in _BROADCAST
        if is_reminder and grant.card_channel.startswith(_DM):
            return await self._conversations.first_taken([grant.card_channel, *_people(record)], message)
        if not is_reminder and not await self._conversations.takes(grant.card_channel):
            return await self._conversations.first_taken(_people(record), about(record, message))
        if grant.batch_id is not None and not is_reminder:
            message = about(record, message)  # The message above tells of many guests.
        try:
            await self._conversations.need_fit(grant.card_channel)
            return await self._delivery.post(grant.card_channel, message, thread=grant.card_ts, broadcast=is_reminder)
        except Unreachable as gone:
            # Where the requester has a message of their own, here it would be the same one twice.
            alone = [grant.requester] if told_where(record)[1] is None else []
            places = [*([grant.card_channel] if gone.code in GONE else []), *alone, *_notice_channel(record)]
            if not is_reminder or not places:
                raise
            return await self._conversations.first_taken(places, message)

    async def _direct(self, post: Post, record: GrantRecord, message: Message) -> Sent:
        """To one person, or to the building's notice channel."""
        place = post.channel or record.grant.requester
        if post.kind in _ONE_READER:
            return await self._delivery.post(place, message)
        return await self._conversations.first_taken([place, *_people(record)], message)

    async def _digest(self, post: Post) -> Sent:
        if post.channel is None:
            raise PostRefused("goes_nowhere")
        told, standing = Digest.model_validate(post.data), _standing(post)
        records = await self._records(post.team_id, [*told.ending, *told.missed])
        message = draw_digest(records, told, self._clock.now(), stands=standing is not None)
        if standing is None:
            alone = [record.grant.requester for record in records if told_where(record)[1] is None]
            return await self._conversations.first_taken([post.channel, *alone, *_notice_channel(records[0])], message)
        if any(record.grant.forgotten_at for record in records):
            return await self._conversations.without_guest(standing, message)
        return await self._conversations.change(standing, message)

    async def _about_tasks(self, post: Post) -> Sent:
        """A task message that was deleted is posted anew while something on it is open; others are not."""
        drawn, standing = await self._tasks.draw(post), _standing(post)
        if standing is not None and drawn.is_forgotten:
            return await self._conversations.without_guest(standing, drawn.message)
        if standing is not None and not (post.kind is PostKind.TASKS and drawn.is_open):
            return await self._conversations.change(standing, drawn.message)
        if standing is not None:
            try:
                return await self._conversations.edit(standing, drawn.message)
            except Unreachable as gone:
                if gone.code not in LOST:
                    raise
        if drawn.thread is not None:
            channel, ts = drawn.thread
            await self._conversations.need_fit(channel)
            return await self._delivery.post(channel, drawn.message, thread=ts, broadcast=True)
        return await self._conversations.first_taken([post.channel or "", *drawn.others], drawn.message)

    async def _notice(self, post: Post) -> Sent:
        drawn, standing = await self._notices.draw(post), _standing(post)
        if standing is None:
            return await self._conversations.first_taken([post.channel or "", *drawn.instead], drawn.message)
        if drawn.is_forgotten:
            return await self._conversations.without_guest(standing, drawn.message)
        return await self._conversations.change(standing, drawn.message)

    async def _feed(self, post: Post) -> Sent:
        """News go to the watch channel alone: they name guests."""
        drawn, standing = await feed_post(self._store, self._clock, post), _standing(post)
        if standing is None:
            return await self._conversations.first_taken([post.channel or ""], drawn.message)
        if drawn.is_forgotten:
            return await self._conversations.without_guest(standing, drawn.message)
        return await self._conversations.change(standing, drawn.message)

    async def _draw(self, post: Post, record: GrantRecord) -> Message:
        pins: Mapping[str, Pin] = {}
        if post.kind is PostKind.PIN_DM:
            async with self._store.read() as work:
                pins = await work.credentials.pins(record.grant.team_id, record.grant.id)
        stands, now, asked = _standing(post) is not None, self._clock.now(), await self._request(post)
        drawing = Drawing(record=record, data=post.data, pins=pins, now=now, request=asked, stands=stands)
        return draw(post.kind, drawing)

    async def _request(self, post: Post) -> ApprovalRequest | None:
        if post.kind not in _OF_REQUEST:
            return None
        async with self._store.read() as work:
            return await work.requests.get(post.team_id, str(post.data["request"]))

    async def _records(self, team_id: str, ids: Sequence[str]) -> list[GrantRecord]:
        """Read a few at a time: the loop must not stall, however many a digest tells of."""
        found: list[GrantRecord] = []
        for start in range(0, len(ids), BATCH):
            async with self._store.read() as work:
                found += await work.grants.records(team_id, ids[start : start + BATCH])
        return found

    async def _record(self, post: Post) -> GrantRecord:
        async with self._store.read() as work:
            record = await work.grants.record(post.team_id, post.grant_id or "")
        if record is None:
            raise PostRefused("no_such_grant")
        return record


def _standing(post: Post) -> Sent | None:
    """The message that the post was sent as."""
    if post.sent_channel is None or post.ts is None:
        return None
    return Sent(channel=post.sent_channel, ts=post.ts)


def _without_card(attempts: int) -> PostLater | PostRefused:
    if attempts > MOST_WAITS:
        return PostRefused("no_card")
    return PostLater(CARD_SOON if attempts < SOON_TIMES else None)


def _people(record: GrantRecord) -> list[str]:
    """Who is told where the wanted place refuses: the requester, then the building's notice channel."""
    return [record.grant.requester, *_notice_channel(record)]


def _notice_channel(record: GrantRecord) -> list[str]:
    channel = record.building.settings.notice_channel
    return [channel] if channel else []
