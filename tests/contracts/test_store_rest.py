"""Steps, buildings, views and marks, on every store."""

import pytest

from bot.services.kept import LiveView, Step, StepState
from bot.services.store import Store
from tests.contracts.store_samples import HOUR, MINUTE, SETTINGS, T0, TEAM, entrance, grant, listing, seed


class TestSteps:
    async def test_stand_as_intents_until_done(self, store: Store) -> None:
        await seed(store, grant())
        async with store.write() as work:
            await work.steps.intend("g1", ["user", "door"], T0)
            await work.steps.done("g1", "door", {"id": "s1"})
            await work.steps.intend("g1", ["user", "more"], T0 + MINUTE)

            steps = await work.steps.of_grant("g1")

        assert list(steps) == ["user", "door", "more"]
        assert steps["user"] == Step(grant_id="g1", name="user", state=StepState.INTENT, sent_at=T0 + MINUTE)
        assert steps["door"].state is StepState.DONE
        assert steps["door"].result == {"id": "s1"}

    async def test_are_as_never_intended_when_forgotten(self, store: Store) -> None:
        await seed(store, grant())
        async with store.write() as work:
            await work.steps.intend("g1", ["user"], T0)
            await work.steps.forget("g1", "user")

            assert await work.steps.of_grant("g1") == {}
            with pytest.raises(LookupError):
                await work.steps.done("g1", "user", {})


class TestBuildings:
    async def test_keep_their_settings_when_synced(self, store: Store) -> None:
        await seed(store)
        settings = SETTINGS
        async with store.write() as work:
            await work.buildings.save_settings(TEAM, "b1", settings)
            await work.buildings.sync(TEAM, listing(name="New name"), [], T0 + HOUR)
            building = await work.buildings.get(TEAM, "b1")

            assert building is not None
            assert (building.name, building.settings, building.synced_at) == ("New name", settings, T0 + HOUR)
            assert await work.buildings.all("T2") == []
            with pytest.raises(LookupError):
                await work.buildings.save_settings(TEAM, "b9", settings)

    async def test_list_the_entrances_of_all_at_once(self, store: Store) -> None:
        async with store.write() as work:
            for building in ("b1", "b2", "b3"):
                await work.buildings.sync(TEAM, listing(building), [], T0)
            await work.buildings.sync(TEAM, listing(), [entrance("e1", "front"), entrance("e2", "Back")], T0)
            await work.buildings.sync(
                TEAM, listing("b2"), [entrance("e1", "Side").model_copy(update={"building_id": "b2"})], T0
            )
            found = await work.buildings.all_entrances(TEAM)

            assert {id_: [e.name for e in entrances] for id_, entrances in found.items()} == {
                "b1": ["Back", "front"],
                "b2": ["Side"],
            }
            assert found["b1"] == await work.buildings.entrances(TEAM, "b1")
            assert not await work.buildings.all_entrances("T2")

    async def test_mark_entrances_that_are_no_longer_listed(self, store: Store) -> None:
        front, back = entrance("e1", "front"), entrance("e2", "Back")
        async with store.write() as work:
            await work.buildings.sync(TEAM, listing(), [front, back], T0)
            await work.buildings.sync(TEAM, listing(), [front.model_copy(update={"is_connected": True})], T0)
            gone = await work.buildings.entrances(TEAM, "b1")
            await work.buildings.sync(TEAM, listing(), [back, front], T0)
            again = await work.buildings.entrances(TEAM, "b1")

        assert [(e.name, e.removed, e.is_connected) for e in gone] == [("Back", True, None), ("front", False, True)]
        assert again == [back, front]


class TestTheRest:
    async def test_views_are_saved_whole(self, store: Store) -> None:
        await seed(store, grant())
        view = LiveView(view_id="V1", team_id=TEAM, user_id="U1", grant_id="g1", opened_at=T0)
        async with store.write() as work:
            await work.views.put(view)
            await work.views.save(view.model_copy(update={"acked_at": T0 + MINUTE}))

            assert [v.acked_at for v in await work.views.of_grant("g1")] == [T0 + MINUTE]

    async def test_once_is_once(self, store: Store) -> None:
        async with store.write() as work:
            answers = [await work.once.first("cron", key, T0) for key in ("a", "a", "b")]
            assert answers == [True, False, True]
            assert await work.once.first("webhook", "a", T0)

    async def test_once_is_over_when_its_mark_is_dropped(self, store: Store) -> None:
        async with store.write() as work:
            for kind, key, at in (("cron", "old", T0), ("cron", "new", T0 + HOUR), ("other", "old", T0)):
                await work.once.first(kind, key, at)
            await work.once.forget({"cron", "none"}, T0 + HOUR)

            assert not await work.once.seen("cron", "old")
            assert await work.once.seen("cron", "new")
            assert await work.once.seen("other", "old")

    async def test_many_marks_are_looked_up_in_one_question(self, store: Store) -> None:
        many = [f"event {number}" for number in range(2500)]
        async with store.write() as work:
            for key in (many[0], many[1800]):
                await work.once.first("webhook", key, T0)

            assert await work.once.seen_of("webhook", many) == {many[0], many[1800]}
            assert await work.once.seen_of("cron", many) == await work.once.seen_of("webhook", []) == frozenset()

    async def test_the_guest_key_is_the_same_for_the_same_guest(self, store: Store) -> None:
        key = store.guest_key(TEAM, "Zoe@example.com")

        assert key == store.guest_key(TEAM, " zoe@EXAMPLE.com")
        assert key != store.guest_key("T2", "zoe@example.com")
        assert "zoe" not in key
        assert await store.install_id() == await store.install_id()
