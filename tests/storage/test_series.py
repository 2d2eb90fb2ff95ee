from bot.domain.grant import Guest
from bot.storage.database import database_path
from bot.storage.store import SqlStore
from tests.contracts.store_samples import grant, seed
from tests.contracts.test_store_series import series


async def test_the_contacts_of_a_series_are_nowhere_in_the_files(store: SqlStore, url: str) -> None:
    await seed(store, grant(guest=Guest(name="Zoë Guest")))
    async with store.write() as work:
        await work.series.add(series())

    on_disk = b"".join(path.read_bytes() for path in database_path(url).parent.iterdir())
    assert b"zoe@example.com" not in on_disk
    assert b"+12125550100" not in on_disk
