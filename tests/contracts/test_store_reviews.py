"""The rows of weekly reviews: the first Keep wins, and no team and no building sees another's."""

from datetime import timedelta

from bot.services.notices.reviews import ReviewRow
from bot.services.store import Store
from tests.contracts.store_samples import MINUTE, T0, TEAM, grant, seed


def row(row_id: str, **changes: object) -> ReviewRow:
    sample = ReviewRow(id=row_id, team_id=TEAM, building_id="b1", slot="2026-11-23", grant_id="g1")
    return sample.model_copy(update=changes)


async def test_the_rows_of_a_slot_come_in_their_order(store: Store) -> None:
    await seed(store, grant("g1"), grant("g2"))
    async with store.write() as work:
        await work.reviews.add([row("r2"), row("r1", grant_id="g2")])
        await work.reviews.add([row("r3", slot="2026-11-30"), row("r4", building_id="b2"), row("r5", team_id="T2")])
        await work.reviews.add([])

    async with store.read() as work:
        assert await work.reviews.of_slot(TEAM, "b1", "2026-11-23") == [row("r2"), row("r1", grant_id="g2")]
        assert await work.reviews.get(TEAM, "r1") == row("r1", grant_id="g2")
        assert await work.reviews.get("T2", "r1") is None


async def test_the_first_keep_wins(store: Store) -> None:
    await seed(store, grant("g1"))
    async with store.write() as work:
        await work.reviews.add([row("r1")])
        assert not await work.reviews.keep("T2", "r1", "U9", T0)
        assert await work.reviews.keep(TEAM, "r1", "U1", T0)
        assert not await work.reviews.keep(TEAM, "r1", "U2", T0 + MINUTE)

    async with store.read() as work:
        assert await work.reviews.get(TEAM, "r1") == row("r1", kept_by="U1", kept_at=T0)


async def test_what_was_kept_since_a_time_is_known_by_building(store: Store) -> None:
    await seed(store, grant("g1"), grant("g2"), grant("g3"))
    async with store.write() as work:
        await work.reviews.add([row("r1"), row("r2", grant_id="g2"), row("r3", grant_id="g3", building_id="b2")])
        for number, kept in enumerate(("r1", "r2", "r3")):
            await work.reviews.keep(TEAM, kept, "U1", T0 + number * timedelta(days=1))

    async with store.read() as work:
        assert await work.reviews.kept_since(TEAM, "b1", T0) == {"g1", "g2"}
        assert await work.reviews.kept_since(TEAM, "b1", T0 + MINUTE) == {"g2"}
        assert await work.reviews.kept_since(TEAM, "b2", T0) == {"g3"}
