"""What every store does: the real one and the one in memory that other tests stand on."""

import asyncio

import pytest
from pydantic import SecretStr
from sqlalchemy.exc import IntegrityError

from bot.domain.errors import NoSuchGrant
from bot.domain.grant import CredentialState, GrantState, Guest, Pin
from bot.services.store import Store
from tests.contracts.store_samples import HOUR, LOOKED, T0, TEAM, credential, grant, listing, seed


class TestTransaction:
    async def test_leaves_nothing_after_an_exception(self, store: Store) -> None:
        await seed(store, grant("g1"))

        async def half_done() -> None:
            async with store.write() as work:
                await work.grants.add(grant("g2"), "key")
                await work.grants.save(grant("g1", reason="changed"))
                await work.once.first("cron", "slot", T0)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await half_done()

        async with store.write() as work:
            assert await work.grants.by_submit_key(TEAM, "key") is None
            record = await work.grants.record(TEAM, "g1")
            assert record is not None
            assert record.grant.reason == "Demo visit"
            assert await work.once.first("cron", "slot", T0)

    async def test_is_unseen_until_it_ends(self, store: Store) -> None:
        await seed(store)

        async with store.write() as work:
            await work.grants.add(grant("g1"), "key")
            async with store.read() as reader:
                assert await reader.grants.record(TEAM, "g1") is None

        async with store.read() as reader:
            assert await reader.grants.record(TEAM, "g1") is not None

    async def test_refuses_a_write_inside_a_write(self, store: Store) -> None:
        async with store.write():
            with pytest.raises(RuntimeError, match="inside"):
                async with store.write():
                    pytest.fail("entered")

    async def test_refuses_rows_of_a_grant_that_is_not_there(self, store: Store) -> None:
        with pytest.raises((IntegrityError, LookupError)):
            async with store.write() as work:
                await work.sagas.start(TEAM, "nobody", "lane", T0)

    async def test_goes_on_after_a_writer_was_cancelled(self, store: Store) -> None:
        entered = asyncio.Event()

        async def stuck() -> None:
            async with store.write() as work:
                await work.once.first("cron", "slot", T0)
                entered.set()
                await asyncio.Event().wait()

        task = asyncio.create_task(stuck())
        await entered.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

        async with store.write() as work:
            assert await work.once.first("cron", "slot", T0)


class TestGrants:
    async def test_come_back_as_they_were_kept(self, store: Store) -> None:
        full = grant(
            requested_ends_at=T0 + 5 * HOUR,
            ending_at=T0,
            ended_by="U9",
            card_channel="C1",
            card_ts="1.2",
            trouble="x",
            arrival=LOOKED,
        )
        await seed(store, full)

        async with store.read() as work:
            assert await work.grants.by_submit_key(TEAM, "g1") == full
            record = await work.grants.record(TEAM, "g1")

        assert record is not None
        assert record.grant == full
        assert record.building.name == "Main Street 1"

    async def test_are_made_once_per_submit_key_and_team(self, store: Store) -> None:
        await seed(store, grant("g1"), grant("g1-other-team", team_id="T2"))

        async with store.write() as work:
            assert not await work.grants.add(grant("g2"), "g1")
            assert await work.grants.add(grant("g3", team_id="T2"), "g1")

        async with store.read() as work:
            assert await work.grants.record(TEAM, "g2") is None
            assert await work.grants.record("T2", "g3") is not None

    async def test_are_unseen_by_another_team(self, store: Store) -> None:
        await seed(store, grant("g1"))

        async with store.write() as work:
            assert await work.grants.record("T2", "g1") is None
            with pytest.raises(NoSuchGrant):
                await work.grants.save(grant("g1", team_id="T2"))

    @pytest.mark.parametrize(
        ("name", "email", "found"),
        [
            ("ZOË  guest", None, True),
            ("Other", "ZOE@example.com ", True),
            ("Other", "other@example.com", False),
            ("Zoë", None, False),
        ],
    )
    async def test_are_found_by_guest(self, store: Store, name: str, email: str | None, found: bool) -> None:
        over = grant("g2", state=GrantState.ENDED)
        elsewhere = grant("g3", team_id="T2")
        await seed(store, grant("g1", state=GrantState.ENDING), over, elsewhere)

        async with store.read() as work:
            records = await work.grants.open_for_guest(TEAM, "b1", name, email)

        assert [record.grant.id for record in records] == (["g1"] if found else [])

    async def test_tell_of_the_guests_other_open_ones(self, store: Store) -> None:
        key = store.guest_key(TEAM, "zoe@example.com")
        mine, other = grant("g1", guest_key=key), grant("g2", guest_key=key)
        await seed(store, mine, other, grant("g3", guest_key=None))

        async with store.write() as work:
            assert await work.grants.guest_has_other_open(mine)
            await work.grants.save(other.model_copy(update={"state": GrantState.DECLINED}))
            assert not await work.grants.guest_has_other_open(mine)
            assert not await work.grants.guest_has_other_open(grant("g3", guest_key=None))

    async def test_tell_the_last_building(self, store: Store) -> None:
        await seed(store, grant("g1", created_at=T0 + HOUR))
        async with store.write() as work:
            await work.buildings.sync(TEAM, listing("b2"), [], T0)
            await work.grants.add(grant("g2", building_id="b2", created_at=T0), "k")

            assert await work.grants.last_building(TEAM, "U1") == "b1"
            assert await work.grants.last_building("T2", "U1") is None
            newest = await work.grants.newest_of(TEAM, "U1")
            assert newest is not None
            assert (newest.grant.id, newest.building.id) == ("g1", "b1")
            assert await work.grants.newest_of(TEAM, "U2") is None

    async def test_count_what_a_requester_has_open_at_a_building(self, store: Store) -> None:
        states = [state for state in GrantState if state is not GrantState.ISSUING]
        await seed(store, *(grant(f"g{n}", state=state) for n, state in enumerate(states)))
        await seed(store, grant("other", requester="U2"), grant("elsewhere", team_id="T2"))

        async with store.read() as work:
            assert await work.grants.count_open(TEAM, "b1", "U1") == 3
            assert await work.grants.count_open(TEAM, "b2", "U1") == 0

    async def test_forget_contacts_that_are_saved_away(self, store: Store) -> None:
        await seed(store, grant("g1"))

        async with store.write() as work:
            await work.grants.save(grant("g1", guest=Guest(name="Zoë Guest")))
            assert await work.grants.open_for_guest(TEAM, "b1", "x", "zoe@example.com") == []


