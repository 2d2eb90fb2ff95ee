"""What buildings are told unasked: by their clocks, before arrivals, and when an end is not confirmed."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.services.kept import DueKind
from bot.services.notices.arrivals import Arrivals
from bot.services.notices.by_the_clock import ByTheClock, Job
from bot.services.notices.days import DayDigests
from bot.services.notices.escalations import Escalations
from bot.services.notices.planning import Planning
from bot.services.notices.weekly import WeeklyReviews
from bot.services.ports import AccessControl, Clock
from bot.services.store import Store


class NoticeSide:
    """Made before it is known whose buildings these are, as the services that change them are."""

    def __init__(self, store: Store, clock: Clock, access: AccessControl, admins: frozenset[str]) -> None:
        self._store = store
        self._clock = clock
        self._jobs: tuple[Job, ...] = (DayDigests(store, clock, admins), WeeklyReviews(store, clock, admins))
        self._by_the_clock: ByTheClock | None = None
        self.arrivals = Arrivals(store, clock, access)
        self.ticks: dict[str, Callable[[], Awaitable[None]]] = {
            DueKind.PLAN: Planning(store, clock).tick,
            DueKind.ESCALATION: Escalations(store, clock, admins).tick,
        }

    def by_the_clock(self, team_id: str) -> ByTheClock:
        self._by_the_clock = ByTheClock(self._store, self._clock, team_id, self._jobs)
        return self._by_the_clock

    def settings_changed(self) -> None:
        """Other readings of the clock may be wanted now."""
        if self._by_the_clock is not None:
            self._by_the_clock.changed()

    @property
    def next(self) -> datetime | None:
        """When the next reading of a building's clock comes that something is wanted at."""
        return self._by_the_clock.next if self._by_the_clock is not None else None
