"""One suite for every adapter of `AccessControl`: what the services may rely on, whoever answers."""

from datetime import timedelta

import pytest

from bot.domain.building import Method
from bot.domain.errors import Rejected
from tests.contracts.benches import Bench, is_same, some_pin, some_user, wanted


class TestCatalogue:
    async def test_lists_the_building_with_its_facts(self, bench: Bench) -> None:
        systems = {system.id: system for system in await bench.access.catalogue.systems()}

        assert systems[bench.building_id].facts.external_type == "latch_building"
        assert systems[bench.building_id].time_zone
        assert systems[bench.building_id].problem is None

    async def test_lists_the_doors_of_one_building(self, bench: Bench) -> None:
        doors = await bench.access.catalogue.entrances(bench.building_id)

        assert set(bench.doors) <= {door.id for door in doors}
        assert {door.building_id for door in doors} == {bench.building_id}


class TestPin:
    async def test_comes_late(self, bench: Bench) -> None:
        made = await some_pin(bench)
        assert (made.pin, made.is_ready, made.problem) == (None, False, None)

        bench.settle()
        ready = await bench.access.credentials.get(made.id)

        assert ready is not None
        assert ready.is_ready
        assert ready.pin is not None
        assert ready.pin.get_secret_value().isdecimal()

    async def test_is_matched_by_its_user_method_door_and_end(self, bench: Bench) -> None:
        asked = wanted(bench, await some_user(bench))
        made = await bench.access.credentials.create(asked)
        await some_pin(bench)

        found = await bench.access.credentials.of_user(asked.acs_user_id)

        assert [(one.id, one.method, one.acs_user_id) for one in found] == [(made.id, Method.PIN, asked.acs_user_id)]
        assert is_same(found[0].ends_at, asked.ends_at)
        assert await bench.access.credentials.entrances(made.id) == frozenset(asked.entrance_ids)

    async def test_is_among_what_would_go_with_the_identity(self, bench: Bench) -> None:
        made = await some_pin(bench)
        await some_pin(bench)
        assert made.acs_user_id is not None
        user = await bench.access.acs_users.get(made.acs_user_id)
        assert user is not None
        assert user.identity_id is not None

        found = await bench.access.credentials.of_identity(user.identity_id)

        assert [one.id for one in found] == [made.id]

    async def test_opens_one_door_only(self, bench: Bench) -> None:
        user = await some_user(bench)

        with pytest.raises(Rejected):
            await bench.access.credentials.create(wanted(bench, user, *bench.doors))

        assert list(await bench.access.credentials.of_user(user.id)) == []

    async def test_each_door_has_its_own(self, bench: Bench) -> None:
        user = await some_user(bench)
        for door in bench.doors:
            await bench.access.credentials.create(wanted(bench, user, door))
        bench.settle()

        pins = [one.pin.get_secret_value() for one in await bench.access.credentials.of_user(user.id) if one.pin]

        assert len(set(pins)) == len(bench.doors)

    async def test_of_a_failing_door_has_a_problem(self, bench: Bench) -> None:
        bench.fail_door(bench.doors[1])
        user = await some_user(bench)
        made = await bench.access.credentials.create(wanted(bench, user, bench.doors[1]))
        bench.settle()

        failed = await bench.access.credentials.get(made.id)

        assert failed is not None
        assert failed.problem == "credential_failed"
        assert not failed.is_ready


class TestMobileKey:
    async def test_opens_many_doors(self, bench: Bench) -> None:
        user = await some_user(bench, "phone@guest.example")
        made = await bench.access.credentials.create(wanted(bench, user, *bench.doors, method=Method.MOBILE_KEY))
        bench.settle()

        ready = await bench.access.credentials.get(made.id)

        assert ready is not None
        assert ready.is_ready
        assert ready.method is Method.MOBILE_KEY
        assert await bench.access.credentials.entrances(made.id) == frozenset(bench.doors)


class TestEnd:
    async def test_can_be_moved(self, bench: Bench) -> None:
        made = await some_pin(bench)
        later = bench.clock.now() + timedelta(hours=5)

        await bench.access.credentials.change_end(made.id, later)

        moved = await bench.access.credentials.get(made.id)
        assert moved is not None
        assert is_same(moved.ends_at, later)

    async def test_cannot_be_moved_into_the_past(self, bench: Bench) -> None:
        made = await some_pin(bench)

        with pytest.raises(Rejected):
            await bench.access.credentials.change_end(made.id, bench.clock.now() - timedelta(hours=1))

    async def test_cannot_lie_in_the_past_at_create(self, bench: Bench) -> None:
        user = await some_user(bench)

        with pytest.raises(Rejected):
            await bench.access.credentials.create(wanted(bench, user, hours=-1))


class TestDelete:
    async def test_is_done_when_it_is_gone(self, bench: Bench) -> None:
        made = await some_pin(bench)

        await bench.access.credentials.delete(made.id)
        lingering = await bench.access.credentials.get(made.id)
        bench.settle()

        assert lingering is None or (lingering.is_being_deleted and not lingering.is_ready)
        assert await bench.access.credentials.get(made.id) is None
        await bench.access.credentials.delete(made.id)

    async def test_a_gone_credential_cannot_be_extended(self, bench: Bench) -> None:
        made = await some_pin(bench)
        await bench.access.credentials.delete(made.id)
        bench.settle()

        with pytest.raises(Rejected) as no:
            await bench.access.credentials.change_end(made.id, bench.clock.now() + timedelta(hours=5))

        assert no.value.status == 404