class TestCredentials:
    async def test_come_back_in_the_order_of_adding(self, store: Store) -> None:
        await seed(store, grant())
        link = credential("a", instant_key_url=SecretStr("https://example.com/key"), revoking_at=T0)

        async with store.write() as work:
            await work.credentials.add([credential("b"), link])
            await work.credentials.add([credential("0", replaces="b")])
            record = await work.grants.record(TEAM, "g1")

        assert record is not None
        assert record.credentials == (credential("b"), link, credential("0", replaces="b"))

    async def test_keep_pins_apart_and_say_that_there_is_one(self, store: Store) -> None:
        await seed(store, grant())
        async with store.write() as work:
            await work.credentials.add([credential("c1"), credential("c2")])
            await work.credentials.keep_pin("c1", Pin("4711"))
            await work.credentials.save(credential("c1", state=CredentialState.ISSUED, seam_id="s1"))

        async with store.read() as work:
            record = await work.grants.record(TEAM, "g1")
            assert record is not None
            assert [c.has_pin for c in record.credentials] == [True, False]
            assert await work.credentials.pins(TEAM, "g1") == {"c1": Pin("4711")}
            assert await work.credentials.pins("T2", "g1") == {}
            assert await work.credentials.grant_of_seam_id("s1") == (TEAM, "g1")
            assert await work.credentials.grant_of_seam_id("s2") is None

    async def test_never_share_a_credential_of_seam(self, store: Store) -> None:
        await seed(store, grant(), grant("g2"))
        async with store.write() as work:
            await work.credentials.add([credential("c1", seam_id="s1"), credential("c2"), credential("c3")])

        with pytest.raises(ValueError, match="another one of ours"):
            async with store.write() as work:
                await work.credentials.save(credential("c2", seam_id="s1"))
        with pytest.raises(ValueError, match="another one of ours"):
            async with store.write() as work:
                await work.credentials.add([credential("c4", "g2", seam_id="s1")])

        async with store.write() as work:
            await work.credentials.save(credential("c1", seam_id="s1"))
            assert await work.credentials.grant_of_seam_id("s1") == (TEAM, "g1")

    async def test_give_no_pin_that_is_revoked_or_wiped(self, store: Store) -> None:
        await seed(store, grant())
        async with store.write() as work:
            await work.credentials.add([credential("c1"), credential("c2"), credential("c3")])
            for each in ("c1", "c2", "c3"):
                await work.credentials.keep_pin(each, Pin("4711"))

            await work.credentials.save(credential("c1", state=CredentialState.REVOKED))
            await work.credentials.wipe_pin("c2")
            assert list(await work.credentials.pins(TEAM, "g1")) == ["c3"]

            await work.credentials.wipe_pins("g1")
            assert await work.credentials.pins(TEAM, "g1") == {}
            record = await work.grants.record(TEAM, "g1")
            assert record is not None
            assert not any(c.has_pin for c in record.credentials)

    async def test_need_their_grant(self, store: Store) -> None:
        with pytest.raises(NoSuchGrant):
            async with store.write() as work:
                await work.credentials.add([credential(grant_id="nobody")])
