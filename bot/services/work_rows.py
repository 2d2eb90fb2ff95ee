"""What is kept of work under way: steps, sagas, what is due and what is to be told. A row rings no bell."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import Protocol

from pydantic import JsonValue

from bot.services.kept import Claim, Due, DueKind, LiveView, Post, PostKind, PostProgress, Step, Which


class StepRows(Protocol):
    async def of_grant(self, grant_id: str) -> Mapping[str, Step]: ...

    async def intend(self, grant_id: str, names: Sequence[str], at: datetime) -> None:
        """Write the intents; a name that stands already keeps its place with the new `sent_at`."""

    async def done(self, grant_id: str, name: str, result: Mapping[str, JsonValue]) -> None: ...

    async def forget(self, grant_id: str, name: str) -> None:
        """The call surely had no effect: as if never intended."""


class SagaRows(Protocol):
    async def start(self, team_id: str, grant_id: str, lane: str, due_at: datetime) -> None:
        """Two sagas of one lane never run at the same time."""

    async def wake(self, grant_id: str, at: datetime) -> None:
        """One more signal; due at `at` or earlier."""

    async def claim(self, now: datetime, owner: str, lease: timedelta, which: Which = Which.ANY) -> Claim | None:
        """The saga of these that is longest due, free, and in a free lane; its fence and attempts grow by one."""

    async def hold(self, claim: Claim) -> None:
        """Raises LeaseLost where the fence has moved on; called in each transaction that writes for the saga."""

    async def renew(self, claim: Claim, until: datetime) -> None: ...

    async def park(self, claim: Claim, due_at: datetime | None, now: datetime, *, progressed: bool) -> None:
        """Give the lease back; due again at `due_at` (None: only when woken), or at once if woken meanwhile.

        `progressed` sets attempts to 0.
        """

    async def break_leases(self) -> None:
        """At the start of the one embedded engine process: the old one is dead, its leases mean nothing."""


class DueRows(Protocol):
    async def put(self, rows: Sequence[Due]) -> None: ...

    async def drop(self, grant_id: str, kind: DueKind) -> bool:
        """Whether there were any."""

    async def due(self, kind: DueKind, until: datetime, limit: int = 200) -> Sequence[Due]: ...

    async def done(self, ids: Sequence[str]) -> frozenset[str]:
        """Take the rows away; the ids of those that were still there."""


class PostRows(Protocol):
    async def put(self, post: Post, tells_of: Sequence[str] = ()) -> None:
        """`tells_of`: the grants of a post that has no single one; `redraw` finds it by each of them."""

    async def get(self, team_id: str, key: str) -> Post | None: ...

    async def redraw(self, grant_id: str, kinds: AbstractSet[PostKind], at: datetime) -> None:
        """Arm anew what was sent, or is being sent, of these kinds about the grant, and all that tells of several.

        A building's news say what happened, which stays so: only with FEED among the kinds are they drawn anew.

        What is due already keeps its time, what was given up unsent stays so.
        """

    async def redraw_of_series(self, team_id: str, series_id: str, kind: PostKind, at: datetime) -> None:
        """The same for what was sent of a series as a whole, of a kind whose keys begin with it."""

    async def claim(self, now: datetime, lease: timedelta, limit: int) -> Sequence[Post]:
        """Due posts that nobody else is sending, oldest first."""

    async def delivered(self, post: Post, channel: str, ts: str) -> None:
        """Done, unless it was re-armed since it was claimed: then it stays due."""

    async def postpone(self, post: Post, until: datetime, *, tried: bool = True, in_turn: bool = False) -> None:
        """Not to be claimed before `until`; `in_turn` also not overtaken by what comes due meanwhile.

        `tried` False takes the attempt back that the claim counted.
        """

    async def break_leases(self) -> None:
        """At the start of the one embedded engine process, as for sagas."""

    async def give_up(self, post: Post, problem: str) -> None: ...

    async def progress(self, team_id: str, grant_ids: Sequence[str]) -> PostProgress:
        """How far the messages about these grants, and the joint ones, stand as they should."""


class ViewRows(Protocol):
    async def put(self, view: LiveView) -> None: ...

    async def save(self, view: LiveView) -> None: ...

    async def of_grant(self, grant_id: str) -> Sequence[LiveView]: ...


class OnceRows(Protocol):
    """Unique marks that make an effect happen once, over all workers."""

    async def first(self, kind: str, key: str, at: datetime) -> bool:
        """True for the first caller with this key (a cron slot, a webhook's message id), False ever after."""

    async def seen(self, kind: str, key: str) -> bool:
        """Whether `first` was called with this key."""

    async def seen_of(self, kind: str, keys: Sequence[str]) -> frozenset[str]:
        """Those with which it was, in one question for many."""

    async def forget(self, kinds: Collection[str], before: datetime) -> None:
        """Drop the marks of these kinds from before then: nobody will ask for them again."""
