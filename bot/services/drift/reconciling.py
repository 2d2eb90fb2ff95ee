"""Every quarter of an hour Seam's side of each building is compared with our books, and what differs is seen to.

Nothing of ours is deleted but what our books hold an End for, and nothing of anybody else's is ever touched. What is
gone wakes its grant's saga, which says so; what fits one grant goes back into it; everything else waits for a person.
"""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.building import Building, Source
from bot.domain.errors import NotSent, Rejected, SystemTrouble
from bot.domain.people import Person
from bot.services.access import Wake
from bot.services.drift.census import Census, Keys, read_books, with_moving
from bot.services.drift.comparing import Comparison, Seen, compare
from bot.services.drift.drift import Check, DriftKind
from bot.services.drift.seeing_to import Compared, SeeingTo
from bot.services.ports import AccessControl, Clock
from bot.services.store import Store

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(minutes=15)


class Reconciling:
    """Compares, and sees to what differs."""

    def __init__(self, store: Store, clock: Clock, access: AccessControl, admins: frozenset[str], wake: Wake) -> None:
        self._store = store
        self._clock = clock
        self._census = Census(access)
        self._seeing_to = SeeingTo(store, clock, self._census, admins)
        self._wake = wake

    async def run(self, team_id: str, *, only_failed: bool = False) -> None:
        """All buildings, one after the other; where Seam does not answer, the others wait as well.

        `only_failed`: those alone that could not be compared before.
        """
        waiting = await self._waiting(team_id, only_failed=only_failed)
        keys: Keys | None = None
        for number, building in enumerate(waiting):
            try:
                keys = keys if keys is not None else await self._census.keys()
                await self.check(building, None, keys)
            except Rejected as no:
                await self._failed([building], no)
            except SystemTrouble as trouble:
                await self._failed(waiting[number:], trouble)
                return

    async def check(self, building: Building, person: Person | None, keys: Keys | None = None) -> Compared:
        """Compare one building now; what differs is looked at twice before it is believed.

        Raises:
            SystemTrouble: Seam did not answer; what is known of it stays.
        """
        keys = keys if keys is not None else await self._census.keys()
        seen = await self._census.of_building(building.id, keys)
        first = await self._compare(building, seen)
        again = await self._census.again(seen, [one.seam_id for one in first.differences])
        moving = [one.grant_id for one in first.differences if one.kind is DriftKind.WINDOW and one.grant_id]
        second = await self._compare(building, again, moving)
        believed = {one.key for one in first.differences}
        sure = tuple(one for one in second.differences if one.key in believed)
        compared = await self._seeing_to.all(building, person, first.model_copy(update={"differences": sure}), again)
        self._wake()
        return compared

    async def failed(self, building: Building, trouble: SystemTrouble) -> None:
        """Seam could not be asked about this building."""
        await self._failed([building], trouble)

    async def _compare(self, building: Building, seen: Seen, moving: Sequence[str] = ()) -> Comparison:
        install_id, now = await self._store.install_id(), self._clock.now()
        books = await read_books(self._store, building.team_id, building.id, seen, install_id)
        return compare(seen, await with_moving(self._store, books, moving, now), install_id, now)

    async def _waiting(self, team_id: str, *, only_failed: bool) -> list[Building]:
        """Without those for which Seam has been left alone for too short a time."""
        now = self._clock.now()
        async with self._store.read() as work:
            systems = [one for one in await work.buildings.all(team_id) if one.facts.source is Source.ACS]
            found = [(one, await work.drift.check(team_id, one.id)) for one in systems]
        due = [(one, check) for one, check in found if not (check and check.retry_at and check.retry_at > now)]
        return [one for one, check in due if not only_failed or (check and check.trouble)]

    async def _failed(self, buildings: Sequence[Building], trouble: SystemTrouble) -> None:
        """The longer in vain, the longer Seam is left alone; as long as it asks for where it does."""
        now = self._clock.now()
        asked = trouble.retry_after if isinstance(trouble, NotSent) else None
        async with self._store.write() as work:
            for one in buildings:
                known = await work.drift.check(one.team_id, one.id) or Check(team_id=one.team_id, building_id=one.id)
                pause = asked or min(FIRST_PAUSE * 2 ** min(known.tries, 8), LONGEST_PAUSE)
                update = {
                    "trouble": trouble.problem,
                    "trouble_since": known.trouble_since or now,
                    "retry_at": now + pause,
                    "tries": known.tries + 1,
                }
                await work.drift.save_check(known.model_copy(update=update))
