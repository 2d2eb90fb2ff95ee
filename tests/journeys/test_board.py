"""A desk at work: the board of several buildings, a search that leads to the end, and one decision that ends many."""

from datetime import timedelta

from bot.demo.slack.records import View
from bot.domain.roles import Holder, HolderKind, Role
from tests.journeys.town import OLLY, RITA, SAM
from tests.journeys.world import ISSUERS, MINUTE, World

LONDON = "Europe/London"


async def board(here: World, user: str) -> View:
    await here.slack.person(user).open_home()
    await here.settle()
    view = here.slack.person(user).home
    assert view is not None
    return view


def seen(here: World, user: str) -> str:
    return here.text(here.slack.person(user).home)


async def given(here: World, door: str, name: str, building: str | None = None) -> None:
    """Access that Rita gives, whose result she has closed."""
    form = await here.open_form()
    if building is not None:
        await here.choose(form, "building", building)
    await here.type(form, "name", name)
    await here.choose(form, "doors", [here.doors[door]])
    assert not await here.submit(form)
    await here.run(timedelta(seconds=5))
    await here.slack.person(RITA).close(here.shown())


async def test_the_board_of_three_buildings_and_of_a_viewer_of_one(http_first: World) -> None:
    here = http_first
    maple = await here.add_building("Maple Court", LONDON, ["North door"])
    elm = await here.add_building("Elm House", LONDON, ["South door"])
    await here.set_up(maple, roles=(*ISSUERS, Holder(kind=HolderKind.PERSON, slack_id=OLLY, role=Role.VIEWER)))
    await given(here, "Lobby", "Ann Lee", here.building)
    await given(here, "North door", "Bo Bell", maple)
    await given(here, "South door", "Cy Cole", elm)

    view = await board(here, RITA)
    assert all(name in here.text(view) for name in ("Ann Lee", "Bo Bell", "Cy Cole"))
    await here.choose(view, "home_building", elm)
    await here.settle()
    assert "Cy Cole, Elm House: South door" in seen(here, RITA)
    assert "Ann Lee" not in seen(here, RITA)

    view = await board(here, OLLY)
    assert "Bo Bell, Maple Court: North door" in here.text(view)
    assert not any(name in here.text(view) for name in ("Ann Lee", "Cy Cole", "[End access]", "[Show PIN]"))
    assert "PIN issued; the door may need an update" in here.text(view), "without a known hub nobody is told: ready"

    await here.click(RITA, here.slack.person(RITA).home, "end")
    await here.run(MINUTE)
    assert "Cy Cole" not in seen(here, RITA)
    assert "Bo Bell" in seen(here, OLLY)


async def test_found_looked_at_and_ended(http_first: World) -> None:
    here = http_first
    await given(here, "Gym", "Hannah Lee")
    await given(here, "Lobby", "Bo Bell")
    await here.slack.person(RITA).command("/guest", "find hanah lee")
    await here.bot.idle()
    assert "Hannah Lee, Harbor House: Gym" in here.screen()
    assert "Bo Bell" not in here.screen()

    await here.click(RITA, here.shown(), "grant_open")
    for told in ("Accepted by Seam: yes", "Synced with Latch: yes", "Confirmed at the door: not known", "Access given"):
        assert told in here.screen()
    await here.click(RITA, here.shown(), "end")
    await here.run(MINUTE)
    await here.click(RITA, here.shown(), "grant_refresh")

    assert "End confirmed by Seam" in here.screen()
    assert "Accepted by Seam: removed" in here.screen()
    assert len(here.seam.live_credentials()) == 1
    await here.slack.person(SAM).command("/guest", "list active")
    await here.bot.idle()
    assert "Bo Bell" in here.screen(SAM)
    assert "Hannah Lee" not in here.screen(SAM)


async def test_one_decision_ends_all_at_a_building_through_a_restart(http_first: World) -> None:
    here = http_first
    for name in ("Ann Lee", "Bo Bell", "Cy Cole"):
        await given(here, "Lobby", name)
    here.seam.faults.outage = True
    await here.slack.person(RITA).command("/guest", "end")
    await here.bot.idle()
    await here.choose(here.shown(), "end_whose", "building")
    await here.choose(here.shown(), "end_building", here.building)
    await here.slack.person(RITA).submit(here.shown())
    assert "This ends 3 accesses at Harbor House" in here.screen()
    assert len(here.seam.live_credentials()) == 3

    plan = here.shown()
    await here.type(plan, "end_word", "Harbour")
    assert await here.submit(plan) == {"end_word": "Type Harbor House to end all of this."}
    await here.type(plan, "end_word", "harbor house")
    assert not await here.submit(plan)
    assert "0 confirmed by Seam, 3 not yet" in here.screen()

    await here.stop()
    here.seam.faults.outage = False
    await here.start()
    await here.run(5 * MINUTE)

    assert not here.seam.live_credentials()
    [told] = [said for said in here.dms() if "Harbor House" in said and "ended" in said]
    assert "All 3 have ended at Harbor House, confirmed by Seam" in told
