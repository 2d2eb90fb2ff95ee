"""The daily digest: who comes, whose access ends, what is wrong. Where there is nothing of these nothing is said.

The post holds ids alone; what is said of each is drawn when it is sent, and again when it changes.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.building import Building
from bot.domain.value import Value
from bot.domain.window import day_around
from bot.services.kept import Post, PostKind
from bot.services.lists.kinds import GIVEN, Kind, Scope, slices
from bot.services.lists.list_rows import Found, Order, Slice, Span
from bot.services.notices.addressees import addressees
from bot.services.notices.by_the_clock import DIGEST, is_first
from bot.services.ports import Clock
from bot.services.store import Store, Work

MOST_NAMED = 15
"""Of each list; how many more there are is said."""


class Named(Value):
    """Some grants of a list, and how many it has in all."""

    ids: tuple[str, ...] = ()
    total: int = 0


class Day(Value):
    """What the `data` of a daily digest holds."""

    building: str
    day: date
    arriving: Named
    ending: Named
    wrong: Named
    instead: tuple[str, ...] = ()
    """Who is told where the channel refuses us."""

    @property
    def grants(self) -> tuple[str, ...]:
        """Each once."""
        return tuple(dict.fromkeys((*self.arriving.ids, *self.ending.ids, *self.wrong.ids)))

    def is_past(self, zone: ZoneInfo, now: datetime) -> bool:
        """Nobody wants it any more: the building has another day."""
        return now.astimezone(zone).date() > self.day


class DayDigests:
    """Fulfils `Job`."""

    name = DIGEST

    def __init__(self, store: Store, clock: Clock, admins: frozenset[str]) -> None:
        self._store = store
        self._clock = clock
        self._admins = admins

    async def do(self, building: Building, day: date) -> None:
        now, told = self._clock.now(), addressees(building, self._admins)
        async with self._store.read() as work:
            digest = await _digest(work, building, day, now)
        async with self._store.write() as work:
            if not await is_first(work, self, building, day, now) or not digest.grants:
                return
            data = digest.model_copy(update={"instead": told.instead}).model_dump(mode="json")
            for place in told.places:
                key = f"{PostKind.DAY}:{building.id}:{day.isoformat()}:{place}"
                post = Post(key=key, team_id=building.team_id, kind=PostKind.DAY, channel=place, data=data, due_at=now)
                await work.posts.put(post, tells_of=digest.grants)


async def _digest(work: Work, building: Building, day: date, now: datetime) -> Day:
    scope = Scope(buildings=(building,))

    async def find(parts: list[Slice], order: Order) -> Named:
        return _named(await work.lists.find(building.team_id, parts, order, MOST_NAMED))

    return Day(
        building=building.id,
        day=day,
        arriving=await find(slices(Kind.TODAY, scope, now), Order.START),
        ending=await find([_ending_today(building, now)], Order.END),
        wrong=await find(slices(Kind.PROBLEM, scope, now), Order.END),
    )


def _ending_today(building: Building, now: datetime) -> Slice:
    """Whatever was given before today, and ends today; what comes and goes today is told as coming."""
    since, until = day_around(now, building.zone)
    ends = Span(since=now + timedelta(microseconds=1), until=until)
    return Slice(building_ids=(building.id,), states=GIVEN, starts=Span(until=since), ends=ends)


def _named(found: Found) -> Named:
    return Named(ids=found.ids, total=found.total)
