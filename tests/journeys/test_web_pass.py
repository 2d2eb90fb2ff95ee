"""From the desk's click to the guest's page, and to what is left of it when access is over."""

from datetime import timedelta
from pathlib import Path

import httpx

from bot.demo.slack.records import View
from tests.journeys.test_leaks import stored
from tests.journeys.town import RITA
from tests.journeys.world import World

SOON = timedelta(seconds=5)
PUBLIC = "https://desk.example"


async def test_a_guest_opens_the_link_sees_the_pin_and_after_the_end_that_it_has_ended(
    http_first: World, tmp_path: Path
) -> None:
    here = http_first
    await here.stop()
    here.settings = here.settings.model_copy(update={"public_url": PUBLIC})
    await here.start()
    await here.set_up(web_passes=True, guest_text="Park behind the house.")
    await here.issued("Lobby")

    await here.click(RITA, here.card(), "guest_page")
    path = link(here.shown()).removeprefix(PUBLIC)
    assert path.removeprefix("/g/") not in stored(tmp_path), "a copy of the database opens nothing"
    [pin] = here.pins()
    calls = len(here.seam.journal)
    async with httpx.AsyncClient(base_url=here.url) as guest:
        page, shown = await guest.get(path), await guest.post(path)
        assert "Harbor House" in page.text
        assert "Park behind the house." in page.text
        assert pin[:3] not in page.text
        assert f"{pin[:3]} {pin[3:]}" in shown.text
        assert len(here.seam.journal) == calls, "Seam is not asked for a page"

        await here.click(RITA, here.card(), "end")
        assert "Harbor House" not in (await guest.get(path)).text
        await here.run(SOON)
        over = await guest.post(path)
    assert over.status_code == 410
    assert "This pass has ended" in over.text
    assert "Lobby" not in over.text


def link(view: View) -> str:
    [field] = [block for block in view.given["blocks"] if block["type"] == "input"]
    return str(field["element"]["initial_value"])
