"""Row by row the names go, and page by page they must not linger in what SQLite has moved or freed."""

import random
from pathlib import Path

from bot.domain.grant import REMOVED, GrantState, Guest
from bot.storage.database import database_path
from bot.storage.store import SqlStore
from tests.contracts.store_samples import T0, TEAM, grant, seed

MANY = 300


def stored(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()).lower()


async def test_no_forgotten_name_is_left_in_any_file(store: SqlStore, url: str) -> None:
    order = random.Random(7)  # noqa: S311  a shuffle that is the same each time
    names = {f"g{number}": f"canary{number:04} {'x' * order.randrange(1, 150)}" for number in range(MANY)}
    made = [
        grant(
            id_, guest=Guest(name=name, email=f"{id_}@canary.example"), reason=f"because {name}", state=GrantState.ENDED
        )
        for id_, name in names.items()
    ]
    order.shuffle(made)
    await seed(store, *made)
    goes = set(order.sample(sorted(names), MANY // 2))

    for one in made:
        if one.id in goes:
            async with store.write() as work:
                forgotten = {"guest": REMOVED, "reason": None, "forgotten_at": T0}
                await work.grants.save(one.model_copy(update=forgotten))
    await store.compact()

    left = stored(database_path(url).parent)
    assert not [names[id_] for id_ in goes if names[id_][:10].encode() in left]
    assert all(names[id_][:10].encode() in left for id_ in set(names) - goes)
    assert b"canary.example" not in left
    async with store.read() as work:
        assert len(await work.guests.search(TEAM, ["b1"], "canary", MANY)) == MANY - len(goes)
