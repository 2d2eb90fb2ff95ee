"""Lists are asked for whenever a board is drawn: each part of the question is answered from an index of its own."""

from typing import Any

import pytest
from sqlalchemy import event

from bot.services.lists.kinds import Kind, Scope, order_of, slices
from bot.storage.store import SqlStore
from tests.contracts.store_samples import T0, TEAM, grant, seed


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.ALL])
async def test_what_has_ended_long_ago_is_not_read_for_a_list(store: SqlStore, kind: Kind) -> None:
    await seed(store, grant())
    asked: list[tuple[str, Any]] = []
    engine = store._reader.sync_engine
    async with store.read() as work:
        here = await work.buildings.all(TEAM)
        scope = Scope(buildings=tuple(here), others=tuple(here), requester="U1")

        @event.listens_for(engine, "before_cursor_execute")
        def note(_connection: object, _cursor: object, statement: str, parameters: object, *_rest: object) -> None:
            asked.append((statement, parameters))

        await work.lists.find(TEAM, slices(kind, scope, T0), order_of(kind), 6)
    event.remove(engine, "before_cursor_execute", note)

    statement, parameters = asked[0]
    async with store._reader.begin() as connection:
        plan = [step.detail for step in await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    reads = [step for step in plan if " grants " in step]
    assert reads
    for step in reads:
        one_by_one = "(id=?)" in step
        of_what_goes_on = "ix_grants_starts" in step or "ix_grants_ends" in step
        assert one_by_one or of_what_goes_on or "building_id=? AND state=?" in step, plan
