"""A second building, from `/guest setup` over Seam's own page to the first guest there; and who may not do that."""

from datetime import timedelta
from pathlib import Path

import httpx

from bot.demo.seam import Fault
from bot.demo.slack import View
from tests.journeys.test_leaks import stored
from tests.journeys.test_set_up import open_setup
from tests.journeys.town import ADA, OLLY
from tests.journeys.world import World, world

SOON = timedelta(seconds=5)


def page_of(view: View) -> str:
    """Where the button leads that opens Seam's page."""
    rows = [block["elements"] for block in view.given["blocks"] if block["type"] == "actions"]
    return next(str(element["url"]) for row in rows for element in row if "url" in element)


async def press(here: World, action: str, user: str = ADA) -> str:
    await here.click(user, here.shown(user), action)
    return here.screen(user)


async def walk(url: str, outcome: str) -> str:
    """What Seam's page says after this button."""
    async with httpx.AsyncClient(mounts={"all://127.0.0.1": None}) as browser:
        assert (await browser.get(url)).status_code == httpx.codes.OK
        return (await browser.post(url, data={"outcome": outcome})).text


async def test_an_admin_connects_a_second_building_and_gives_access_there(http_first: World) -> None:
    here = http_first
    await open_setup(here)
    await press(here, "connect")
    assert "Open Seam's page and sign in." in await press(here, "connect_latch")
    page = page_of(here.shown(ADA))
    await press(here, "connect_page")

    assert "Switch on a building" in await walk(page, "authorized")
    assert "Seam lists no building of it yet." in await press(here, "connect_check")
    assert "Latch has switched on Alder House" in await walk(page, "building")
    assert "Seam lists: Alder House." in await press(here, "connect_check")

    assert "Who may give access at Alder House?" in await press(here, "setup_building")
    assert not await here.submit(here.shown(ADA), ADA)
    alder = next(one for one in here.seam.world.systems.values() if one.name == "Alder House")
    door = next(one.id for one in here.seam.world.entrances.values() if one.system_id == alder.id)
    view = await here.open_form(ADA)
    await here.choose(view, "building", alder.id, ADA)
    await here.type(view, "name", "Gail Guest", ADA)
    await here.choose(view, "doors", [door], ADA)
    assert not await here.submit(view, ADA)
    await here.run(SOON)

    assert len(here.pins()) == 1
    await here.slack.person(ADA).command("/guest", "audit", "C0DESK")
    await here.bot.idle()
    assert "Account connected" in here.screen(ADA)
    assert page not in here.screen(ADA)


async def test_the_attempt_outlives_a_restart(here: World) -> None:
    await open_setup(here)
    await press(here, "connect")
    await press(here, "connect_latch")
    page = page_of(here.shown(ADA))

    await here.stop()
    await here.start()
    await here.slack.person(ADA).close(here.shown(ADA))
    await open_setup(here)
    assert f"Begun by @{ADA}" in await press(here, "connect")
    await press(here, "connect_check")
    assert page_of(here.shown(ADA)) == page

    await walk(page, "failed")
    assert "The sign-in at Seam's page did not succeed" in await press(here, "connect_check")
    await press(here, "connect_latch")
    assert page_of(here.shown(ADA)) != page


async def test_the_link_is_in_no_message_in_no_log_and_not_in_the_database(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        await open_setup(here)
        await press(here, "connect")
        here.seam.fault(Fault("/connect_webviews/get", "status", times=1, status=500))
        await press(here, "connect_latch")
        page = page_of(here.shown(ADA))
        await press(here, "connect_page")
        await press(here, "connect_check")
        await walk(page, "authorized")
        await press(here, "connect_check")

        token = page.partition("auth_token=")[2]
        assert token
        assert {sent.kind for sent in here.slack.everything_sent() if token in sent.text} == {"view"}
        assert "seam_refused" in here.log.getvalue()
        for where in (here.log.getvalue(), stored(tmp_path)):
            assert token not in where


async def test_a_manager_is_not_offered_it(http_first: World) -> None:
    here = http_first
    await here.set_up(roles=[{"kind": "user", "slack_id": OLLY, "role": "manager"}])

    await open_setup(here, OLLY)

    assert "Connect a building" not in here.screen(OLLY)
    assert here.seam.world.webviews == {}
