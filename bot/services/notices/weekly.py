"""The weekly review asks about what has been open for long, and names the ends that Seam does not confirm.

What somebody has said to keep is asked about again after four weeks, so that others have their turn.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.domain.building import Building
from bot.domain.grant import GrantState
from bot.services.ids import new_id
from bot.services.kept import Post, PostKind
from bot.services.lists.kinds import GIVEN
from bot.services.lists.list_rows import Order, Slice, Span
from bot.services.notices.addressees import addressees
from bot.services.notices.by_the_clock import REVIEW, is_first
from bot.services.notices.reviews import Review, ReviewRow
from bot.services.ports import Clock
from bot.services.store import Store, Work

KEPT_FOR = timedelta(weeks=4)
MOST_ROWS = 15
"""Of one message, which has at most 50 blocks."""
MOST_COUNTED = 500


class WeeklyReviews:
    """Fulfils `Job`."""

    name = REVIEW

    def __init__(self, store: Store, clock: Clock, admins: frozenset[str]) -> None:
        self._store = store
        self._clock = clock
        self._admins = admins

    async def do(self, building: Building, day: date) -> None:
        now = self._clock.now()
        async with self._store.read() as work:
            asked = await _asked(work, building, now)
        async with self._store.write() as work:
            if await is_first(work, self, building, day, now) and asked:
                await self._ask(work, building, day, asked)

    async def _ask(self, work: Work, building: Building, day: date, asked: Sequence[str]) -> None:
        named, told = asked[:MOST_ROWS], addressees(building, self._admins)
        await work.reviews.add([_row(building, day, grant_id) for grant_id in named])
        review = Review(building=building.id, slot=day.isoformat(), more=len(asked) - len(named), instead=told.instead)
        for place in told.places:
            await work.posts.put(self._post(building, review, place), tells_of=named)

    def _post(self, building: Building, review: Review, place: str) -> Post:
        return Post(
            key=f"{PostKind.REVIEW}:{building.id}:{review.slot}:{place}",
            team_id=building.team_id,
            kind=PostKind.REVIEW,
            channel=place,
            data=review.model_dump(mode="json"),
            due_at=self._clock.now(),
        )


async def _asked(work: Work, building: Building, now: datetime) -> list[str]:
    """Ends that are not confirmed first, whatever was kept: of these nobody may think that they are over."""
    team_id, here, long_ago = building.team_id, (building.id,), now - building.settings.notices.long_after
    kept = await work.reviews.kept_since(team_id, building.id, now - KEPT_FOR)
    stuck = Slice(building_ids=here, states=frozenset({GrantState.ENDING}), trouble_at=now)
    lasting = Slice(building_ids=here, states=GIVEN, starts=Span(until=long_ago + timedelta(microseconds=1)))
    not_over = await work.lists.find(team_id, [stuck], Order.END, MOST_COUNTED)
    long_lived = await work.lists.find(team_id, [lasting], Order.START, MOST_COUNTED + len(kept))
    return [*not_over.ids, *(grant_id for grant_id in long_lived.ids if grant_id not in kept)]


def _row(building: Building, day: date, grant_id: str) -> ReviewRow:
    place = {"team_id": building.team_id, "building_id": building.id, "slot": day.isoformat()}
    return ReviewRow.model_validate({"id": new_id(), "grant_id": grant_id, **place})
