"""A million pending rows must not slow anything: what is asked all the time is answered from an index."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import event

from bot.services.kept import DueKind, Which
from bot.services.messages.telling import REDRAWN
from bot.services.store import Work
from bot.storage.store import SqlStore
from tests.contracts.store_samples import LEASE, T0

ASKED: dict[str, Callable[[Work], Awaitable[object]]] = {
    "the next times": lambda work: work.next_times(),
    "a saga to run": lambda work: work.sagas.claim(T0, "me", LEASE),
    "a single grant to run": lambda work: work.sagas.claim(T0, "me", LEASE, Which.NO_LIST),
    "an end to run": lambda work: work.sagas.claim(T0, "me", LEASE, Which.ENDING),
    "due reminders": lambda work: work.due.due(DueKind.REMINDER, T0),
    "posts to send": lambda work: work.posts.claim(T0, LEASE, 10),
    "what is being ended at Seam": lambda work: work.drift.ending("T1", T0),
    "what a building disagrees about": lambda work: work.drift.unsettled("T1", "b1"),
    "whose credentials these are": lambda work: work.drift.grants_of("T1", ["s1", "s2"]),
    "what stands of a grant": lambda work: work.posts.redraw("g1", REDRAWN, T0),
}


@pytest.mark.parametrize("what", ASKED)
async def test_no_question_that_is_asked_all_the_time_reads_all_rows(store: SqlStore, what: str) -> None:
    asked: list[tuple[str, Any]] = []
    engine = store._writer.sync_engine

    @event.listens_for(engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        asked.append((statement, parameters))

    async with store.write() as work:
        await ASKED[what](work)
    event.remove(engine, "before_cursor_execute", note)

    questions = [question for question in asked if question[0].startswith(("SELECT", "UPDATE"))]
    assert questions
    for statement, parameters in questions:
        async with store._writer.begin() as connection:
            plan = (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)).all()
        for step in plan:
            reads_all = step.detail.startswith("SCAN") and "USING" not in step.detail
            assert not reads_all or step.detail == "SCAN CONSTANT ROW", (statement, plan)
            assert "TEMP B-TREE" not in step.detail, (statement, plan)


async def test_the_grants_of_due_reminders_are_found_one_by_one(store: SqlStore) -> None:
    """By team alone all grants of the team would be read, for each batch of reminders."""
    asked: list[tuple[str, Any]] = []
    engine = store._reader.sync_engine

    @event.listens_for(engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
        asked.append((statement, parameters))

    async with store.read() as work:
        await work.grants.records("T1", [f"g{number}" for number in range(50)])
    event.remove(engine, "before_cursor_execute", note)

    statement, parameters = next(question for question in asked if "FROM grants" in question[0])
    async with store._reader.begin() as connection:
        plan = (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)).all()
    assert "id=?" in plan[0].detail.replace("team_id=?", ""), plan
