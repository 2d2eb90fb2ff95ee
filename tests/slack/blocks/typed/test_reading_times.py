"""Times after `/guest`: what could mean two is none."""

from datetime import date, datetime

import pytest

from bot.slack.blocks.typed.moments import read_day
from tests.slack.blocks.typed.reader import line, read


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("until tomorrow 6pm", "Today 14:00 to tomorrow 18:00"),
        ("until 18:00", "Today 14:00 to 18:00"),
        ("until 9:00", "Today 14:00 to tomorrow 09:00"),
        ("until fri", "Today 14:00 to 23:59"),
        ("till nov 25", "Today 14:00 to Wed 25 Nov 23:59"),
        ("for 3 days", "Today 14:00 to Mon 23 Nov 14:00"),
        ("90 min", "Today 14:00 to 15:30"),
        ("for half an hour", "Today 14:00 to 14:30"),
        ("fri 9-17", "Today 14:00 to 17:00"),
        ("fri 9-12", "Fri 27 Nov 09:00 to 12:00"),
        ("mon 9-5", "Mon 23 Nov 09:00 to 17:00"),
        ("tomorrow 9am \u2013 5pm", "Tomorrow 09:00 to 17:00"),
        ("9 - 11 tomorrow", "Tomorrow 09:00 to 11:00"),
        ("from 14:00 to 16:00", "Today 14:00 to 16:00"),
        ("from 9 until 17 tomorrow", "Tomorrow 09:00 to 17:00"),
        ("between 10 and 12 on 2026-12-01", "Tue 1 Dec 10:00 to 12:00"),
        ("22-6", "Today 22:00 to tomorrow 06:00"),
        ("fri 22-6", "Today 22:00 to tomorrow 06:00"),
        ("12:00-6:00", "Today 14:00 to tomorrow 06:00"),
        ("fri 11pm-1am", "Today 23:00 to tomorrow 01:00"),
        ("from 22:00 to 6:00 sun", "Tomorrow 22:00 to Sun 22 Nov 06:00"),
        ("fri 13:00 to mon 8:00", "Today 14:00 to Mon 23 Nov 08:00"),
        ("mon 9:00 - fri 17:00", "Mon 23 Nov 09:00 to Fri 27 Nov 17:00"),
        ("from wed to mon", "Wed 25 Nov 09:00 to Mon 30 Nov 23:59"),
        ("2-4pm", "Today 14:00 to 16:00"),
        ("tomorrow at 15:00 for 2 hours", "Tomorrow 15:00 to 17:00"),
        ("tomorrow at 9", "Tomorrow 09:00 to 11:00"),
        ("at 9 tomorrow for 2.5 hours", "Tomorrow 09:00 to 11:30"),
        ("9:00 tomorrow", "Tomorrow 09:00 to 11:00"),
        ("at 15:00", "Today 15:00 to 17:00"),
        ("for 1.5h", "Today 14:00 to 15:30"),
        ("today", "Today 14:00 to 23:59"),
        ("over the weekend", "Today 14:00 to Mon 23 Nov 06:00"),
    ],
)
def test_times(text: str, window: str) -> None:
    form = read(f"Gail Guest {text}")

    assert line(f"Gail Guest {text}") == window
    assert form.name == "Gail Guest"
    assert [said.partition(":")[0] for said in form.said] == ["Understood"]


@pytest.mark.parametrize(
    ("text", "us", "elsewhere"),
    [
        ("1.12.", date(2026, 12, 1), date(2026, 12, 1)),
        ("3.12.", date(2026, 12, 3), date(2026, 12, 3)),
        ("05.12.", date(2026, 12, 5), date(2026, 12, 5)),
        ("5.1.", date(2027, 1, 5), date(2027, 1, 5)),
        ("1.12.2026", date(2026, 12, 1), date(2026, 12, 1)),
        ("24.11.2025", None, None),
        ("12.24.", None, None),
        ("30.2.", None, None),
        ("1/12", date(2027, 1, 12), date(2026, 12, 1)),
        ("12/1/2026", date(2026, 12, 1), None),
        ("24/11", date(2026, 11, 24), date(2026, 11, 24)),
        ("2026-12-01", date(2026, 12, 1), date(2026, 12, 1)),
        ("2026-13-01", None, None),
    ],
)
def test_dates_in_figures(text: str, us: date | None, elsewhere: date | None) -> None:
    now = datetime(2026, 11, 20, 14, 0)  # noqa: DTZ001  a reading in no zone
    found = [read_day([text], now, region) for region in ("US", "GB")]

    assert [day.day if day else None for day in found] == [us, elsewhere]
    assert read_day(["on", text], now, "US") == found[0]


@pytest.mark.parametrize(
    "text",
    [
        "until 6",
        "2-4",
        "14-6",
        "next friday",
        "until further notice",
        "until 31 nov",
        "from 9",
        "until 29 feb",
        "tonight",
        "tonight at 9",
        "next week",
        "in the evening",
        "for 1 month",
        "for 2h30",
        "mon-fri",
        "tomorrow at 6",
        "next month until 18:00",
        "in december",
        "6pm",
        "1.12.26",
        "30.2.",
        "at 6",
        "tonight until friday",
    ],
)
def test_what_could_mean_two_times_is_none(text: str) -> None:
    form = read(f"Gail Guest {text}")

    assert form.said == (f"Not understood: {text}.",)
    assert (form.name, line(f"Gail Guest {text}")) == ("Gail Guest", "Today 14:00 to 16:00")
