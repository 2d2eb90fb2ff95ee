"""What the lists of the desk mean, as slices for the store: "today" is the day of each building, not of the reader.

Buildings in one zone share a slice, so that a list over forty buildings stays one short question.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.building import Building
from bot.domain.grant import GrantState
from bot.domain.value import Value
from bot.domain.window import day_around
from bot.services.lists.list_rows import Order, Slice, Span

SOON = timedelta(hours=24)
OPEN = frozenset(state for state in GrantState if state.is_open)
GIVEN = frozenset({GrantState.ISSUING, GrantState.ISSUED})
NOT_OVER = frozenset(state for state in GrantState if not state.is_over)


class Kind(StrEnum):
    """What a list is of."""

    ARRIVING = "arriving"
    """Starts later today."""
    TODAY = "today"
    """Starts today, or has started today."""
    ACTIVE = "active"
    ENDING = "ending"
    """Holds now and ends within 24 hours."""
    LATER = "later"
    """Holds now and ends after that."""
    PROBLEM = "problem"
    OPEN = "open"
    """Everything that is not over."""
    ALL = "all"


ORDERS = {Kind.ARRIVING: Order.START, Kind.TODAY: Order.START, Kind.ALL: Order.NEWEST}
"""The others are sorted by their end."""


class Scope(Value):
    """Whose grants somebody may see: all of some buildings, and at others those that they asked for themselves."""

    buildings: tuple[Building, ...] = ()
    others: tuple[Building, ...] = ()
    requester: str | None = None

    def at(self, building_id: str | None) -> "Scope":
        """The same, at one building only; at all of them where it is None."""
        if building_id is None:
            return self
        kept = {name: _only(getattr(self, name), building_id) for name in ("buildings", "others")}
        return self.model_copy(update=kept)

    def mine(self, user_id: str) -> "Scope":
        """Only what this person asked for."""
        return Scope(others=(*self.buildings, *self.others), requester=user_id)


def order_of(kind: Kind) -> Order:
    return ORDERS.get(kind, Order.END)


def slices(kind: Kind, scope: Scope, now: datetime) -> list[Slice]:
    """Which grants a list holds at this moment."""
    own = [] if scope.requester is None else _parts(scope.others, now, scope.requester)
    return [_RULES[kind](part, day, now) for part, day in [*_parts(scope.buildings, now), *own]]


def _only(buildings: Iterable[Building], building_id: str) -> tuple[Building, ...]:
    return tuple(building for building in buildings if building.id == building_id)


def _parts(buildings: Sequence[Building], now: datetime, requester: str | None = None) -> list[tuple[Slice, Span]]:
    """A slice for each zone, with the zone's day."""
    by_day: defaultdict[tuple[datetime, datetime], list[str]] = defaultdict(list)
    for building in buildings:
        by_day[day_around(now, building.zone)].append(building.id)
    return [
        (Slice(building_ids=tuple(ids), requester=requester), Span(since=since, until=until))
        for (since, until), ids in by_day.items()
    ]


def _arriving(part: Slice, day: Span, now: datetime) -> Slice:
    return part.model_copy(update={"states": OPEN, "starts": Span(since=_just_after(now), until=day.until)})


def _today(part: Slice, day: Span, _now: datetime) -> Slice:
    return part.model_copy(update={"states": OPEN, "starts": day})


def _active(part: Slice, _day: Span, now: datetime) -> Slice:
    begun, not_over = Span(until=_just_after(now)), Span(since=_just_after(now))
    return part.model_copy(update={"states": GIVEN, "starts": begun, "ends": not_over})


def _ending(part: Slice, _day: Span, now: datetime) -> Slice:
    begun, soon = Span(until=_just_after(now)), Span(since=_just_after(now), until=_just_after(now + SOON))
    return part.model_copy(update={"states": GIVEN, "starts": begun, "ends": soon})


def _later(part: Slice, _day: Span, now: datetime) -> Slice:
    begun, later = Span(until=_just_after(now)), Span(since=_just_after(now + SOON))
    return part.model_copy(update={"states": GIVEN, "starts": begun, "ends": later})


def _problem(part: Slice, _day: Span, now: datetime) -> Slice:
    return part.model_copy(update={"trouble_at": now})


def _open(part: Slice, _day: Span, _now: datetime) -> Slice:
    return part.model_copy(update={"states": NOT_OVER})


def _all(part: Slice, _day: Span, _now: datetime) -> Slice:
    return part


def _just_after(moment: datetime) -> datetime:
    """A span begins with its first instant and ends before its last; access holds the other way round."""
    return moment + timedelta(microseconds=1)


_RULES: dict[Kind, Callable[[Slice, Span, datetime], Slice]] = {
    Kind.ARRIVING: _arriving,
    Kind.TODAY: _today,
    Kind.ACTIVE: _active,
    Kind.ENDING: _ending,
    Kind.LATER: _later,
    Kind.PROBLEM: _problem,
    Kind.OPEN: _open,
    Kind.ALL: _all,
}
