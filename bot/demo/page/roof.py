"""A door that needs somebody's yes, and a request for it that still waits when the visitor comes."""

from datetime import timedelta

from bot.demo.page.cast import ADA, FRONT_DESK, RITA
from bot.demo.running import Running

HARBOR, ROOF = "Harbor House", "Roof Deck"
ROOFER = "Rosa Roofer"
ASKED_BEFORE_NOW = timedelta(minutes=5)


async def guard_the_roof(here: Running) -> None:
    """As Ada does it in /guest setup: who goes up there is approved by a manager or an admin, which is her."""
    await here.command(ADA, "setup", FRONT_DESK)
    ada = here.person(ADA)
    await here.choose(ADA, "building", HARBOR)
    await ada.submit(here.view(ADA))
    await here.click(ADA, here.view(ADA), "setup_groups")
    await here.click(ADA, here.view(ADA), "setup_group")
    group = here.view(ADA)
    await ada.type_text(group, "group_name", "Roof")
    await here.choose(ADA, "group_doors", [ROOF])
    await here.choose(ADA, "approval", "Issuers")
    await ada.submit(group)
    await here.bot.idle()
    await ada.close(here.view(ADA), whole=True)


async def ask_for_the_roof(here: Running) -> None:
    """As Rita does it: the form says that it needs approval, and what she sends waits for Ada."""
    await here.command(RITA, "", FRONT_DESK)
    rita = here.person(RITA)
    await rita.type_text(here.view(RITA), "name", ROOFER)
    await here.choose(RITA, "doors", [ROOF])
    await rita.submit(here.view(RITA))
    await here.settle()
    await rita.close(here.view(RITA))
