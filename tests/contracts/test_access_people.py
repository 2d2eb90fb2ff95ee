"""Identities and ACS users, on every adapter of `AccessControl`."""

import pytest

from bot.domain.building import Method
from bot.domain.errors import Rejected
from tests.contracts.benches import Bench, some_user, unused_key, wanted


class TestIdentities:
    async def test_is_found_by_its_key(self, bench: Bench) -> None:
        key = unused_key()

        assert await bench.access.identities.find_by_key(key) is None
        made = await bench.access.identities.create(key, "Ann Guest")

        assert await bench.access.identities.find_by_key(key) == made
        assert made.key == key

    async def test_is_found_by_the_whole_address_alone(self, bench: Bench) -> None:
        made = await bench.access.identities.create(unused_key(), "Joann Guest", "joann@guest.example")

        assert await bench.access.identities.find_by_email("Joann@Guest.example") == made
        assert await bench.access.identities.find_by_email("ann@guest.example") is None

    async def test_a_key_is_given_once(self, bench: Bench) -> None:
        key = unused_key()
        await bench.access.identities.create(key, "Ann Guest")

        with pytest.raises(Rejected):
            await bench.access.identities.create(key, "Ann Guest")

    async def test_an_address_is_given_once(self, bench: Bench) -> None:
        await bench.access.identities.create(unused_key(), "Ann Guest", "once@guest.example")

        with pytest.raises(Rejected):
            await bench.access.identities.create(unused_key(), "Ann Guest", "once@guest.example")

    async def test_a_phone_number_is_given_once(self, bench: Bench) -> None:
        made = await bench.access.identities.create(unused_key(), "Ann Guest", "ann@guest.example", "+12125550100")

        assert made.phone == "+12125550100"
        with pytest.raises(Rejected):
            await bench.access.identities.create(unused_key(), "Bob Guest", "bob@guest.example", "+12125550100")

    async def test_takes_everything_along_when_deleted(self, bench: Bench) -> None:
        key = unused_key()
        person = await bench.access.identities.create(key, "Ann Guest")
        user = await bench.access.acs_users.create(bench.building_id, person.id, "Ann Guest")
        credential = await bench.access.credentials.create(wanted(bench, user))

        await bench.access.identities.delete(person.id)
        await bench.access.identities.delete(person.id)
        bench.settle()

        assert await bench.access.identities.find_by_key(key) is None
        assert await bench.access.acs_users.get(user.id) is None
        assert await bench.access.credentials.get(credential.id) is None

    async def test_that_lingers_says_so(self, bench: Bench) -> None:
        key = unused_key()
        person = await bench.access.identities.create(key, "Ann Guest")

        await bench.access.identities.delete(person.id)

        lingering = await bench.access.identities.find_by_key(key)
        assert lingering is None or lingering.is_being_deleted

    async def test_makes_a_link_that_shows_in_no_log(self, bench: Bench) -> None:
        user = await some_user(bench, "link@guest.example")
        await bench.access.credentials.create(wanted(bench, user, *bench.doors, method=Method.MOBILE_KEY))
        assert user.identity_id

        link = await bench.access.identities.make_instant_key(user.identity_id)

        assert link.get_secret_value().startswith("https://")
        assert link.get_secret_value() not in repr(link)


class TestAcsUsers:
    async def test_is_found_by_its_identity(self, bench: Bench) -> None:
        user = await some_user(bench)
        await some_user(bench)
        assert user.identity_id

        assert await bench.access.acs_users.find(bench.building_id, user.identity_id) == [user]
        assert await bench.access.acs_users.get(user.id) == user
        assert user.problem is None
        assert not user.is_resident

    async def test_is_found_by_its_address(self, bench: Bench) -> None:
        user = await some_user(bench, "found@guest.example")

        found = await bench.access.acs_users.find_by_email(bench.building_id, "Found@guest.example")

        assert [one.id for one in found] == [user.id]

    async def test_may_be_adopted_again_by_its_own_identity_and_by_no_other(self, bench: Bench) -> None:
        user = await some_user(bench)
        other = await bench.access.identities.create(unused_key(), "Ann Guest")
        assert user.identity_id is not None

        await bench.access.acs_users.adopt(user.id, user.identity_id)
        with pytest.raises(Rejected):
            await bench.access.acs_users.adopt(user.id, other.id)

        assert [one.id for one in await bench.access.acs_users.find(bench.building_id, user.identity_id)] == [user.id]

    async def test_is_gone_after_delete_and_may_be_deleted_again(self, bench: Bench) -> None:
        user = await some_user(bench)

        await bench.access.acs_users.delete(user.id)
        await bench.access.acs_users.delete(user.id)

        assert await bench.access.acs_users.get(user.id) is None
