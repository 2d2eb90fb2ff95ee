"""What the tests of the comparison with Seam plant on either side, and what they look at."""

from datetime import timedelta

from bot.domain.building import Method
from bot.domain.people import Person
from bot.domain.roles import Holder, HolderKind, Role
from bot.services.drift.drift import Check, Drift
from bot.services.ports import NewCredential
from bot.services.trail.audit import Line, Wanted
from tests.services.desk import INSTALL, RITA, SAM, TEAM, Desk

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
MAX = Person(user_id="U0MAX", team_id=TEAM, is_member=True)
"""A manager."""


async def managed_desk() -> Desk:
    """A desk whose building Max manages."""
    roles = [(RITA, Role.ISSUER), (SAM, Role.ISSUER), (MAX, Role.MANAGER)]
    holders = [Holder(kind=HolderKind.PERSON, slack_id=who.user_id, role=role) for who, role in roles]
    return await Desk().open(roles=holders)


async def issued(desk: Desk, *doors: str) -> str:
    grant = await desk.give(*doors)
    await desk.run(timedelta(seconds=5))
    return grant


async def seam_id(desk: Desk, grant: str, number: int = 0) -> str:
    return str((await desk.record(grant)).credentials[number].seam_id)


async def planted(desk: Desk, key: str | None, *, door: int = 0, hours: int = 2) -> str:
    """A credential at Seam under an identity of this key, made by nobody here; its id."""
    seam, now = desk.seam, desk.clock.now()
    known = await seam.identities.find_by_key(key) if key else None
    identity = known or await seam.identities.create(key or f"nobody {len(seam.people)}", "Somebody")
    users = await seam.acs_users.find(desk.building, identity.id)
    user = users[0] if users else await seam.acs_users.create(desk.building, identity.id, "Somebody")
    if key is None:
        seam.users[user.id] = user.model_copy(update={"identity_id": None})
    new = NewCredential(
        acs_user_id=user.id,
        method=Method.PIN,
        entrance_ids=(desk.doors[door],),
        starts_at=now,
        ends_at=now + timedelta(hours=hours),
    )
    made = await seam.credentials.create(new)
    seam.calls.clear()
    return made.id


def ours(owner: str) -> str:
    return f"keydesk:{INSTALL}:{owner}"


async def drifts(desk: Desk) -> list[Drift]:
    async with desk.store.read() as work:
        return list(await work.drift.unsettled(TEAM, desk.building))


async def check(desk: Desk) -> Check:
    async with desk.store.read() as work:
        found = await work.drift.check(TEAM, desk.building)
    assert found is not None
    return found


async def trail(desk: Desk, what: str) -> list[Line]:
    async with desk.store.read() as work:
        return list(await work.audit.find(TEAM, Wanted(what=what), None, 50))


def there(desk: Desk) -> set[str]:
    return {one.id for one in desk.seam.existing()}


async def reconcile(desk: Desk) -> list[Drift]:
    """One comparison, and what follows from it; what is not settled then."""
    await desk.reconciling.run(TEAM)
    await desk.strays.run(TEAM)
    await desk.run(timedelta(seconds=5))
    return await drifts(desk)
