"""Attempts to connect an account: every field comes back, and no team sees another's."""

from datetime import timedelta

from bot.domain.connection import Connection, ConnectKind, Stage
from bot.services.store import Store
from tests.contracts.store_samples import MINUTE, T0, TEAM


def connection(connection_id: str = "c1", **changes: object) -> Connection:
    """Nothing in it is a default."""
    sample = Connection(
        id=connection_id,
        team_id=TEAM,
        kind=ConnectKind.SMART_LOCKS,
        began_by="U1",
        began_at=T0,
        checked_at=T0 + MINUTE,
        stage=Stage.CONNECTED,
        webview_id="w1",
        account_id="a1",
        account_name="Latch",
        building_ids=("b1", "b2"),
        problem="account_disconnected",
    )
    return sample.model_copy(update=changes)


async def test_it_comes_back_as_it_was_kept(store: Store) -> None:
    bare = Connection(
        id="c2", team_id=TEAM, kind=ConnectKind.LATCH, began_by="U1", began_at=T0, checked_at=T0, stage=Stage.ASKED
    )
    async with store.write() as work:
        await work.connections.add(connection())
        await work.connections.add(bare)

    async with store.read() as work:
        assert await work.connections.get(TEAM, "c1") == connection()
        assert await work.connections.get(TEAM, "c2") == bare
        assert await work.connections.get("T2", "c1") is None
        assert await work.connections.get(TEAM, "c3") is None


async def test_what_becomes_of_it_is_saved_for_its_team_alone(store: Store) -> None:
    changed = connection(stage=Stage.FAILED, building_ids=(), problem=None)
    async with store.write() as work:
        await work.connections.add(connection())
        await work.connections.save(changed.model_copy(update={"team_id": "T2"}))
        await work.connections.save(connection("c9"))

    async with store.read() as work:
        assert await work.connections.get(TEAM, "c1") == connection()
        assert await work.connections.get(TEAM, "c9") is None
    async with store.write() as work:
        await work.connections.save(changed)
    async with store.read() as work:
        assert await work.connections.get(TEAM, "c1") == changed


async def test_the_newest_come_first(store: Store) -> None:
    async with store.write() as work:
        for n in (2, 1, 4, 3):
            await work.connections.add(connection(f"c{n}", began_at=T0 + timedelta(minutes=n)))
        await work.connections.add(connection("c5", team_id="T2", began_at=T0 + timedelta(days=1)))

    async with store.read() as work:
        assert [one.id for one in await work.connections.newest(TEAM, 3)] == ["c4", "c3", "c2"]
