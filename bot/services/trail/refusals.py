"""A refusal must not delay the answer, and nobody may fill the disk with them: a few are written, the rest counted.

What was refused leaves no trace in its own transaction, which is rolled back. Each person's first refusals of a minute
are written as they come; what comes again, or beyond that, is written as one count when the minute is over. A crash
loses the counts of that minute, never a first refusal that was written.
"""

from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import JsonValue

from bot.domain.errors import BadField, NotAllowed, Refused
from bot.domain.roles import Verb
from bot.domain.value import Value
from bot.services.ports import Clock
from bot.services.store import Store
from bot.services.trail.audit import Entry

REFUSED = "refused"
MINUTE = timedelta(minutes=1)
MOST_DIFFERENT = 10
"""Of one person in one minute; with their counts at most twice as many rows."""
POLICY = frozenset(
    {
        "too_long",
        "outside_hours",
        "no_hours",
        "pin_not_allowed",
        "mobile_key_not_allowed",
        "method_not_offered",
        "reason_missing",
        "reason_unlike",
        "doors_reason_missing",
        "doors_reason_unlike",
        "too_many_open",
        "not_allowed_any_more",
        "nobody_can_approve",
        "too_many_at_once",
        "too_fast",
        "building_busy",
        "team_busy",
    }
)
"""The problems that a policy finds, and not somebody's slip of the hand."""

Spawn = Callable[[Coroutine[object, object, None]], None]


class Refusal(Value):
    """What somebody was not let do; `problem` is a key of `domain.problems`."""

    problem: str
    verb: str | None = None
    building_id: str | None = None
    grant_id: str | None = None


OTHERS = Refusal(problem="others")


@dataclass
class _Minute:
    since: datetime
    again: Counter[Refusal] = field(default_factory=Counter)
    """How often each came after it was written, which may be 0."""


class Refusals:
    """Writes what was refused into the audit trail, each in a transaction of its own, after the answer."""

    def __init__(self, store: Store, clock: Clock, spawn: Spawn) -> None:
        self._store = store
        self._clock = clock
        self._spawn = spawn
        self._minutes: dict[tuple[str, str], _Minute] = {}

    def not_allowed(self, team_id: str, user_id: str, error: NotAllowed) -> None:
        """The rights, or who the person is, said no."""
        about = {name: error.data.get(name) for name in ("verb", "building_id", "grant_id")}
        self._note(team_id, user_id, Refusal.model_validate({"problem": error.problem, **about}))

    def refused(self, team_id: str, user_id: str, error: Refused) -> None:
        """A click was refused; only what a policy said no to is a refusal."""
        if error.problem in POLICY:
            about = {name: error.data.get(name) for name in ("building_id", "grant_id")}
            self._note(team_id, user_id, Refusal.model_validate({"problem": error.problem, **about}))

    def by_policy(
        self,
        team_id: str,
        user_id: str,
        fields: Sequence[BadField],
        building_id: str | None,
        grant_id: str | None = None,
    ) -> None:
        """A form came back; of what is wrong with it only a policy's no is a refusal."""
        problems = dict.fromkeys(bad.problem for bad in fields if bad.problem in POLICY)
        for problem in problems:
            self._note(team_id, user_id, Refusal(problem=problem, building_id=building_id, grant_id=grant_id))

    def approval(self, team_id: str, user_id: str, fields: Sequence[BadField], building_id: str, grant_id: str) -> None:
        """Somebody who may approve could not: a policy, a door or whoever asked has changed since."""
        for problem in dict.fromkeys(bad.problem for bad in fields):
            refusal = Refusal(problem=problem, verb=Verb.APPROVE, building_id=building_id, grant_id=grant_id)
            self._note(team_id, user_id, refusal)

    async def write_counts(self) -> None:
        """Write what was only counted so far, for whoever looks now, and before the end."""
        for who, minute in list(self._minutes.items()):
            self._minutes.pop(who, None)
            await self._write_counts(who, minute)

    def _note(self, team_id: str, user_id: str, refusal: Refusal) -> None:
        now = self._clock.now()
        for who in [who for who, minute in self._minutes.items() if now - minute.since >= MINUTE]:
            self._spawn(self._write_counts(who, self._minutes.pop(who)))
        minute = self._minutes.setdefault((team_id, user_id), _Minute(now))
        if refusal in minute.again:
            minute.again[refusal] += 1
        elif len(minute.again) >= MOST_DIFFERENT:
            minute.again[OTHERS] += 1
        else:
            minute.again[refusal] = 0
            self._spawn(self._write((team_id, user_id), refusal))

    async def _write_counts(self, who: tuple[str, str], minute: _Minute) -> None:
        for refusal, times in minute.again.items():
            if times:
                await self._write(who, refusal, times)

    async def _write(self, who: tuple[str, str], refusal: Refusal, times: int | None = None) -> None:
        data: dict[str, JsonValue] = {"problem": refusal.problem, "verb": refusal.verb, "times": times}
        entry = Entry(
            team_id=who[0],
            at=self._clock.now(),
            actor=who[1],
            what=REFUSED,
            building_id=refusal.building_id,
            grant_id=refusal.grant_id,
            data={name: value for name, value in data.items() if value is not None},
        )
        async with self._store.write() as work:
            await work.audit.add(entry)
