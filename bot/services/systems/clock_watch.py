"""A wrong clock ends access early or late, and at five minutes refuses all that Slack sends: somebody must be told.

What is compared is the machine's own clock with the date on each answer of Slack's and of Seam's. Nothing is ever
widened because of it.
"""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from pydantic import JsonValue

from bot.services.kept import Post, PostKind
from bot.services.ports import Clock
from bot.services.store import Store

MOST = timedelta(seconds=30)
"""A date has whole seconds, and an answer may have been a while under way."""
TOLD = "clock_told"


class ClockWatch:
    """How far the clock was off by the latest answer of each."""

    def __init__(self, machine: Clock) -> None:
        self._machine = machine
        self._off: dict[str, timedelta] = {}

    def heard(self, source: str, date: str | None) -> timedelta | None:
        """An answer has just come with this date; how far the clock is off, the first time that it is too far."""
        at = _read(date)
        if at is None:
            return None
        off, before = self._machine.now() - at, self._off.get(source)
        self._off[source] = off
        return off if _is_wrong(off) and not _is_wrong(before) else None

    @property
    def has_heard(self) -> bool:
        return bool(self._off)

    def wrong(self) -> tuple[str, timedelta] | None:
        """By whose dates it is wrong, and by how much; ahead of them where it is positive. None while it is right."""
        source, off = max(self._off.items(), key=lambda one: abs(one[1]), default=("", timedelta()))
        return (source, off) if _is_wrong(off) else None


class ClockAlarm:
    """Tells the admins, once a day while it lasts."""

    def __init__(self, store: Store, clock: Clock, watch: ClockWatch, admins: frozenset[str]) -> None:
        self._store = store
        self._clock = clock
        self._watch = watch
        self._admins = admins

    async def look(self, team_id: str) -> None:
        """Queue the message where there is something to say."""
        if (wrong := self._watch.wrong()) is None:
            return
        source, off = wrong
        now = self._clock.now()
        async with self._store.write() as work:
            if not await work.once.first(TOLD, now.date().isoformat(), now):
                return
            for person in sorted(self._admins):
                key = f"{PostKind.CLOCK}:{now.date()}:{person}"
                data: dict[str, JsonValue] = {"source": source, "seconds": round(off.total_seconds())}
                post = Post(key=key, team_id=team_id, kind=PostKind.CLOCK, channel=person, data=data, due_at=now)
                await work.posts.put(post)


def _is_wrong(off: timedelta | None) -> bool:
    return off is not None and abs(off) > MOST


def _read(date: str | None) -> datetime | None:
    try:
        at = parsedate_to_datetime(date or "")
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
