"""The pictures of what a building is told unasked: its settings, a morning's digest, and a weekly review."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.demo.page.cast import ADA, FRONT_DESK, HARBOR_HOUSE, NEW_YORK, RITA
from bot.demo.running import Running
from tests.browser.visitor import Visitor

Keep = Callable[[Visitor, str], Awaitable[None]]
HARBOR = "Harbor House"


async def the_notices(visitor: Visitor, keep: Keep) -> None:
    """Ada sets them up, Rita gives access for tomorrow, and the next morning comes."""
    here = visitor.page.live.running
    await _open_settings(here)
    await visitor.act_as("Ada Admin")
    await visitor.sees(visitor.dialog, "Quiet hours")
    await keep(visitor, "notices")
    await here.person(ADA).submit(here.view(ADA))
    await here.settle()
    await here.person(ADA).close(here.view(ADA))
    for guest, rest in (("Nina New", "lobby tomorrow 10:00-12:00"), ("Theo Tester", "gym tomorrow 14:00-18:00")):
        await here.command(RITA, f"{guest} {rest}", FRONT_DESK)
        await here.person(RITA).submit(here.view(RITA))
        await here.settle()
        await here.person(RITA).close(here.view(RITA))
    await _the_morning(visitor, keep)
    await _nine_o_clock(visitor, keep)


async def _the_morning(visitor: Visitor, keep: Keep) -> None:
    here = visitor.page.live.running
    local = here.clock.now().astimezone(ZoneInfo(NEW_YORK))
    morning = (local + timedelta(days=1)).replace(hour=8, minute=1)
    await here.wait(morning - local)
    await visitor.tab.get_by_role("button", name=re.compile("^harbor-house")).click()
    await visitor.sees(visitor.messages, "2 coming")
    await keep(visitor, "digest")


async def _nine_o_clock(visitor: Visitor, keep: Keep) -> None:
    """The review; and somebody has deleted the PIN of a guest who comes at ten."""
    here = visitor.page.live.running
    await here.wait(timedelta(minutes=50))
    for credential in [one for one in here.seam.live_credentials() if one.starts_at > here.clock.now()]:
        del here.seam.world.credentials[credential.id]
    await here.wait(timedelta(minutes=10))
    await visitor.sees(visitor.messages, "weekly review")
    await keep(visitor, "review")
    await visitor.tab.get_by_role("button", name=re.compile("^front-desk")).click()
    await visitor.sees(visitor.messages, "Something is missing")
    await keep(visitor, "arrival")


async def _open_settings(here: Running) -> None:
    tomorrow = here.clock.now().astimezone(ZoneInfo(NEW_YORK)) + timedelta(days=1)
    typed = {
        "quiet_hours": "22:00-07:00",
        "digest_at": "08:00",
        "review_at": f"{tomorrow:%a} 09:00",
        "long_after": "12 h",
    }
    await here.command(ADA, "setup", FRONT_DESK)
    await here.person(ADA).submit(here.view(ADA))
    await here.click(ADA, here.view(ADA), "setup_notices")
    await here.choose(ADA, "notice_channel", HARBOR_HOUSE)
    for field, text in typed.items():
        await here.person(ADA).type_text(here.view(ADA), field, text)
