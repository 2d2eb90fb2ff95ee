"""Every role at every verb, at its own building and at another, for every kind of person, through the use cases.

What is expected comes from docs/control.md. A verb that is new fails here until its use cases are listed.
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product

import pytest

from bot.domain.building import Hub
from bot.domain.connection import ConnectKind
from bot.domain.errors import NotAllowed, WrongState
from bot.domain.people import Person
from bot.domain.roles import GIVEN, Holder, HolderKind, Role, Verb
from bot.services.audit import Wanted
from bot.services.drift import Difference, Drift, DriftKind, Times
from bot.services.kept import PostProgress
from bot.slack.directory import person_of
from tests.rights import documented
from tests.services.desk import ADMIN, RITA, TEAM, Desk

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


@dataclass
class Cell:
    """One person before one building and one grant there."""

    desk: Desk
    person: Person
    building: str
    doors: list[str]
    grant_id: str
    credential_id: str
    task_id: str
    request_id: str
    connection_id: str


async def offered(cell: Cell) -> bool:
    offer = await cell.desk.giving.offer(cell.person)
    return cell.building in [site.building.id for site in offer.sites]


async def submitted(cell: Cell) -> object:
    draft = cell.desk.draft(cell.doors[0], building_id=cell.building, requester=cell.person.user_id)
    return await cell.desk.giving.submit(cell.person, draft, None)


async def listed(cell: Cell) -> bool:
    return cell.building in [building.id for building in await cell.desk.buildings.for_set_up(cell.person)]


async def listed_connections(cell: Cell) -> bool:
    return cell.connection_id in [one.id for one in await cell.desk.connecting.newest(cell.person)]


async def with_tasks(cell: Cell) -> bool:
    return cell.task_id in [seen.task.id for seen in (await cell.desk.tasks.open_for(cell.person, 9)).seen]


async def clicked(cell: Cell, act: Awaitable[object]) -> bool:
    before = (await cell.desk.record(cell.grant_id)).tasks
    await act
    return before != (await cell.desk.record(cell.grant_id)).tasks


async def looked(cell: Cell) -> bool:
    page = await cell.desk.auditing.look(cell.person, Wanted(building_ids=(cell.building,)))
    return bool(page.lines)


async def searched(cell: Cell) -> bool:
    found = await cell.desk.forgetting.search(cell.person, "gail")
    return cell.grant_id in [one.grant_id for one in found]


async def followed(cell: Cell) -> bool:
    progress = await cell.desk.forgetting.progress(cell.person, [cell.grant_id])
    return progress.messages != PostProgress()


async def waiting(cell: Cell) -> bool:
    return cell.request_id in [r.request.id for r in await cell.desk.approvals.waiting(cell.person) if r.request]


async def checkable(cell: Cell) -> bool:
    return cell.building in [building.id for building in await cell.desk.deciding.buildings(cell.person)]


async def on_the_board(cell: Cell) -> bool:
    return cell.building in [at.building.id for at in await cell.desk.deciding.board(cell.person)]


async def differing(cell: Cell, kind: DriftKind) -> str:
    """The id of a difference at the building, about its grant."""
    now = cell.desk.clock.now()
    said = Difference(
        kind=kind,
        seam_id="s1",
        grant_id=cell.grant_id,
        credential_id=cell.credential_id,
        ours=Times(starts_at=now, ends_at=now + timedelta(hours=1)),
        theirs=Times(starts_at=now, ends_at=now + timedelta(hours=2)),
    )
    drift = Drift(id="d1", team_id=TEAM, building_id=cell.building, difference=said, found_at=now)
    async with cell.desk.store.write() as work:
        await work.drift.add(drift)
    return drift.id


async def ended_at_seam(cell: Cell) -> object:
    return await cell.desk.deciding.end(cell.person, await differing(cell, DriftKind.EXTRA))


async def left(cell: Cell) -> object:
    return await cell.desk.deciding.leave(cell.person, await differing(cell, DriftKind.EXTRA))


async def set_right(cell: Cell) -> object:
    return await cell.desk.deciding.set_right(cell.person, await differing(cell, DriftKind.WINDOW))


UseCase = Callable[[Cell], Awaitable[object]]
USE_CASES: dict[Verb, dict[str, UseCase]] = {
    Verb.VIEW: {"record": lambda c: c.desk.access.record(c.person, c.grant_id, Verb.VIEW)},
    Verb.ISSUE: {
        "offer": offered,
        "entrances": lambda c: c.desk.giving.entrances(c.person, c.building),
        "same_guest": lambda c: c.desk.giving.same_guest(c.person, c.building, "Gail Guest", None),
        "submit": submitted,
        "retry": lambda c: c.desk.access.retry(c.person, c.grant_id),
        "new_pin": lambda c: c.desk.access.new_pin(c.person, c.grant_id, c.credential_id),
        "add_doors": lambda c: c.desk.access.add_doors(c.person, c.grant_id, c.doors[::2]),
        "record": lambda c: c.desk.access.record(c.person, c.grant_id, Verb.ISSUE),
    },
    Verb.REVEAL: {
        "reveal": lambda c: c.desk.access.reveal(c.person, c.grant_id),
        "record": lambda c: c.desk.access.record(c.person, c.grant_id, Verb.REVEAL),
    },
    Verb.EXTEND: {
        "extend": lambda c: c.desk.access.extend(c.person, c.grant_id, c.desk.clock.now() + timedelta(hours=5)),
        "record": lambda c: c.desk.access.record(c.person, c.grant_id, Verb.EXTEND),
    },
    Verb.DO_TASK: {
        "open_for": with_tasks,
        "look": lambda c: c.desk.tasks.look(c.person, c.task_id),
        "claim": lambda c: clicked(c, c.desk.tasks.claim(c.person, c.task_id)),
        "done": lambda c: clicked(c, c.desk.tasks.done(c.person, c.task_id)),
        "cannot": lambda c: clicked(c, c.desk.tasks.cannot(c.person, c.task_id, "No key")),
    },
    Verb.END: {
        "end": lambda c: c.desk.access.end(c.person, c.grant_id),
        "withdraw": lambda c: c.desk.approvals.withdraw(c.person, c.request_id),
    },
    Verb.APPROVE: {
        "waiting": waiting,
        "look": lambda c: c.desk.approvals.look(c.person, c.request_id),
        "approve": lambda c: c.desk.approvals.approve(c.person, RITA, c.request_id),
        "decline": lambda c: c.desk.approvals.decline(c.person, c.request_id, "Not today"),
        "claim": lambda c: c.desk.approvals.claim(c.person, c.request_id),
        "release": lambda c: c.desk.approvals.release(c.person, c.request_id),
    },
    Verb.AUDIT: {
        "look": looked,
        "story": lambda c: c.desk.auditing.story(c.person, c.grant_id),
    },
    Verb.FORGET: {
        "search": searched,
        "asked": lambda c: c.desk.forgetting.asked(c.person, c.grant_id),
        "forget": lambda c: c.desk.forgetting.forget(c.person, c.grant_id, "Gail Guest"),
        "progress": followed,
    },
    Verb.CONNECT: {
        "begin": lambda c: c.desk.connecting.begin(c.person, ConnectKind.LATCH),
        "newest": listed_connections,
        "look": lambda c: c.desk.connecting.look(c.person, c.connection_id),
    },
    Verb.RECONCILE: {
        "buildings": checkable,
        "board": on_the_board,
        "look": lambda c: c.desk.deciding.look(c.person, c.building),
        "check": lambda c: c.desk.deciding.check(c.person, c.building),
        "end": ended_at_seam,
        "leave": left,
        "set_right": set_right,
    },
    Verb.SET_UP: {
        "for_set_up": listed,
        "place": lambda c: c.desk.buildings.place(c.person, c.building),
        "change": lambda c: c.desk.buildings.change(c.person, c.building, lambda settings: settings),
    },
}


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
    await desk.buildings.refresh(TEAM)
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
    ids = grant_id, record.credentials[0].id, record.tasks[0].id, waits.request.id, begun
    return Cell(desk, person, building, doors, *ids)


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
