"""A cleaner on Tuesdays, to draw; the clock of these screens stands at Friday 20 November 2026, 14:00 in New York."""

from datetime import date, time, timedelta

from bot.domain.building import Method
from bot.domain.grant import Door, GrantRecord, GrantState, Guest
from bot.domain.recurrence import Rule, visit_on
from bot.domain.series import Series, SeriesRecord
from tests.slack.blocks.forms import NOW, building
from tests.slack.blocks.grants import credential, record

TUESDAY = date(2026, 11, 24)
WEEK = timedelta(weeks=1)
RULE = Rule(weekdays=(1,), starts=time(10), ends=time(12), first_day=TUESDAY, until=date(2027, 2, 9))


def cleaning(made: dict[date, GrantRecord] | None = None, **changes: object) -> SeriesRecord:
    plain = Series(
        id="s1",
        team_id="T1",
        requester="U1",
        building_id="b1",
        guest=Guest(name="Carla Clean"),
        method=Method.PIN,
        doors=(Door(entrance_id="door-1", name="Lobby"), Door(entrance_id="door-2", name="Garage")),
        rule=RULE,
        created_at=NOW,
    )
    return SeriesRecord(series=plain.model_copy(update=changes), building=building(), made=made or {})


def visit(day: date, state: GrantState = GrantState.ISSUED, **changes: object) -> GrantRecord:
    """A visit that was made."""
    meant = visit_on(RULE, day, building().zone)
    assert meant is not None
    of_series = {"series_id": "s1", "visit_date": day, "window": meant.window, **changes}
    plain = record([credential(1, ends_at=meant.window.ends_at)], state)
    return plain.model_copy(update={"grant": plain.grant.model_copy(update=of_series)})


def series_of(grant: GrantRecord) -> SeriesRecord:
    """A series that looks like this grant, which is its first visit."""
    like = {"guest": grant.grant.guest, "reason": grant.grant.reason, "doors": grant.doors}
    there = cleaning({TUESDAY: grant}, **like, method=grant.grant.method)
    return there.model_copy(update={"building": grant.building})
