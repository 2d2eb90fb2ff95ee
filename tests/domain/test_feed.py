"""The first news at once, then one message per pause; nothing is told twice, nothing waits longer than a pause."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.feed import REST, ROUTINE, Batch, FeedKind, Lane, Watch, batch_for, lane

T0 = datetime(2030, 3, 4, 15, 0, tzinfo=UTC)


@given(st.lists(st.integers(0, 3600), min_size=1, max_size=60))
def test_messages_are_apart_and_nothing_waits_longer(seconds: list[int]) -> None:
    newest: Batch | None = None
    told: list[tuple[datetime, Batch]] = []
    for number, second in enumerate(sorted(seconds)):
        now = T0 + timedelta(seconds=second)
        newest = batch_for(newest, now, f"m{number}")
        told.append((now, newest))

    times = sorted({batch.at for _, batch in told})
    assert told[0][1].at == told[0][0]
    assert all(now <= batch.at <= now + REST for now, batch in told)
    assert all(after - before >= REST for before, after in pairwise(times))
    assert len({batch.id for _, batch in told}) == len(times)


def test_what_is_wrong_does_not_wait_for_who_comes_and_goes() -> None:
    assert {kind for kind in FeedKind if lane(kind) is Lane.ROUTINE} == ROUTINE
    assert lane(FeedKind.DENIED) is Lane.ALARM
    assert lane(FeedKind.TAMPERED) is Lane.URGENT


def test_nobody_is_told_where_nobody_watches() -> None:
    assert not Watch().wants(FeedKind.TAMPERED)
    assert Watch(channel="C1").wants(FeedKind.TAMPERED)
    assert not Watch(channel="C1", quiet=frozenset({FeedKind.TAMPERED})).wants(FeedKind.TAMPERED)
