"""Smart locks as they are kept, on every store."""

from datetime import timedelta

from bot.domain.building import Source
from bot.domain.device import CodeRule, Device, OfflineOption
from bot.domain.grant import Door
from bot.domain.lock_code import LockCode
from bot.seam.systems.smart_lock import maker_of
from bot.services.store import Store
from tests.contracts.store_samples import T0, TEAM, credential, grant, listing

LATER = T0 + timedelta(hours=1)
FULL = Device(
    id="d1",
    building_id="account",
    connected_account_id="account",
    name="Front Door",
    facts=maker_of("igloohome"),
    place="Casa Sol",
    time_zone="Europe/Madrid",
    online=True,
    locked=False,
    battery_level=0.25,
    battery_status="low",
    errors=("device_disconnected",),
    warnings=("privacy_mode",),
    can_remotely_unlock=True,
    can_program_offline_codes=True,
    code_lengths=(4, 6),
    code_rules=(CodeRule(kind="no_zeros"), CodeRule(kind="name_length", least=2, most=14)),
    max_active_codes=30,
    offline_options=(OfflineOption(name="algoPIN", longest=timedelta(hours=672), same_time_of_day=True),),
)


async def synced(store: Store, *devices: Device) -> None:
    async with store.write() as work:
        await work.devices.sync(TEAM, devices, LATER)


async def test_a_lock_is_kept_as_seam_says_it(store: Store) -> None:
    await synced(store, FULL, FULL.model_copy(update={"id": "d2", "name": "attic"}))

    async with store.read() as work:
        assert await work.devices.get(TEAM, "d1") == FULL.model_copy(update={"synced_at": LATER})
        assert [one.id for one in await work.devices.all(TEAM)] == ["d2", "d1"]
        assert await work.devices.all("T2") == []
        assert await work.devices.get("T2", "d1") is None


async def test_what_is_listed_no_more_is_marked_and_comes_back(store: Store) -> None:
    await synced(store, FULL)
    await synced(store)
    async with store.read() as work:
        assert [one.removed for one in await work.devices.at(TEAM, "account")] == [True]

    await synced(store, FULL)
    async with store.read() as work:
        assert [one.removed for one in await work.devices.at(TEAM, "account")] == [False]


async def test_what_seam_says_does_not_move_a_lock(store: Store) -> None:
    await synced(store, FULL)
    async with store.write() as work:
        await work.devices.place(TEAM, "d1", "b1")
        await work.devices.save(TEAM, FULL.model_copy(update={"locked": True}), LATER)
    await synced(store, FULL)

    async with store.read() as work:
        assert await work.devices.at(TEAM, "account") == []
        assert [one.locked for one in await work.devices.at(TEAM, "b1")] == [False]


async def test_what_is_known_of_a_code_and_of_standing_access_comes_back(store: Store) -> None:
    code = LockCode(device_id="d1", name="KD1", set_from=LATER, trouble="device_disconnected", warnings=("a", "b"))
    door = Door(entrance_id="d1", name="Front Door", source=Source.DEVICE)
    async with store.write() as work:
        await work.buildings.sync(TEAM, listing(), [], T0)
        await work.grants.add(grant(standing=timedelta(days=60)), "submit-1")
        await work.credentials.add([credential(doors=(door,), code=code)])

    async with store.read() as work:
        record = await work.grants.record(TEAM, "g1")
    assert record is not None
    assert record.grant.standing == timedelta(days=60)
    assert record.credentials[0].code == code
    assert record.credentials[0].is_at_lock
