"""A message goes to the first place that takes it; one that stands is changed in place, wherever it can still be read.

No place takes anything where others than the team read along by now.
"""

from collections.abc import Sequence

from bot.domain.grant import Grant
from bot.domain.series import Series
from bot.services.messages.outbox import PostRefused, Sent
from bot.services.ports import Clock
from bot.slack.blocks.card.notices import withdrawn
from bot.slack.blocks.message import Message
from bot.slack.delivery import LOST, NOT_FIT, NOT_READ, Delivery, Unreachable
from bot.slack.places import Places


class Conversations:
    """Where messages go, and what becomes of those that stand there."""

    def __init__(self, clock: Clock, delivery: Delivery, places: Places) -> None:
        self._clock = clock
        self._delivery = delivery
        self._places = places

    async def takes(self, place: str) -> bool:
        return await self._places.takes(place, self._clock.now())

    async def need_fit(self, place: str) -> None:
        if not await self.takes(place):
            raise Unreachable(NOT_FIT)

    async def edit(self, sent: Sent, message: Message) -> Sent:
        """Change a message in place; where others read along by now, what stood there is taken away instead."""
        if await self.takes(sent.channel):
            return await self._delivery.update(sent, message)
        await self._delivery.update(sent, withdrawn())
        raise Unreachable(NOT_FIT)

    async def change(self, standing: Sent, message: Message) -> Sent:
        """Draw a message anew that was sent before; where it is gone, or nobody can use it, there is nothing to do."""
        try:
            return await self.edit(standing, message)
        except Unreachable as gone:
            if gone.code in LOST:
                return standing
            raise

    async def card(self, of: Grant | Series, message: Message, others: Sequence[str]) -> Sent:
        """A card: changed where it stands, posted anew where it is lost; `others` are told where its place refuses."""
        if of.card_channel and of.card_ts:
            try:
                return await self.edit(Sent(channel=of.card_channel, ts=of.card_ts), message)
            except Unreachable as gone:
                if gone.code not in LOST:
                    raise
        place = await self._places.for_card(of, self._clock.now())
        return await self.first_taken([place, *others], message)

    async def without_guest(self, standing: Sent | None, message: Message) -> Sent:
        """Take a guest's name out of what was sent; raises Unreachable where it can still be read but not changed.

        Nothing new is posted about them.
        """
        if standing is None:
            raise PostRefused("forgotten")
        try:
            return await self.edit(standing, message)
        except Unreachable as gone:
            if gone.code in NOT_READ:
                return standing
            raise

    async def first_taken(self, places: Sequence[str], message: Message) -> Sent:
        """The first place that takes it; raises Unreachable of the last where none does."""
        refused = Unreachable(NOT_FIT)
        for place in dict.fromkeys(places):
            try:
                await self.need_fit(place)
                return await self._delivery.post(place, message)
            except Unreachable as gone:
                refused = gone
        raise refused
