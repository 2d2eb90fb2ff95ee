"""A cleaner who comes every Tuesday from 10 to 12, through weeks that pass."""

from datetime import UTC, datetime, timedelta

from bot.demo.slack import View
from tests.journeys.town import RITA, SAM
from tests.journeys.world import MINUTE, World

SOON = timedelta(seconds=5)


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of that winter in New York."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) + timedelta(hours=5)


async def until(here: World, moment: datetime) -> None:
    await here.run(moment - here.clock.now())


async def weekly_form(here: World) -> View:
    """Every Tuesday from 10 to 12 until 15 December, filled in."""
    view = await here.fill("Lobby", name="Carla Clean")
    await here.click(RITA, view, "more_options")
    await here.choose(view, "start", "weekly")
    await here.choose(view, "weekdays", ["1"])
    await here.choose(view, "until", "2026-12-15")
    return view


async def every_tuesday(here: World) -> None:
    assert not await here.submit(await weekly_form(here))
    await here.run(SOON)


async def visits(here: World, user: str = RITA) -> View:
    await here.click(user, here.card(), "series_visits")
    return here.shown(user)


async def press(here: World, view: View, action: str, day: str, user: str = RITA) -> None:
    """The button of one visit."""
    found = [e for b in view.blocks for e in b.get("elements", ()) if e.get("action_id") == action]
    [value] = [button["value"] for button in found if button["value"].endswith(day)]
    await here.click(user, view, action, value)
    await here.bot.idle()


async def test_a_cleaner_comes_every_week_but_for_the_week_that_is_skipped(http_first: World) -> None:
    here = http_first
    first = await begins(here)
    await press(here, await visits(here, SAM), "visit_skip", "2026-12-01", SAM)
    assert "Skipped by" in here.screen(SAM)
    await until(here, at(11, 24, 11, 59))
    assert here.pins() == [first]
    await until(here, at(12, 6, 9, 59))
    assert not here.pins()
    await until(here, at(12, 6, 10, 1))
    [second] = here.pins()
    assert second != first
    assert "Visit Tue 8 Dec 10:00 to 12:00, New York, 2 h." in here.dms()[-1]
    await ends(here)
    assert "skipped the visit of Tue 1 Dec." in here.thread(here.card())


async def begins(here: World) -> str:
    """Rita sees the dates before she sends the form, and the first visit's PIN at once."""
    view = await weekly_form(here)
    assert "Guest's name: Carla Clean" in here.screen()
    dates = "Tue 24 Nov 10:00 to 12:00, Tue 1 Dec 10:00 to 12:00, Tue 8 Dec 10:00 to 12:00"
    assert f"{dates} … 4 visits until Tue 15 Dec, New York time." in here.screen()
    assert not await here.submit(view)
    await here.run(SOON)
    [pin] = here.pins()
    assert pin[:3] in here.screen()
    assert "Every Tue 10:00 to 12:00 until Tue 15 Dec, New York time" in here.text(here.card())
    await here.slack.person(RITA).close(here.shown())
    return pin


async def ends(here: World) -> None:
    """The visit of the third week is ended while it is going on, and then the whole series."""
    await until(here, at(12, 8, 11))
    await press(here, await visits(here), "visit_skip", "2026-12-08")
    await here.run(MINUTE)
    assert not here.pins()
    await here.slack.person(RITA).close(here.shown())
    await here.click(RITA, here.card(), "series_end")
    assert "ends the weekly access of Carla Clean" in here.screen()
    assert not await here.submit(here.shown())
    await here.run(MINUTE)
    assert "Series ended by" in here.text(here.card())
    assert len(here.cards()) == 1


async def test_a_visit_that_passed_while_keydesk_was_away_is_not_made_late(http_first: World) -> None:
    here = http_first
    await every_tuesday(here)
    await until(here, at(11, 25, 9))
    await here.stop()
    here.clock.advance(at(12, 1, 13) - here.clock.now())
    await here.start()
    await here.run(MINUTE)

    assert not here.pins()
    assert "No visit of Carla Clean at Harbor House on Tue 1 Dec" in here.dms()[-1]
    assert "The guest may have stood before a closed door." in here.dms()[-1]


async def test_what_cannot_be_is_said_at_its_field_and_nothing_typed_is_lost(here: World) -> None:
    view = await weekly_form(here)
    await here.choose(view, "visit_ends", "10:00")
    await here.choose(view, "until", "2027-12-01")
    assert set(await here.submit(view)) == {"visit_ends", "until"}
    assert "Guest's name: Carla Clean" in here.screen()
