"""Every use case that asks for a right, by verb: what `test_rights` walks for every role and kind of person."""

import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.domain.command import Action
from bot.domain.connection import ConnectKind
from bot.domain.errors import WrongState
from bot.domain.roles import Verb
from bot.services.drift.drift import Difference, Drift, DriftKind, Times
from bot.services.kept import PostProgress
from bot.services.lists.kinds import Kind
from bot.services.lists.lists import Ask
from bot.services.trail.audit import Wanted
from tests.services import use_cases_of_many as of_many
from tests.services.cell import Cell
from tests.services.desk import RITA, TEAM


async def offered(cell: Cell) -> bool:
    offer = await cell.desk.giving.offer(cell.person)
    return cell.building in [site.building.id for site in offer.sites]


async def submitted(cell: Cell) -> object:
    draft = cell.desk.draft(cell.doors[0], building_id=cell.building, requester=cell.person.user_id)
    return await cell.desk.giving.submit(cell.person, draft, None)


async def listed(cell: Cell) -> bool:
    return cell.building in [building.id for building in await cell.desk.buildings.for_set_up(cell.person)]


async def mailed(cell: Cell) -> object:
    """Allowed, it says that there is nothing to mail here, or mails it."""
    with contextlib.suppress(WrongState):
        await cell.desk.mailing.ask(cell.person, cell.grant_id)
    return True


async def with_link(act: Awaitable[object]) -> bool:
    """Allowed, it says that the building has no web passes, or does it."""
    with contextlib.suppress(WrongState):
        await act
    return True


async def listed_connections(cell: Cell) -> bool:
    return cell.connection_id in [one.id for one in await cell.desk.connecting.newest(cell.person)]


async def on_list(cell: Cell) -> bool:
    [page] = await cell.desk.lists.pages(cell.person, [Ask(kind=Kind.OPEN, limit=20)])
    return cell.grant_id in [row.record.grant.id for row in page.rows]


async def found(cell: Cell) -> bool:
    sought = await cell.desk.finding.find(cell.person, "Gail Guest", 20)
    return cell.grant_id in [row.record.grant.id for row in sought.listed.rows]


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


async def unlocked(cell: Cell) -> object:
    return await cell.desk.commanding.ask(cell.person, cell.lock, Action.UNLOCK, "The courier waits", "V-lock")


async def offered_to_move(cell: Cell) -> bool:
    return cell.lock in [door.entrance_id for door in await cell.desk.commanding.doors(cell.person) if door.may_command]


UseCase = Callable[[Cell], Awaitable[object]]
USE_CASES: dict[Verb, dict[str, UseCase]] = {
    Verb.VIEW: {
        "record": lambda c: c.desk.access.record(c.person, c.grant_id, Verb.VIEW),
        "detail": lambda c: c.desk.lists.detail(c.person, c.grant_id),
        "pages": on_list,
        "find": found,
    },
    Verb.ISSUE: {
        "offer": offered,
        "entrances": lambda c: c.desk.giving.entrances(c.person, c.building),
        "same_guest": lambda c: c.desk.giving.same_guest(c.person, c.building, "Gail Guest", None),
        "submit": submitted,
        "retry": lambda c: c.desk.access.retry(c.person, c.grant_id),
        "new_pin": lambda c: c.desk.access.new_pin(c.person, c.grant_id, c.credential_id),
        "add_doors": lambda c: c.desk.access.add_doors(c.person, c.grant_id, c.doors[::2]),
        "record": lambda c: c.desk.access.record(c.person, c.grant_id, Verb.ISSUE),
        "preview of a list": of_many.previewed,
    },
    Verb.REVEAL: {
        "reveal": lambda c: c.desk.access.reveal(c.person, c.grant_id),
        "mail": mailed,
        "make a link": lambda c: with_link(c.desk.passes.open(c.person, c.grant_id)),
        "limit a link": lambda c: with_link(c.desk.passes.limit(c.person, c.grant_id, 1)),
        "revoke a link": lambda c: c.desk.passes.revoke(c.person, c.grant_id),
        "record": lambda c: c.desk.access.record(c.person, c.grant_id, Verb.REVEAL),
    },
    Verb.EXTEND: {
        "extend": lambda c: c.desk.access.extend(c.person, c.grant_id, c.desk.clock.now() + timedelta(hours=5)),
        "record": lambda c: c.desk.access.record(c.person, c.grant_id, Verb.EXTEND),
        "keep in a review": of_many.kept,
        "take skipping a visit back": of_many.unskipped,
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
        "end in a review": of_many.not_kept,
        "plan of ending all": of_many.planned,
        "look at a series": of_many.looked,
        "end a series": of_many.ended,
        "skip a visit": of_many.skipped,
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
    Verb.OPERATE: {
        "ask": unlocked,
        "doors": offered_to_move,
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
