"""Where each post goes. A place that refuses us is not the end of a message: there is another place for it."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta

import structlog

from bot.domain.grant import GrantRecord, Pin
from bot.services.kept import Post, PostKind
from bot.services.outbox import PostLater, PostRefused, Sent
from bot.services.ports import Clock
from bot.services.store import Store
from bot.slack.blocks.message import Message
from bot.slack.blocks.notices import about, withdrawn
from bot.slack.blocks.reminder import digest
from bot.slack.delivery import GONE, LOST, NOT_FIT, Delivery, Unreachable
from bot.slack.drawing import Drawing, draw
from bot.slack.places import Places

log = structlog.get_logger(__name__)

CARD_SOON = timedelta(seconds=2)
"""A note waits for its card so long, a few times; then it backs off as every post does."""
SOON_TIMES = 5
MOST_WAITS = 150
"""About a day: a card that has not come by then never will, and its note would be tried for ever."""
_DIGESTS = {PostKind.DIGEST, PostKind.DIGEST_DM}
_IN_THREAD = {PostKind.NOTE, PostKind.REMINDER}
_DM = "D"
"""Slack's ids of direct messages begin with it."""


class Notifier:
    """Fulfils `Poster` with the Web API."""

    def __init__(self, store: Store, clock: Clock, delivery: Delivery, places: Places) -> None:
        self._store = store
        self._clock = clock
        self._delivery = delivery
        self._places = places

    async def deliver(self, post: Post) -> Sent:
        """Send or change one message, drawn from what is stored now.

        Raises:
            PostLater, PostRefused.
        """
        try:
            if post.kind in _DIGESTS:
                return await self._digest(post)
            record = await self._record(post)
            if post.kind is PostKind.CARD:
                return await self._card(post, record)
            if post.kind in _IN_THREAD:
                return await self._in_thread(post, record)
            if post.kind in {PostKind.VOID_REMINDER, PostKind.REDACT_PIN_DM}:
                return await self._change(post, record)
            return await self._direct(post, record)
        except Unreachable as gone:
            reference = secrets.token_hex(4)
            log.warning("slack_post_refused", kind=str(post.kind), slack_error=gone.code, reference=reference)
            raise PostRefused(gone.code) from None

    async def _card(self, post: Post, record: GrantRecord) -> Sent:
        grant, message = record.grant, self._draw(post, record)
        if grant.card_channel and grant.card_ts:
            try:
                return await self._edit(Sent(channel=grant.card_channel, ts=grant.card_ts), message)
            except Unreachable as gone:
                if gone.code not in LOST:
                    raise
        place = await self._places.for_card(grant, self._clock.now())
        return await self._first_taken([place, *_people(record)], message)

    async def _in_thread(self, post: Post, record: GrantRecord) -> Sent:
        """Under the card; a reminder is shown in the channel as well, and in a DM it is a message like any other."""
        grant, message = record.grant, self._draw(post, record)
        if grant.card_channel is None or grant.card_ts is None:
            raise _without_card(post.attempts)
        is_reminder = post.kind is PostKind.REMINDER
        if is_reminder and grant.card_channel.startswith(_DM):
            return await self._first_taken([grant.card_channel, *_people(record)], message)
        if not is_reminder and not await self._takes(grant.card_channel):
            return await self._first_taken(_people(record), about(record, message))
        try:
            await self._need_fit(grant.card_channel)
            return await self._delivery.post(grant.card_channel, message, thread=grant.card_ts, broadcast=is_reminder)
        except Unreachable as gone:
            # The requester has a message of their own; here it would be the same one twice.
            places = [*([grant.card_channel] if gone.code in GONE else []), *_notice_channel(record)]
            if not is_reminder or not places:
                raise
            return await self._first_taken(places, message)

    async def _change(self, post: Post, record: GrantRecord) -> Sent:
        """Take buttons or PINs off a message that was sent before."""
        message = self._draw(post, record)
        if post.sent_channel is None or post.ts is None:
            raise PostRefused("never_sent")
        sent = Sent(channel=post.sent_channel, ts=post.ts)
        try:
            return await self._edit(sent, message)
        except Unreachable as gone:
            if gone.code in GONE | {NOT_FIT}:
                return sent
            raise

    async def _edit(self, sent: Sent, message: Message) -> Sent:
        """Change a message in place; where others read along by now, what stood there is taken away instead."""
        if await self._takes(sent.channel):
            return await self._delivery.update(sent, message)
        await self._delivery.update(sent, withdrawn())
        raise Unreachable(NOT_FIT)

    async def _takes(self, place: str) -> bool:
        return await self._places.takes(place, self._clock.now())

    async def _need_fit(self, place: str) -> None:
        if not await self._takes(place):
            raise Unreachable(NOT_FIT)

    async def _direct(self, post: Post, record: GrantRecord) -> Sent:
        """To one person, or to the building's notice channel."""
        pins: Mapping[str, Pin] = {}
        if post.kind is PostKind.PIN_DM:
            async with self._store.read() as work:
                pins = await work.credentials.pins(record.grant.team_id, record.grant.id)
        message = self._draw(post, record, pins)
        place = post.channel or record.grant.requester
        if post.kind is PostKind.PIN_DM:
            return await self._delivery.post(place, message)
        return await self._first_taken([place, *_people(record)], message)

    async def _digest(self, post: Post) -> Sent:
        if post.channel is None:
            raise PostRefused("goes_nowhere")
        ending = [record for record in await self._records(post, "ending") if record.grant.state.is_open]
        missed = await self._records(post, "missed")
        if not ending and not missed:
            raise PostRefused("nothing_to_say")
        message = digest(ending, self._clock.now(), missed)
        return await self._first_taken([post.channel, *_notice_channel((ending + missed)[0])], message)

    def _draw(self, post: Post, record: GrantRecord, pins: Mapping[str, Pin] | None = None) -> Message:
        return draw(post.kind, Drawing(record=record, data=post.data, pins=pins or {}, now=self._clock.now()))

    async def _first_taken(self, places: Sequence[str], message: Message) -> Sent:
        """The first place that takes it; raises Unreachable of the last where none does."""
        refused = Unreachable(NOT_FIT)
        for place in dict.fromkeys(places):
            try:
                await self._need_fit(place)
                return await self._delivery.post(place, message)
            except Unreachable as gone:
                refused = gone
        raise refused

    async def _records(self, post: Post, key: str) -> list[GrantRecord]:
        ids = post.data.get(key)
        async with self._store.read() as work:
            found = [await work.grants.record(post.team_id, str(id_)) for id_ in ids] if isinstance(ids, list) else []
        return [record for record in found if record is not None]

    async def _record(self, post: Post) -> GrantRecord:
        async with self._store.read() as work:
            record = await work.grants.record(post.team_id, post.grant_id or "")
        if record is None:
            raise PostRefused("no_such_grant")
        return record


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
