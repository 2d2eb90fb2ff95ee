"""One decision, many ends: what was decided is rows, and each end is a transaction of its own.

So a crash at any line loses none of them and ends none twice: a row is taken away in the transaction that ends.
"""

from collections.abc import Sequence
from datetime import timedelta

from pydantic import JsonValue

from bot.domain.errors import Refused
from bot.domain.grant import Grant, GrantRecord
from bot.domain.people import Person, require
from bot.domain.roles import Verb
from bot.domain.value import Value
from bot.services.access import Wake
from bot.services.bulk.stopping import stop_rows
from bot.services.change import changing
from bot.services.end_all.guests import guests_to_end
from bot.services.end_all.targets import Plan, Target, is_ended, is_ending, plan
from bot.services.grants.end_now import end_now
from bot.services.ids import new_id
from bot.services.kept import Due, DueKind, Post, PostKind
from bot.services.ports import Clock
from bot.services.series.closing import close_series
from bot.services.store import Store, Work

MOST_A_TICK = 20
"""Ends begun before the engine looks at other work again."""
BATCH = 50


class Changed(Exception):
    """Other accesses would end by now than were shown: look again."""


class Run(Value):
    """How far one decision is carried out."""

    id: str
    target: Target
    by: str
    total: int
    series: int = 0
    """How many series ended with it: no visit of them is made any more."""
    stopped: int = 0
    """How many rows of lists are not given any more because of it."""
    ended: int
    """Confirmed by Seam."""
    ending: int
    rows: tuple[GrantRecord, ...]
    """One page of them, in the order in which they end."""
    skip: int = 0

    @property
    def is_done(self) -> bool:
        return self.ended == self.total


class EndAll:
    """`/guest end`."""

    def __init__(self, store: Store, clock: Clock, admins: frozenset[str], wake: Wake) -> None:
        self._store = store
        self._clock = clock
        self._admins = admins
        self._wake = wake

    async def guests(self, person: Person, text: str) -> Sequence[Grant]:
        """Guests whose access the person may end, each by one grant, the likeliest first."""
        return await guests_to_end(self._store, person, text, self._admins)

    async def plan(self, person: Person, target: Target) -> Plan:
        """What would end now.

        Raises:
            NotAllowed: the person may end nothing of it. NoSuchGrant, Refused: there is no such guest or building.
        """
        async with self._store.read() as work:
            return await self._plan(work, person, target)

    async def begin(self, person: Person, target: Target, mark: str, typed: str) -> str:
        """Decide it; the id of the run.

        Raises:
            Changed: the plan is no longer the one with this mark.
            BadFields: another word was typed than the plan asks for.
            NotAllowed, NoSuchGrant, Refused: as for `plan`; Refused also where nothing is left to end.
        """
        async with self._store.write() as work:
            wanted = await self._plan(work, person, target)
            if wanted.mark != mark:
                raise Changed
            wanted.check_word(typed)
            if wanted.is_empty:
                raise Refused("nothing_to_end")
            run_id = new_id()
            for series in wanted.series:
                await close_series(work, series, person.user_id, self._clock.now())
            for taken in wanted.lists:
                await stop_rows(work, taken, person.user_id, self._clock.now())
            await work.due.put(self._rows(run_id, wanted))
            await work.posts.put(self._told(run_id, person, wanted), tells_of=wanted.ids)
        self._wake()
        return run_id

    async def tick(self) -> None:
        """Begin the next ends that were decided."""
        async with self._store.read() as work:
            rows = await work.due.due(DueKind.END_ALL, self._clock.now(), limit=MOST_A_TICK)
        for row in rows:
            await self._end(row)
        if rows:
            self._wake()

    async def run(self, person: Person, run_id: str, limit: int, skip: int = 0) -> Run:
        """How far it is.

        Raises:
            Refused: the person has decided no such run.
        """
        async with self._store.read() as work:
            post = await work.posts.get(person.team_id, key_of(run_id))
        if post is None or post.channel != person.user_id:
            raise Refused("no_such_run")
        return await run_of(self._store, post, limit, skip)

    async def _plan(self, work: Work, person: Person, target: Target) -> Plan:
        wanted = await plan(work, person, target, self._admins)
        if wanted.is_empty and wanted.others:
            require(person, Verb.END, None, self._admins)
        return wanted

    async def _end(self, row: Due) -> None:
        async with changing(self._store, self._clock, row.team_id, row.grant_id) as change:
            if not await change.work.due.done([row.id]):
                return
            post = await change.work.posts.get(row.team_id, key_of(row.id.partition(":")[0]))
            if post is not None and change.record.grant.state.is_open:
                await end_now(change, str(post.channel))

    def _rows(self, run_id: str, wanted: Plan) -> list[Due]:
        now = self._clock.now()
        return [
            Due(
                id=f"{run_id}:{number:04}",
                team_id=record.grant.team_id,
                grant_id=record.grant.id,
                kind=DueKind.END_ALL,
                lead=timedelta(0),
                due_at=now,
            )
            for number, record in enumerate(wanted.records)
        ]

    def _told(self, run_id: str, person: Person, wanted: Plan) -> Post:
        """The message that tells whoever decided it how far it is; ids only."""
        grants: list[JsonValue] = [*wanted.ids]
        return Post(
            key=key_of(run_id),
            team_id=person.team_id,
            kind=PostKind.ENDED_ALL,
            channel=person.user_id,
            data={
                "grants": grants,
                "series": len(wanted.series),
                "stopped": wanted.rows,
                "target": wanted.target.model_dump(mode="json"),
            },
            due_at=self._clock.now(),
        )


def key_of(run_id: str) -> str:
    return f"{PostKind.ENDED_ALL}:{run_id}"


async def run_of(store: Store, post: Post, limit: int, skip: int = 0) -> Run:
    """The run that a post tells of, its grants read a few at a time: the loop must not stall."""
    ids = post.data["grants"]
    told = [str(id_) for id_ in ids] if isinstance(ids, list) else []
    records: dict[str, GrantRecord] = {}
    for start in range(0, len(told), BATCH):
        async with store.read() as work:
            found = await work.grants.records(post.team_id, told[start : start + BATCH])
        records.update({record.grant.id: record for record in found})
    known = [records[id_] for id_ in told if id_ in records]
    first = sorted(known, key=is_ended)
    return Run(
        id=post.key.partition(":")[2],
        target=Target.model_validate(post.data["target"]),
        by=str(post.channel),
        total=len(known),
        series=int(str(post.data.get("series", 0))),
        stopped=int(str(post.data.get("stopped", 0))),
        ended=sum(map(is_ended, known)),
        ending=sum(map(is_ending, known)),
        rows=tuple(first[skip : skip + limit]),
        skip=skip,
    )
