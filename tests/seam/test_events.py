"""A full answer may lack any part of what there is, so the span is asked for in halves until no answer is full."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.seam.events import MOST, OVERLAP, SHORTEST, SeamEvents
from bot.seam.exchange import Body
from bot.seam.models import Event

T0 = datetime(2030, 3, 4, 15, 0, tzinfo=UTC)


class Listing:
    """Answers as Seam may: any 500 of the span, in any order, with the ends of the span in or out."""

    def __init__(self, times: list[datetime], *, with_ends: bool) -> None:
        self._times = times
        self._with_ends = with_ends
        self.asked = 0

    async def events_list(self, body: Body) -> tuple[Event, ...]:
        self.asked += 1
        between, most = body["between"], body["limit"]
        assert isinstance(between, list)
        assert isinstance(most, int)
        start, end = (datetime.fromisoformat(str(at)) for at in between)
        there = [
            Event(event_id=f"e{number}", event_type="acs_credential.deleted", occurred_at=at)
            for number, at in enumerate(self._times)
            if start < at < end or (self._with_ends and at in {start, end})
        ]
        return tuple(reversed(there))[:most]


async def between(times: list[datetime], until: datetime, *, with_ends: bool = True) -> tuple[list[str], int]:
    listing = Listing(times, with_ends=with_ends)
    found = await SeamEvents(listing).between(T0, until)  # type: ignore[arg-type]
    return [event.id for event in found], listing.asked


async def test_a_span_that_is_not_full_is_one_question() -> None:
    found, asked = await between([T0 + timedelta(minutes=n) for n in (3, 1, 2)], T0 + timedelta(hours=1))

    assert found == ["e1", "e2", "e0"]
    assert asked == 1


@given(
    count=st.integers(MOST, 2500), hours=st.integers(1, 48), with_ends=st.booleans(), crowd=st.integers(0, MOST - 10)
)
async def test_none_is_lost_however_many_there_are(count: int, hours: int, crowd: int, *, with_ends: bool) -> None:
    """Some come evenly, some all at one moment; never more at one moment than an answer holds."""
    span = timedelta(hours=hours)
    even = [T0 + timedelta(milliseconds=1) + (span - timedelta(seconds=1)) * n / count for n in range(count - crowd)]
    times = even + [T0 + span / 3] * crowd

    found, _ = await between(times, T0 + span, with_ends=with_ends)

    assert sorted(found) == sorted(f"e{number}" for number in range(len(times)))


async def test_more_at_one_moment_than_an_answer_holds_comes_to_an_end() -> None:
    found, asked = await between([T0 + timedelta(minutes=5)] * (2 * MOST), T0 + timedelta(hours=1))

    assert len(found) == MOST
    assert asked < 60


def test_halves_become_shorter() -> None:
    assert SHORTEST / 2 + OVERLAP < SHORTEST
