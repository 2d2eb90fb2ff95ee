"""What people may do about a difference; who clicks first has decided. Rights are looked at anew at each click."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from pydantic import JsonValue

from bot.domain.building import Building, Source
from bot.domain.errors import Refused, SystemTrouble, WrongState
from bot.domain.grant import CredentialState
from bot.domain.people import Person, may, require
from bot.domain.roles import Verb
from bot.domain.value import Value
from bot.services.access import Wake
from bot.services.drift.drift import Check, Drift, DriftKind, DriftState
from bot.services.drift.drift_telling import tell
from bot.services.drift.reconciling import Reconciling
from bot.services.drift.righting import RIGHT
from bot.services.drift.seeing_to import Compared
from bot.services.drift.strays import Strays
from bot.services.ports import Clock
from bot.services.store import Store, Work
from bot.services.trail.audit import Entry


class Disagreement(Value):
    """A building, how its last comparison went, and what is not settled there, oldest first."""

    building: Building
    check: Check | None
    drifts: tuple[Drift, ...]
    compared: Compared | None = None
    """What was found just now."""


class _Deciding:
    """One transaction on one difference that waits for a decision."""

    def __init__(self, work: Work, drift: Drift, building: Building) -> None:
        self.work = work
        self.drift = drift
        self.building = building


class Deciding:
    """Looks, compares on demand, and decides."""

    def __init__(
        self, store: Store, clock: Clock, admins: frozenset[str], reconciling: Reconciling, strays: Strays, wake: Wake
    ) -> None:
        self._store = store
        self._clock = clock
        self._admins = admins
        self._reconciling = reconciling
        self._strays = strays
        self._wake = wake

    async def buildings(self, person: Person) -> list[Building]:
        """Those that the person may compare with Seam.

        Raises:
            NotAllowed: there is none. For an admin that is an empty list: Seam lists no building yet.
        """
        async with self._store.read() as work:
            systems = [one for one in await work.buildings.all(person.team_id) if one.facts.source is Source.ACS]
        mine = [building for building in systems if may(person, Verb.RECONCILE, building, self._admins)]
        if not mine:
            require(person, Verb.RECONCILE, None, self._admins)
        return mine

    async def board(self, person: Person) -> list[Disagreement]:
        """Of each building of theirs; none for somebody who may decide nowhere."""
        async with self._store.read() as work:
            buildings = await work.buildings.all(person.team_id)
            mine = [building for building in buildings if may(person, Verb.RECONCILE, building, self._admins)]
            unsettled, checks = await work.drift.standing(person.team_id, [building.id for building in mine])
        return [
            Disagreement(building=here, check=checks.get(here.id), drifts=tuple(unsettled.get(here.id, ())))
            for here in mine
        ]

    async def look(self, person: Person, building_id: str) -> Disagreement:
        """As it was found last.

        Raises:
            NotAllowed, Refused.
        """
        async with self._store.read() as work:
            return await _disagreement(work, await self._building(work, person, building_id))

    async def check(self, person: Person, building_id: str) -> Disagreement:
        """Compare now; where Seam does not answer, that is what the answer says.

        Raises:
            NotAllowed, Refused.
        """
        async with self._store.read() as work:
            building = await self._building(work, person, building_id)
        if building.facts.source is not Source.ACS:
            raise Refused("locks_not_compared")
        compared = None
        try:
            compared = await self._reconciling.check(building, person)
        except SystemTrouble as trouble:
            await self._reconciling.failed(building, trouble)
        for drift in compared.found if compared else ():
            await self._strays.follow(person.team_id, drift.id)
        async with self._store.read() as work:
            found = await _disagreement(work, building)
        return found.model_copy(update={"compared": compared})

    async def end(self, person: Person, drift_id: str) -> Drift:
        """Begin to take back a credential that nobody here knows; `follow` goes on with it.

        Raises:
            NotAllowed, Refused; WrongState where it is decided, or a grant has it as its own by now.
        """
        async with self._deciding(person, drift_id, DriftKind.EXTRA) as open_:
            now = self._clock.now()
            return await self._decide(open_, person, "stray_end", state=DriftState.ENDING, due_at=now)

    async def follow(self, drift: Drift) -> None:
        """Ask Seam at once, and not only with the next minute."""
        await self._strays.follow(drift.team_id, drift.id)
        self._wake()

    async def leave(self, person: Person, drift_id: str) -> Drift:
        """It stays as it is, and is not told of again.

        Raises:
            NotAllowed, Refused, WrongState.
        """
        async with self._deciding(person, drift_id, DriftKind.EXTRA, DriftKind.WINDOW) as open_:
            return await self._decide(open_, person, "drift_left", state=DriftState.LEFT)

    async def set_right(self, person: Person, drift_id: str) -> Drift:
        """Have the grant's saga ask Seam for the end that our books have.

        Raises:
            NotAllowed, Refused; WrongState where it is decided, or the grant has moved on.
        """
        async with self._deciding(person, drift_id, DriftKind.WINDOW) as open_:
            difference, work = open_.drift.difference, open_.work
            record = await work.grants.record(person.team_id, difference.grant_id or "")
            issued = record.in_state(CredentialState.ISSUED) if record and record.grant.state.is_open else ()
            if not difference.is_end or difference.credential_id not in {one.id for one in issued}:
                raise WrongState("drift_moved_on")
            step = f"{RIGHT}{difference.credential_id}"
            await work.steps.intend(difference.grant_id or "", [step], self._clock.now())
            await work.sagas.wake(difference.grant_id or "", self._clock.now())
            return await self._decide(open_, person, "righting", state=DriftState.RIGHTING)

    async def _decide(self, open_: _Deciding, person: Person, what: str, **update: object) -> Drift:
        now, difference = self._clock.now(), open_.drift.difference
        decided = {"decided_by": person.user_id, "decided_at": now, "problem": None, **update}
        drift = open_.drift.model_copy(update=decided)
        data: Mapping[str, JsonValue] = {"credential": difference.seam_id, "doors": [*difference.doors]}
        line = Entry(
            team_id=person.team_id,
            at=now,
            actor=person.user_id,
            what=what,
            building_id=open_.building.id,
            grant_id=difference.grant_id,
            data=data,
        )
        await open_.work.drift.save(drift)
        await open_.work.audit.add(line)
        await tell(open_.work, [drift], now)
        return drift

    @asynccontextmanager
    async def _deciding(self, person: Person, drift_id: str, *kinds: DriftKind) -> AsyncIterator[_Deciding]:
        async with self._store.write() as work:
            drift = await work.drift.get(person.team_id, drift_id)
            building = await self._building(work, person, drift.building_id if drift else "")
            if drift is None or drift.difference.kind not in kinds:
                raise WrongState("drift_moved_on")
            if drift.state is DriftState.SETTLED:
                raise WrongState("drift_settled")
            if drift.state is not DriftState.OPEN:
                raise WrongState("drift_decided")
            yield _Deciding(work, drift, building)
        self._wake()

    async def _building(self, work: Work, person: Person, building_id: str) -> Building:
        building = await work.buildings.get(person.team_id, building_id)
        require(person, Verb.RECONCILE, building, self._admins)
        if building is None:
            raise Refused("building_unknown")
        return building


async def _disagreement(work: Work, building: Building) -> Disagreement:
    unsettled = await work.drift.unsettled(building.team_id, building.id)
    check = await work.drift.check(building.team_id, building.id)
    return Disagreement(building=building, check=check, drifts=tuple(unsettled))
