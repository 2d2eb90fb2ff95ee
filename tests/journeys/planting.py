"""Puts things into Seam that Keydesk has not made in this life, past every call."""

from datetime import datetime, timedelta

from bot.demo.seam.records import Credential, Identity, User
from bot.demo.slack.records import BOT_USER, Message
from bot.domain.roles import Holder, HolderKind, Role
from tests.journeys.town import ADA, RITA, SAM
from tests.journeys.world import ISSUERS, MINUTE, World

NOTICE = "C0NOTICE"
QUARTER = 15 * MINUTE
SAM_MANAGES = (*ISSUERS, Holder(kind=HolderKind.PERSON, slack_id=SAM, role=Role.MANAGER))


async def with_manager(here: World) -> World:
    """With a notice channel; Sam manages the building."""
    here.slack.add_channel(NOTICE, "building-notices", [SAM, ADA, BOT_USER])
    await here.set_up(roles=SAM_MANAGES, notice_channel=NOTICE)
    return here


async def given(here: World, *doors: str, name: str = "Gail Guest") -> Message:
    """A grant whose PINs are there, and whose result Rita has closed; its card."""
    card = await here.issued(*doors, name=name)
    await here.slack.person(RITA).close(here.shown())
    return card


async def quarter(here: World) -> None:
    """The next comparison, and what follows from it."""
    await here.run(QUARTER)
    await here.run(MINUTE)


def plant(here: World, key: str | None, door: str = "Garage", *, until: datetime | None = None) -> Credential:
    """Something at Seam that Keydesk has not made in this life."""
    world, now = here.seam.world, here.clock.now()
    identity = next((one for one in world.identities.values() if key is not None and one.key == key), None)
    if identity is None:
        identity = Identity(world.new_id(), key, None, "Somebody", None, now)
        world.identities[identity.id] = identity
    user = User(world.new_id(), here.building, "Somebody", None, None, identity.id if key else None, now)
    world.users[user.id] = user
    made = Credential(
        id=world.new_id(),
        system_id=here.building,
        user_id=user.id,
        method="code",
        entrance_ids=(here.doors[door],),
        starts_at=now,
        ends_at=until or now + timedelta(hours=6),
        is_multi_phone=False,
        made_at=now,
    )
    world.add(made)
    return made


async def install_id(here: World) -> str:
    return await here.bot.store.install_id()


def alarms(here: World) -> list[Message]:
    return here.slack.messages(NOTICE)


def live(here: World) -> set[str]:
    return {one.id for one in here.seam.live_credentials()}
