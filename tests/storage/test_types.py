from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from bot.storage.types import Seconds, UtcDateTime

SQLITE = sqlite.dialect()
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(instant=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=ZONES))  # noqa: DTZ001
def test_an_instant_comes_back_in_utc(instant: datetime) -> None:
    kept = UtcDateTime().process_bind_param(instant, SQLITE)
    assert kept is not None
    back = UtcDateTime().process_result_value(kept.replace(tzinfo=None), SQLITE)

    assert back == instant
    assert back.tzinfo is UTC


def test_a_naive_datetime_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        UtcDateTime().process_bind_param(datetime(2026, 3, 1), SQLITE)  # noqa: DTZ001


@given(span=st.timedeltas(timedelta(0), timedelta(days=1000)))
def test_a_span_comes_back(span: timedelta) -> None:
    assert Seconds().process_result_value(Seconds().process_bind_param(span, SQLITE), SQLITE) == span
