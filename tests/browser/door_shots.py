"""The pictures of doors: how they stand, one that is unlocked, and what the watch channel hears."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta

from playwright.async_api import expect

from tests.browser.visitor import Visitor

Keep = Callable[[Visitor, str], Awaitable[None]]
CASA = "Casa Sol"


async def the_doors(visitor: Visitor, keep: Keep) -> None:
    """Ada watches Casa Sol in her maintenance channel, and lets a courier in."""
    await visitor.act_as("Ada Admin")
    await visitor.tab.get_by_role("button", name=re.compile("^maintenance")).click()
    await visitor.type_command(f"/door watch {CASA}")
    await visitor.sees(visitor.dialog, "Watch channel")
    await visitor.press("Save", where=visitor.dialog)
    await expect(visitor.dialog).to_have_count(0)
    await visitor.type_command("/door unlock front")
    await visitor.dialog.get_by_label("Why?").fill("The courier waits with the beds")
    await visitor.dialog.get_by_label("Yes, unlock it now").check()
    await visitor.press("Unlock now", where=visitor.dialog)
    await visitor.sees(visitor.dialog, "the lock confirmed it")
    await keep(visitor, "door-unlock")
    await visitor.press("Close", where=visitor.dialog)
    await expect(visitor.dialog).to_have_count(0)
    await _something_happens(visitor)
    await visitor.sees(visitor.messages, "tampered with it")
    await keep(visitor, "door-news")
    await visitor.type_command(f"/door status {CASA}")
    await visitor.sees(visitor.dialog, "online")
    await keep(visitor, "door-status")


async def _something_happens(visitor: Visitor) -> None:
    here = visitor.page.live.running
    locks = {one.name: one.id for one in here.seam.world.locks.devices.values()}
    front, *others = locks.values()
    here.seam.tamper(front)
    await here.wait(timedelta(minutes=6))
    here.seam.set_battery(front, 0.05)
    here.seam.enter_code(front, "000000")
    here.seam.enter_code(front, "000000")
    here.seam.set_online(others[0], online=False)
    await here.wait(timedelta(minutes=6))
