"""One person's flood must cost nobody else anything: a person, a building and the team each have a bucket of tokens.

Asked after the rights, or somebody without any could use a building's tokens up. Ending access never asks. Kept in
memory: a restart fills the buckets, which a flood cannot bring about.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.errors import Refused
from bot.domain.people import Person
from bot.services.ports import Clock

MINUTE = timedelta(minutes=1)
PER_BUILDING = 4
PER_TEAM = 10
"""A building and the team take as much as so many people in a hurry."""
MOST_KEPT = 5000


@dataclass(frozen=True)
class Rate:
    """So many at once, and as many again in every minute."""

    per_minute: int

    @property
    def each(self) -> timedelta:
        """How long it takes until one token is back."""
        return MINUTE / self.per_minute


LISTS = Rate(3)


class Buckets:
    """Tokens by whose they are; what is kept of each is when its bucket is full again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._full_at: dict[Hashable, datetime] = {}

    def wait(self, whose: Hashable, rate: Rate) -> timedelta:
        """How long until there is a token; zero where there is one now.

        A clock that was set back makes nobody wait longer than an empty bucket does.
        """
        now = self._clock.now()
        missing = min(self._full_at.get(whose, now) - now, MINUTE)
        return max(missing + rate.each - MINUTE, timedelta(0))

    def take(self, whose: Hashable, rate: Rate) -> None:
        """One token, which must be there."""
        now = self._clock.now()
        full_at = max(min(self._full_at.pop(whose, now), now + MINUTE), now) + rate.each
        while len(self._full_at) >= MOST_KEPT:
            self._full_at.pop(next(iter(self._full_at)))
        self._full_at[whose] = full_at


class Limits:
    """Asked by each use case that makes Seam do something new, before it does."""

    def __init__(self, clock: Clock, per_minute: int) -> None:
        self._buckets = Buckets(clock)
        self._person = Rate(per_minute)
        self._building = Rate(per_minute * PER_BUILDING)
        self._team = Rate(per_minute * PER_TEAM)

    def spend_on_list(self, person: Person) -> None:
        """A list is paid for as one: its rows are given behind everybody's single grants.

        Raises:
            Refused: as `spend`.
        """
        self._spend([((person.team_id, "lists", person.user_id), LISTS, "too_many_at_once")], None)

    def spend(self, person: Person, building_id: str) -> None:
        """One token of each bucket, or none of any.

        Raises:
            Refused: one is empty; with the seconds until it is not.
        """
        team = person.team_id
        wanted = [
            ((team, "user", person.user_id), self._person, "too_many_at_once"),
            ((team, "building", building_id), self._building, "building_busy"),
            ((team, "team", team), self._team, "team_busy"),
        ]
        self._spend(wanted, building_id)

    def _spend(self, wanted: Sequence[tuple[Hashable, Rate, str]], building_id: str | None) -> None:
        for whose, rate, problem in wanted:
            if pause := self._buckets.wait(whose, rate):
                raise Refused(problem, seconds=-(-pause // timedelta(seconds=1)), building_id=building_id)
        for whose, rate, _ in wanted:
            self._buckets.take(whose, rate)
