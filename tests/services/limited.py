"""A building whose policy the tests set, and access there."""

from datetime import timedelta
from typing import Any

from bot.domain.grant import GrantState
from bot.domain.people import Person
from bot.domain.roles import Holder, HolderKind, Role
from bot.domain.window import Window
from tests.services.desk import RITA, SAM, TEAM, Desk

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MIA = Person(user_id="U0MIA", team_id=TEAM, is_member=True)
ROLES = [
    *(Holder(kind=HolderKind.PERSON, slack_id=p.user_id, role=Role.ISSUER) for p in (RITA, SAM)),
    Holder(kind=HolderKind.PERSON, slack_id=MIA.user_id, role=Role.MANAGER),
]


async def limit(desk: Desk, **policy: object) -> None:
    await desk.set_up(roles=ROLES, policy=policy)


async def guard(desk: Desk, door: str, **asks: object) -> None:
    """This door is in an entrance group that asks for more."""
    group = {"id": "g1", "name": "Vault", "entrance_ids": [door], "stricter": asks}
    await desk.set_up(roles=ROLES, entrance_groups=[group])


def lasting(desk: Desk, length: timedelta, after: timedelta = timedelta()) -> Window:
    start = desk.clock.now() + after
    return Window(starts_at=start, ends_at=start + length)


async def issued(desk: Desk, *doors: str, **update: Any) -> str:
    grant_id = await desk.give(*doors, **update)
    await desk.run(timedelta(seconds=10))
    assert (await desk.record(grant_id)).grant.state is GrantState.ISSUED
    return grant_id


async def grants(desk: Desk) -> int:
    async with desk.store.read() as work:
        return await work.grants.count_open(TEAM, desk.building, RITA.user_id)
