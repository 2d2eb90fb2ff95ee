"""Every role at every verb, at its own building and at another, for every kind of person, through the use cases.

What is expected comes from docs/control.md. A verb that is new fails here until its use cases are listed.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest

from bot.domain.building import Hub
from bot.domain.connection import ConnectKind
from bot.domain.errors import NotAllowed, WrongState
from bot.domain.roles import GIVEN, Holder, HolderKind, Role, Verb
from bot.slack.directory import person_of
from tests.rights import documented
from tests.services.cell import Cell
from tests.services.desk import ADMIN, RITA, TEAM, Desk
from tests.services.use_cases import USE_CASES, UseCase

WHO, GROUP = "U0WHO", "S0WHO"
KINDS: dict[str, dict[str, object]] = {
    "member": {},
    "deleted": {"deleted": True},
    "bot": {"is_bot": True},
    "workflow bot": {"is_workflow_bot": True},
    "guest": {"is_restricted": True},
    "single-channel guest": {"is_restricted": True, "is_ultra_restricted": True},
    "stranger": {"is_stranger": True},
    "external": {"team_id": "T0OTHER"},
    "unknown": {"id": None},
}
"""What users.info says of the person."""


def walk() -> Iterator[tuple[Verb, str]]:
    for verb, cases in USE_CASES.items():
        for case in cases:
            yield verb, case


def test_every_verb_is_walked_and_every_role_is_documented() -> None:
    assert set(USE_CASES) == set(Verb)
    assert set(documented()) == set(Verb)
    assert set().union(*documented().values()) == set(Role)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("role", [*Role, None])
async def test_the_service_does_what_the_documentation_says(role: Role | None, kind: str) -> None:
    """Each cell of the table; what was refused changed nothing, so one desk serves until something was done."""
    everywhere = role in {Role.ADMIN, Role.REQUESTER}
    table, wrong = documented(), []
    for held, own in product(HolderKind, (True, False)):
        cell = await placed(role, kind, held, own=own)
        for verb, case in walk():
            allowed = await tried(USE_CASES[verb][case], cell)
            if allowed is not (role in table[verb] and kind == "member" and (own or everywhere)):
                wrong.append((verb, case, held, own, allowed))
            if allowed:
                cell = await placed(role, kind, held, own=own)
    assert wrong == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("role", [*GIVEN, Role.ADMIN, Role.REQUESTER, None])
async def test_a_board_names_the_buildings_of_ones_roles_alone(role: Role | None, kind: str) -> None:
    """To have asked for access somewhere is a right to that access, not to the building."""
    for own in (True, False):
        cell = await placed(role, kind, HolderKind.PERSON, own=own)

        seen = [one.building.id for one in await cell.desk.buildings.seen_by(cell.person)]

        has_role = kind == "member" and (role is Role.ADMIN or (role in GIVEN and own))
        assert (cell.building in seen) is has_role


async def placed(role: Role | None, kind: str, held: HolderKind, *, own: bool) -> Cell:
    """The role is held at one building; what is tried, is tried there or (`own` False) at another."""
    desk = await Desk().open()
    other = desk.seam.add_building("Kew Court")
    other_doors = [desk.seam.add_door(other, name) for name in ("Gate", "Shed")]
    lock = await lock_at(desk, desk.building if own else other)
    user_id = ADMIN.user_id if role is Role.ADMIN else WHO
    rita = Holder(kind=HolderKind.PERSON, slack_id=RITA.user_id, role=Role.ISSUER)
    mine = [Holder(kind=held, slack_id=WHO if held is HolderKind.PERSON else GROUP, role=role)] if role in GIVEN else []
    for at, door, roles in ((desk.building, desk.doors[1], [rita, *mine]), (other, other_doors[1], [rita])):
        vault = {"id": "g1", "name": "Vault", "entrance_ids": [door], "stricter": {"approval": "everyone"}}
        await desk.set_up(at, roles=roles, hub=Hub.NO, entrance_groups=[vault])
    building, doors = (desk.building, desk.doors) if own else (other, other_doors)
    grant_id = await desk.give(doors[0], view=None, building_id=building)
    waits = await desk.record(await desk.give(doors[1], view=None, building_id=building, name="Wes", submit_key="W"))
    await desk.run(timedelta(seconds=10))
    begun = (await desk.connecting.begin(ADMIN, ConnectKind.SMART_LOCKS)).connection.id
    async with desk.store.write() as work:
        record = await desk.record(grant_id)
        if role is Role.REQUESTER:
            for grant in (record.grant, waits.grant):
                await work.grants.save(grant.model_copy(update={"requester": WHO}))
    assert waits.request is not None
    told = {"id": user_id, "team_id": TEAM, **KINDS[kind]}
    groups = frozenset({GROUP} if held is HolderKind.GROUP else ())
    person = person_of(told, user_id, TEAM).model_copy(update={"groups": groups})
    ids = grant_id, record.credentials[0].id, record.tasks[0].id, waits.request.id, begun, lock
    return Cell(desk, person, building, doors, *ids)


async def lock_at(desk: Desk, building: str) -> str:
    """The id of a smart lock that belongs there."""
    lock = desk.seam.add_lock("Side Door")
    await desk.buildings.refresh(TEAM)
    async with desk.store.write() as work:
        await work.devices.place(TEAM, lock, building)
    await desk.buildings.refresh(TEAM)
    return lock


async def tried(use_case: UseCase, cell: Cell) -> bool:
    """Whether it was done; what is refused must have changed nothing."""
    before = await everything(cell)
    try:
        result = await use_case(cell)
    except WrongState:  # Nothing to retry: it was asked of somebody who may.
        return True
    except NotAllowed:
        result = False
    if not result:
        assert before == await everything(cell)
    return bool(result)


async def everything(cell: Cell) -> tuple[object, ...]:
    tables = cell.desk.store._tables
    kept = (
        dict(tables.requests),
        dict(tables.buildings),
        dict(tables.connections),
        len(tables.grants),
        len(tables.audit),
    )
    return await cell.desk.record(cell.grant_id), *kept
