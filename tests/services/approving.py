"""A building where what issuers ask for waits for an approver: who is there, and short words for what they do."""

from datetime import timedelta

from bot.domain.approval import ApprovalRequest
from bot.domain.people import Person
from bot.domain.roles import Holder, HolderKind, Role
from bot.services.kept import PostKind
from bot.services.trail.audit import Wanted
from tests.services.desk import RITA, SAM, TEAM, Desk

ANA, BEN, MIA = (Person(user_id=id_, team_id=TEAM, is_member=True) for id_ in ("U0ANA", "U0BEN", "U0MIA"))
NIGHT_SHIFT = "S0NIGHT"
HOUR, MINUTE, SOON = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=10)


def holder(person: Person, role: Role) -> Holder:
    return Holder(kind=HolderKind.PERSON, slack_id=person.user_id, role=role)


ROLES = [
    *(holder(person, Role.ISSUER) for person in (RITA, SAM)),
    *(holder(person, Role.APPROVER) for person in (ANA, BEN)),
    holder(MIA, Role.MANAGER),
]


async def strict(desk: Desk, *, roles: object = ROLES, groups: object = (), **policy: object) -> None:
    """What issuers ask for waits for Ana or Ben, then for Mia, then for the admin."""
    wanted = {"approval": "issuers", **policy}
    await desk.set_up(roles=roles, policy=wanted, entrance_groups=groups)


async def asked(desk: Desk, *doors: str, **update: object) -> ApprovalRequest:
    """Rita asks for access, and the first approvers are told."""
    grant_id = await desk.give(*doors, **update)  # type: ignore[arg-type]
    await desk.run(timedelta(seconds=1))
    return await request(desk, grant_id)


async def request(desk: Desk, grant_id: str) -> ApprovalRequest:
    found = (await desk.record(grant_id)).request
    assert found is not None
    return found


async def story(desk: Desk, grant_id: str) -> list[tuple[str, str | None]]:
    """What the trail says of a grant: what, and who."""
    async with desk.store.read() as work:
        lines = await work.audit.find(TEAM, Wanted(grant_id=grant_id), None, 100)
    return [(line.what, line.actor) for line in lines[::-1]]


def told(desk: Desk, kind: PostKind) -> list[str | None]:
    return [post.channel for post in desk.poster.of(kind)]
