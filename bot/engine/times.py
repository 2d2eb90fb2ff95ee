"""What is due is asked in one look that writes nothing: most passes of the engine find nothing to do."""

from dataclasses import dataclass
from datetime import datetime

from bot.services.store import Store


@dataclass(frozen=True)
class Times:
    """When each kind of work is next due, as far as rows say; None where there is none."""

    rows: datetime | None
    sagas: datetime | None
    posts: datetime | None

    def due(self, now: datetime) -> frozenset[str]:
        """The kinds of work for which it is time."""
        return frozenset(kind for kind, at in vars(self).items() if at is not None and at <= now)

    @property
    def first(self) -> datetime | None:
        return _sooner(*vars(self).values())


async def next_times(store: Store, *, with_sagas: bool) -> Times:
    """As the rows say now; without sagas where no more of them can be driven."""
    async with store.read() as work:
        return Times(
            rows=_sooner(await work.due.next_due(), await work.bulk.next_due()),
            sagas=await work.sagas.next_due() if with_sagas else None,
            posts=await work.posts.next_due(),
        )


def _sooner(*times: datetime | None) -> datetime | None:
    return min((at for at in times if at is not None), default=None)
