"""Lists of grants, page by page, on every store; what is a problem is the same in SQL as in the rule."""

from datetime import timedelta

import pytest

from bot.domain.arrival import ArrivalCheck, Fault, NotReady
from bot.domain.grant import REMOVED, Credential, CredentialState, Grant, GrantState
from bot.domain.task import DoorTask, TaskKind, TaskState
from bot.domain.trouble import END_TAKES, TOLD_FOR, Trouble, troubles
from bot.services.lists.kinds import Kind, Scope, order_of, slices
from bot.services.lists.list_rows import Found, Order, Slice, Span
from bot.services.store import Store, Work
from tests.contracts.listed import HERE, at
from tests.contracts.store_samples import HOUR, MINUTE, T0, TEAM, credential, entrance, listing, seed

DAY = timedelta(days=1)
NOW = T0 + HOUR


async def found(work: Work, *parts: Slice, order: Order = Order.END) -> list[str]:
    return list((await work.lists.find(TEAM, parts, order, 10)).ids)


async def test_a_list_comes_page_by_page_in_its_order(store: Store) -> None:
    await seed(
        store,
        at("g1", HOUR, 5 * HOUR, created_at=T0 + MINUTE),
        at("g2", 2 * HOUR, 4 * HOUR),
        at("g3", 0 * HOUR, 5 * HOUR, created_at=T0 + HOUR),
    )
    async with store.read() as work:
        assert await found(work, HERE, order=Order.START) == ["g3", "g1", "g2"]
        assert await found(work, HERE, order=Order.END) == ["g2", "g1", "g3"]
        assert await found(work, HERE, order=Order.NEWEST) == ["g3", "g1", "g2"]

        pages = [await work.lists.find(TEAM, [HERE], Order.END, 2, skip) for skip in (0, 2, 4)]
        assert [page.ids for page in pages] == [("g2", "g1"), ("g3",), ()]
        assert {page.total for page in pages} == {3}
        assert await work.lists.find(TEAM, [HERE], Order.END, 3) == Found(ids=("g2", "g1", "g3"), total=3)
        assert await work.lists.find(TEAM, [], Order.END, 3) == Found()


async def test_a_slice_keeps_to_all_that_it_says(store: Store) -> None:
    async with store.write() as work:
        await work.buildings.sync(TEAM, listing("b2"), [entrance("e2", "Back door")], T0)
    await seed(
        store,
        at("g1", HOUR, 5 * HOUR),
        at("g2", 2 * HOUR, 6 * HOUR, requester="U2"),
        at("g3", HOUR, 5 * HOUR, state=GrantState.ENDED),
        at("g4", HOUR, 5 * HOUR, building_id="b2"),
        at("g5", HOUR, 5 * HOUR, team_id="T2"),
        at("g6", HOUR, 5 * HOUR, forgotten_at=T0, guest=REMOVED),
    )
    async with store.read() as work:
        assert await found(work, HERE) == ["g1", "g3", "g2"]
        assert await found(work, HERE, Slice(building_ids=("b2", "b1"))) == ["g1", "g3", "g4", "g2"]
        assert await found(work, HERE.model_copy(update={"states": frozenset({GrantState.ENDED})})) == ["g3"]
        assert await found(work, HERE.model_copy(update={"requester": "U2"})) == ["g2"]
        since, until = Span(since=T0 + 2 * HOUR), Span(until=T0 + 2 * HOUR)
        assert await found(work, HERE.model_copy(update={"starts": since})) == ["g2"]
        assert await found(work, HERE.model_copy(update={"starts": until})) == ["g1", "g3"]
        assert await found(work, HERE.model_copy(update={"ends": Span(since=T0 + 6 * HOUR)})) == ["g2"]


async def test_the_lists_of_the_desk(store: Store) -> None:
    """T0 is seven in the morning in New York, so today ends 17 hours later."""
    await seed(
        store,
        at("active", -DAY, 3 * DAY),
        at("ending", -DAY, DAY + HOUR),
        at("last", -DAY, HOUR),
        at("begins", HOUR, 3 * DAY),
        at("later", 2 * HOUR, 3 * DAY, state=GrantState.AWAITING_APPROVAL),
        at("tomorrow", 2 * DAY, 3 * DAY),
        at("gone", -DAY, 3 * DAY, state=GrantState.ENDED),
        at("going", -DAY, 4 * DAY, state=GrantState.ENDING, ending_at=NOW),
        at("other", -DAY, 3 * DAY, requester="U2"),
    )
    async with store.read() as work:
        building = await work.buildings.get(TEAM, "b1")
        assert building is not None

        async def names(kind: Kind, scope: Scope) -> list[str]:
            return list((await work.lists.find(TEAM, slices(kind, scope, NOW), order_of(kind), 20)).ids)

        desk, own = Scope(buildings=(building,)), Scope(others=(building,), requester="U2")
        assert await names(Kind.ARRIVING, desk) == ["later"]
        assert await names(Kind.TODAY, desk) == ["begins", "later"]
        assert await names(Kind.ACTIVE, desk) == ["ending", "active", "begins", "other"]
        assert await names(Kind.ENDING, desk) == ["ending"]
        assert await names(Kind.OPEN, desk) == [
            "last", "ending", "active", "begins", "later", "other", "tomorrow", "going",
        ]  # fmt: skip
        assert await names(Kind.PROBLEM, desk) == []
        assert await names(Kind.ALL, own) == ["other"]
        assert await names(Kind.ACTIVE, desk.mine("U2")) == ["other"]
        assert await names(Kind.ACTIVE, desk.at("b2")) == []
        assert await names(Kind.ACTIVE, desk.at("b1")) == await names(Kind.ACTIVE, desk)


