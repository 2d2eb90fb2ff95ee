from bot.domain.grant import Pin
from bot.storage.secrets import Keyring, new_key
from bot.storage.store import SqlStore
from tests.contracts.store_samples import TEAM, credential, grant, seed
from tests.databases import empty_database


async def test_middle_keys_may_go_after_a_rotation(url: str) -> None:
    oldest, middle, newest = new_key(), new_key(), new_key()
    await empty_database(url)
    before = SqlStore(url, Keyring([middle, oldest]))
    await seed(before, *(grant(f"g{number}") for number in range(5)))
    async with before.write() as work:
        await work.credentials.add([credential("c1", "g0")])
        await work.credentials.keep_pin("c1", Pin("4711"))
    await before.close()

    rotating = SqlStore(url, Keyring([newest, middle, oldest]))
    assert await rotating.reencrypt(batch=3) == 11
    assert await rotating.reencrypt() == 0
    await rotating.close()

    after = SqlStore(url, Keyring([newest, oldest]))
    async with after.read() as work:
        records = await work.grants.open_for_guest(TEAM, "b1", "x", "zoe@example.com")
        assert [record.grant for record in records] == [grant(f"g{number}") for number in range(5)]
        assert await work.credentials.pins(TEAM, "g0") == {"c1": Pin("4711")}
    await after.close()
