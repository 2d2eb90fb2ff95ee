"""Draws what a building is told by its clock, from its grants as they are when it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.building import Building
from bot.domain.grant import GrantRecord
from bot.services.kept import Post, PostKind
from bot.services.messages.outbox import PostRefused
from bot.services.notices.days import Day
from bot.services.notices.reviews import Review
from bot.services.ports import Clock
from bot.services.store import Store, Work
from bot.slack.blocks.message import Message
from bot.slack.blocks.notices.day import day_digest
from bot.slack.blocks.notices.review import review_message

NOTICE_POSTS = frozenset({PostKind.DAY, PostKind.REVIEW})


@dataclass(frozen=True)
class NoticePost:
    """A message, and where it goes while it stands nowhere."""

    message: Message
    instead: Sequence[str]
    """Who is told where the wanted place takes nothing."""
    is_forgotten: bool
    """A guest named in it is forgotten: the name has to go wherever it stands."""


class NoticePosts:
    """Reads grants and draws them."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def draw(self, post: Post) -> NoticePost:
        """The post as it is now.

        Raises:
            PostRefused: the building is not known here any more, or it is a digest of an earlier day and never came.
        """
        async with self._store.read() as work:
            building = await work.buildings.get(post.team_id, str(post.data.get("building")))
            if building is None:
                raise PostRefused("building_unknown")
            draw = self._day if post.kind is PostKind.DAY else self._review
            return await draw(work, building, post)

    async def _day(self, work: Work, building: Building, post: Post) -> NoticePost:
        day = Day.model_validate(post.data)
        if post.ts is None and day.is_past(building.zone, self._clock.now()):
            raise PostRefused("not_true_any_more")
        records = await work.grants.records(post.team_id, day.grants)
        message = day_digest(building, day, _by_id(records), self._clock.now())
        return NoticePost(message, day.instead, _is_forgotten(records))

    async def _review(self, work: Work, building: Building, post: Post) -> NoticePost:
        review = Review.model_validate(post.data)
        rows = await work.reviews.of_slot(post.team_id, building.id, review.slot)
        records = await work.grants.records(post.team_id, [row.grant_id for row in rows])
        message = review_message(building, review, rows, _by_id(records), self._clock.now())
        return NoticePost(message, review.instead, _is_forgotten(records))


def _by_id(records: Sequence[GrantRecord]) -> dict[str, GrantRecord]:
    return {record.grant.id: record for record in records}


def _is_forgotten(records: Sequence[GrantRecord]) -> bool:
    return any(record.grant.forgotten_at for record in records)