def task(due: timedelta, **changes: object) -> DoorTask:
    sample = DoorTask(
        id="t1",
        team_id=TEAM,
        building_id="b1",
        grant_id="g1",
        credential_id="c1",
        entrance_id="e1",
        door="Front door",
        kind=TaskKind.NEW,
        ends_at=None,
        made_at=T0,
        due_at=NOW + due,
        board="board1",
    )
    return sample.model_copy(update=changes)


def looked(fault: Fault, credential_id: str = "c1") -> Grant:
    found = (NotReady(fault=Fault.APPROVAL), NotReady(fault=fault, credential_ids=(credential_id,), doors=("Front",)))
    return at("g1", -DAY, DAY, arrival=ArrivalCheck(checked_at=T0, has_asked=True, faults=found))


ISSUED, ENDING, FAILED = GrantState.ISSUED, GrantState.ENDING, GrantState.FAILED
CASES: dict[str, tuple[Grant, Credential | None, DoorTask | None, set[Trouble]]] = {
    "all is well": (at("g1", -DAY, DAY), credential(state=CredentialState.ISSUED), task(MINUTE), set()),
    "a failed door": (
        at("g1", -DAY, DAY),
        credential(state=CredentialState.FAILED),
        None,
        {Trouble.FAILED_DOOR},
    ),
    "a door that failed before it ended": (
        at("g1", -DAY, DAY, state=GrantState.ENDED),
        credential(state=CredentialState.FAILED),
        None,
        set(),
    ),
    "a late PIN": (
        at("g1", -DAY, DAY, state=GrantState.ISSUING),
        credential(warned_after=2),
        None,
        {Trouble.LATE_PIN},
    ),
    "a PIN that is not late yet": (at("g1", -DAY, DAY, state=GrantState.ISSUING), credential(), None, set()),
    "held up": (at("g1", -DAY, DAY, state=GrantState.ISSUING, trouble="t"), None, None, {Trouble.HELD_UP}),
    "for another time at Seam": (
        looked(Fault.WINDOW),
        credential(state=CredentialState.ISSUED),
        None,
        {Trouble.MISSING},
    ),
    "the door is gone": (looked(Fault.REMOVED), credential(), None, {Trouble.MISSING}),
    "replaced since": (looked(Fault.WINDOW), credential(state=CredentialState.REVOKING), None, set()),
    "of a credential that is not there": (looked(Fault.WINDOW, "c9"), credential(), None, set()),
    "nobody at the door": (looked(Fault.VISIT), credential(state=CredentialState.ISSUED), task(MINUTE), set()),
    "a building that is back": (looked(Fault.BUILDING), credential(state=CredentialState.ISSUED), None, set()),
    "a late task": (at("g1", -DAY, DAY), None, task(0 * HOUR), {Trouble.TASK_LATE}),
    "a late task after the end": (at("g1", -DAY, DAY, state=GrantState.ENDED), None, task(-HOUR), {Trouble.TASK_LATE}),
    "a done task": (at("g1", -DAY, DAY), None, task(-HOUR, state=TaskState.DONE), set()),
    "nothing issued": (at("g1", -DAY, DAY, state=FAILED, ending_at=T0), None, None, {Trouble.NOTHING_ISSUED}),
    "nothing issued, long ago": (at("g1", -DAY, 9 * DAY, state=FAILED, ending_at=NOW - TOLD_FOR), None, None, set()),
    "nothing issued, and over": (at("g1", -DAY, HOUR, state=FAILED, ending_at=T0), None, None, set()),
    "end under way": (at("g1", -DAY, DAY, state=ENDING, ending_at=NOW - END_TAKES + MINUTE), None, None, set()),
    "end not confirmed": (
        at("g1", -DAY, DAY, state=ENDING, ending_at=NOW - END_TAKES),
        None,
        None,
        {Trouble.END_NOT_CONFIRMED},
    ),
    "past its end": (at("g1", -DAY, HOUR - END_TAKES), None, None, {Trouble.END_NOT_CONFIRMED}),
    "never approved": (at("g1", -DAY, 0 * HOUR, state=GrantState.AWAITING_APPROVAL), None, None, set()),
}


@pytest.mark.parametrize("case", CASES)
async def test_what_is_a_problem(store: Store, case: str) -> None:
    one, its_credential, its_task, wrong = CASES[case]
    await seed(store, one)
    async with store.write() as work:
        if its_credential is not None:
            await work.credentials.add([its_credential])
        if its_task is not None:
            await work.tasks.add(its_task)

        record = await work.grants.record(TEAM, "g1")
        assert record is not None
        assert set(troubles(record, NOW)) == wrong
        assert await found(work, HERE.model_copy(update={"trouble_at": NOW})) == (["g1"] if wrong else [])


async def test_a_lost_building_is_a_problem_for_whom_it_was_looked_before_they_come(store: Store) -> None:
    await seed(store, looked(Fault.BUILDING), at("g2", -DAY, DAY))
    lost = listing().model_copy(update={"problem": "acs_system_disconnected"})
    async with store.write() as work:
        await work.buildings.sync(TEAM, lost, [entrance("e1", "Front door")], T0)

        record = await work.grants.record(TEAM, "g1")
        assert record is not None
        assert troubles(record, NOW) == (Trouble.MISSING,)
        assert await found(work, HERE.model_copy(update={"trouble_at": NOW})) == ["g1"]
