"""The form of a building's notices: what is typed is read, and what cannot be is told at its field."""

from datetime import time, timedelta

import pytest

from bot.domain.building import BuildingSettings
from bot.domain.notices import Notices, Quiet, Weekly, Where
from bot.slack.blocks.ids import Field
from bot.slack.blocks.setup.setup_fields import BadSettings
from bot.slack.blocks.setup.setup_notices import (
    BAD_QUIET,
    BAD_REVIEW,
    BAD_TIME,
    notices_words,
    read_setup_notices,
    setup_notices_view,
)
from tests.slack.blocks.grants import chosen, submitted, words
from tests.slack.blocks.setup import place

FULL = Notices(
    where=Where.DM,
    quiet=Quiet(begins=time(22), ends=time(7)),
    digest_at=time(8),
    review=Weekly(weekday=0, at=time(9, 30)),
    long_after=timedelta(days=3),
    escalate_after=timedelta(hours=1),
)


def read(**typed: object) -> BuildingSettings:
    view = setup_notices_view(place(), None)
    return read_setup_notices(submitted(view, **typed))(BuildingSettings())


def test_what_is_typed_is_read() -> None:
    found = read(
        notice_channel="C9",
        reminder_leads=chosen("4320", "30", "soon"),
        reminders_where=chosen("dm")[0],
        quiet_hours="22:00 \N{EN DASH} 7:00",
        digest_at="8:00",
        review_at="monday 9:30",
        long_after="3 d",
        end_escalate_after="1 h",
    )

    assert found == BuildingSettings(
        notice_channel="C9", reminder_leads=(timedelta(days=3), timedelta(minutes=30)), notices=FULL
    )


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (Field.QUIET_HOURS, "22:00", BAD_QUIET),
        (Field.QUIET_HOURS, "22:00-21:00", BAD_QUIET),
        (Field.QUIET_HOURS, "22:00-24:00", BAD_QUIET),
        (Field.DIGEST_AT, "eight", BAD_TIME),
        (Field.DIGEST_AT, "\N{ARABIC-INDIC DIGIT EIGHT}:00", BAD_TIME),
        (Field.REVIEW_AT, "09:00", BAD_REVIEW),
        (Field.REVIEW_AT, "Someday 09:00", BAD_REVIEW),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(field: Field, typed: str, said: str) -> None:
    with pytest.raises(BadSettings) as refused:
        read(**{field: typed})

    assert refused.value.errors == {field: said}


def test_what_was_found_out_about_the_channel_is_said() -> None:
    assert "This channel is archived" in words(setup_notices_view(place(), "C1", "This channel is archived"))


def test_the_summary_says_when_and_where() -> None:
    kept = BuildingSettings(notice_channel="C7", notices=FULL)

    assert notices_words(kept) == (
        "Notice channel: <#C7>. Digest 08:00. Review Mon 09:30. "
        "Reminders 1 day, 1 h before the end by DM, not 22:00-07:00."
    )
