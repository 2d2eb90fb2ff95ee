"""A guest holds the button on their page: the lock moves once, and what is said is what the lock has confirmed."""

import html
import re

import httpx

from bot.demo.seam.locks.brands import YALE
from bot.demo.seam.locks.records import Lock
from tests.journeys.test_smart_locks import casa_sol, fill
from tests.journeys.test_web_pass import PUBLIC, SOON, link
from tests.journeys.town import RITA
from tests.journeys.world import World


async def test_a_guest_unlocks_their_door_and_locks_it_again(here: World) -> None:
    await here.stop()
    here.settings = here.settings.model_copy(update={"public_url": PUBLIC})
    await here.start()
    (front,) = await casa_sol(here, Lock("Front Door", brand=YALE, has_backup_pool=False))
    await here.set_up(here.seam.world.locks.devices[front].account_id, web_passes=True)
    await fill(here, "Front Door")
    await here.submit(here.shown())
    await here.run(SOON)
    await here.click(RITA, here.card(), "guest_page")
    path = link(here.shown()).removeprefix(PUBLIC)

    async with httpx.AsyncClient(base_url=here.url, follow_redirects=True) as guest:
        shown = (await guest.post(path)).text
        asked = await guest.post(f"/g/{where(shown)}")
        await here.run(SOON)
        done = (await guest.get(asked.url)).text
        assert "Unlocked: the lock confirmed it." in done
        assert is_locked(here, front) is False

        again = await guest.post(f"{path}/{where(done)}")
        await here.run(SOON)
        assert "Locked: the lock confirmed it." in (await guest.get(again.url)).text
        assert is_locked(here, front) is True
    assert "Gail" not in done


def where(page: str) -> str:
    """Where the page's last form goes."""
    return html.unescape(re.findall(r'action="\.\.?/([^"]+)"', page)[-1])


def is_locked(here: World, lock: str) -> bool | None:
    return here.seam.world.locks.devices[lock].locked
