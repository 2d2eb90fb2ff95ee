"""A building where what issuers ask for waits, and the people who decide."""

from datetime import timedelta

from bot.demo.slack.records import Message
from bot.domain.roles import Holder, HolderKind, Role
from tests.journeys.world import ISSUERS, World

ANA, BEN, MIA = "U0ANA", "U0BEN", "U0MIA"
NIGHT = "S0NIGHT"
MINUTE, HOUR, SOON = timedelta(minutes=1), timedelta(hours=1), timedelta(seconds=5)


async def staffed(here: World, **policy: object) -> World:
    """Ana and the night shift (Ben) approve, Mia manages; what issuers ask for waits."""
    for user, name in ((ANA, "Ana Approver"), (BEN, "Ben Night"), (MIA, "Mia Manager")):
        here.slack.add_user(user, name, "America/New_York")
    here.slack.add_usergroup(NIGHT, "night-shift", [BEN])
    roles = (
        *ISSUERS,
        Holder(kind=HolderKind.PERSON, slack_id=ANA, role=Role.APPROVER),
        Holder(kind=HolderKind.GROUP, slack_id=NIGHT, role=Role.APPROVER),
        Holder(kind=HolderKind.PERSON, slack_id=MIA, role=Role.MANAGER),
    )
    await here.set_up(roles=roles, policy={"approval": "issuers", **policy})
    return here


async def ask(here: World, *doors: str, name: str = "Gail Guest") -> Message:
    """Rita asks for access; its card."""
    view = await here.fill(*(doors or ("Lobby",)), name=name)
    assert not await here.submit(view)
    await here.run(SOON)
    return here.card()


def request_to(here: World, user: str) -> Message:
    """The newest request in somebody's direct messages."""
    return here.slack.dm(user)[-1]


async def decline(here: World, user: str, request: Message, reason: str) -> None:
    await here.click(user, request, "decline")
    form = here.shown(user)
    await here.type(form, "decline_reason", reason, user)
    assert not await here.submit(form, user)
    await here.run(SOON)
