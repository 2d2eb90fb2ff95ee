"""Seam's events, and all that is in a building."""

from datetime import timedelta

import pytest

from bot.domain.errors import Rejected
from tests.contracts.benches import Bench, some_pin, some_user, wanted


class TestEvents:
    async def test_tell_that_a_credential_is_gone(self, bench: Bench) -> None:
        made, kept = await some_pin(bench), await some_pin(bench)
        before = bench.clock.now()
        bench.settle()
        await bench.access.credentials.delete(made.id)
        bench.settle()
        await bench.access.credentials.get(made.id)

        told = await bench.access.events.between(before, bench.clock.now() + timedelta(minutes=1))

        gone = [event for event in told if event.type == "acs_credential.deleted"]
        assert [event.credential_id for event in gone] == [made.id] != [kept.id]
        assert before < gone[0].occurred_at <= bench.clock.now()
        assert list(told) == sorted(told, key=lambda event: event.occurred_at)

    async def test_of_another_time_are_left_out(self, bench: Bench) -> None:
        made = await some_pin(bench)
        await bench.access.credentials.delete(made.id)
        bench.settle()
        await bench.access.credentials.get(made.id)

        later = bench.clock.now() + timedelta(seconds=1)
        assert not await bench.access.events.between(later, later + timedelta(hours=1))


class TestABuilding:
    async def test_lists_all_its_users_and_credentials_and_the_identities_that_they_hang_on(self, bench: Bench) -> None:
        made = [await some_pin(bench), await some_pin(bench)]

        credentials = await bench.access.credentials.of_building(bench.building_id)
        users = {user.id: user for user in await bench.access.acs_users.of_building(bench.building_id)}
        identities = {identity.id: identity for identity in await bench.access.identities.all()}

        assert {one.id for one in made} <= {one.id for one in credentials}
        for one in credentials:
            identity_id = users[one.acs_user_id or ""].identity_id
            assert (identities[identity_id or ""].key or "").startswith("keydesk:contract:")

    async def test_lists_none_of_another(self, bench: Bench) -> None:
        await some_pin(bench)
        others = [one.id for one in await bench.access.catalogue.systems() if one.id != bench.building_id]

        assert not await bench.access.credentials.of_building(others[0])
        assert not await bench.access.acs_users.of_building(others[0])


async def test_a_user_that_is_not_there_gets_nothing(bench: Bench) -> None:
    user = await some_user(bench)
    await bench.access.acs_users.delete(user.id)

    with pytest.raises(Rejected):
        await bench.access.credentials.create(wanted(bench, user))
