from bot.domain.grant import Guest
from bot.storage.database import database_path
from bot.storage.secrets import Keyring, new_key
from bot.storage.store import SqlStore
from tests.contracts.store_samples import TEAM, grant, seed
from tests.contracts.test_store_series import series
from tests.databases import empty_database


async def test_the_contacts_of_a_series_are_nowhere_in_the_files(store: SqlStore, url: str) -> None:
    await seed(store, grant(guest=Guest(name="Zoë Guest")))
    async with store.write() as work:
        await work.series.add(series())

    on_disk = b"".join(path.read_bytes() for path in database_path(url).parent.iterdir())
    assert b"zoe@example.com" not in on_disk
    assert b"+12125550100" not in on_disk


async def test_a_rotation_writes_them_anew(url: str) -> None:
    oldest, middle, newest = new_key(), new_key(), new_key()
    await empty_database(url)
    before = SqlStore(url, Keyring([middle, oldest]))
    await seed(before, grant(guest=Guest(name="Zoë Guest")))
    async with before.write() as work:
        await work.series.add(series())
    await before.close()

    rotating = SqlStore(url, Keyring([newest, middle, oldest]))
    assert await rotating.reencrypt() == 2
    await rotating.close()

    after = SqlStore(url, Keyring([newest, oldest]))
    async with after.read() as work:
        assert await work.series.get(TEAM, "s1") == series()
    await after.close()
