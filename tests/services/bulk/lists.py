"""Lists that the tests of this folder bring."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.errors import Rejected
from bot.domain.people import Person
from bot.services.bulk.reading import Upload
from bot.services.bulk.seeing import ListSeen, RowStatus
from bot.services.kept import Post, PostKind
from tests.services.desk import RITA, Desk

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
NO = Rejected("credential_failed", status=400)
HEADER = "name,email,doors,end"


def rows(count: int, door: str = "Lobby") -> str:
    return "\n".join([HEADER, *(f"Guest {n:03},guest{n}@example.com,{door},2h" for n in range(1, count + 1))])


def created(desk: Desk) -> int:
    return len(desk.seam.existing())


async def preview(desk: Desk, text: str, person: Person = RITA, **update: object) -> ListSeen:
    upload = Upload(building_id=desk.building, text=text, channel="C0DESK").model_copy(update=update)
    return await desk.bulk.preview(person, upload)


async def start(desk: Desk, text: str) -> str:
    """A list that is started; its id."""
    found = await preview(desk, text)
    return (await desk.bulk.start(RITA, found.batch.id)).batch.id


async def statuses(desk: Desk, batch_id: str) -> list[RowStatus]:
    return [one.status for one in (await desk.bulk.look(RITA, batch_id)).rows]


def faults(found: ListSeen) -> dict[int, list[str]]:
    """What is said of each bad row, by its number."""
    return {one.row.number: [fault.said for fault in one.row.faults] for one in found.rows if one.row.faults}


def kinds(posts: Sequence[Post]) -> set[PostKind]:
    return {post.kind for post in posts}
