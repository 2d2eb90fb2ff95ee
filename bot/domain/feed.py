"""What a building's watch channel hears of its doors: the first thing at once, what follows in one summary.

Who comes and goes must not hold up what is wrong, nor a wrong code what is urgent: each has a pause of its own.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from pydantic import AwareDatetime

from bot.domain.value import Value

REST = timedelta(minutes=5)
"""After a message so long everything is gathered for the next one."""
TOO_OLD = timedelta(hours=24)
"""What reaches us later than this is no news: Seam tries a webhook for some 27 hours."""
LATE = timedelta(minutes=15)
"""What is told later than this after it happened is said to be."""
GRACE = timedelta(minutes=2)
"""A lock's clock and ours differ: a use so near to the window counts as inside."""
USED_BY = timedelta(hours=1)
"""A guest who has not used their access so long after its start is told of."""


class FeedKind(StrEnum):
    """One sort of news; a building can be quiet about each."""

    UNLOCKED = "unlocked"
    LOCKED = "locked"
    DENIED = "denied"
    OFFLINE = "offline"
    ONLINE = "online"
    FLAKY = "flaky"
    STEADY = "steady"
    LOW_BATTERY = "low_battery"
    TAMPERED = "tampered"
    REMOVED = "removed"
    COMMANDED = "commanded"
    """Somebody had Keydesk lock or unlock it."""
    OUTSIDE = "outside"
    """A guest's code opened it outside their window."""
    NOT_USED = "not_used"
    """A guest who should be there has not used their access."""


class Lane(StrEnum):
    """Each has a pause of its own."""

    ROUTINE = "routine"
    ALARM = "alarm"
    URGENT = "urgent"
    COMMANDS = "commands"
    """There are few: they have a limit of their own."""


ROUTINE = frozenset({FeedKind.UNLOCKED, FeedKind.LOCKED, FeedKind.ONLINE, FeedKind.STEADY, FeedKind.FLAKY})
URGENT = frozenset({FeedKind.TAMPERED, FeedKind.REMOVED, FeedKind.OUTSIDE})
OVER: Mapping[FeedKind, FeedKind] = {FeedKind.ONLINE: FeedKind.OFFLINE, FeedKind.STEADY: FeedKind.FLAKY}
"""News only after the trouble was told that is over with it."""
QUIET = frozenset({FeedKind.LOCKED, FeedKind.STEADY})
"""Not told unless somebody wants it: most doors lock by themselves, after each opening."""
KINDS: Mapping[str, FeedKind] = {
    "lock.unlocked": FeedKind.UNLOCKED,
    "lock.locked": FeedKind.LOCKED,
    "lock.access_denied": FeedKind.DENIED,
    "device.disconnected": FeedKind.OFFLINE,
    "device.connected": FeedKind.ONLINE,
    "device.connection_became_flaky": FeedKind.FLAKY,
    "device.connection_stabilized": FeedKind.STEADY,
    "device.low_battery": FeedKind.LOW_BATTERY,
    "device.tampered": FeedKind.TAMPERED,
    "device.removed": FeedKind.REMOVED,
    "device.deleted": FeedKind.REMOVED,
}
"""By Seam's event types; any other type is no news of a door."""


def lane(kind: FeedKind) -> Lane:
    """Whose pause it keeps."""
    if kind is FeedKind.COMMANDED:
        return Lane.COMMANDS
    if kind in URGENT:
        return Lane.URGENT
    return Lane.ROUTINE if kind in ROUTINE else Lane.ALARM


class Watch(Value):
    """Where a building's news go, and what it does not want to hear."""

    channel: str | None = None
    """None: nobody watches."""
    quiet: frozenset[FeedKind] = QUIET

    def wants(self, kind: FeedKind) -> bool:
        return self.channel is not None and kind not in self.quiet


class Batch(NamedTuple):
    """One message of a lane: what it tells of is known when it goes out."""

    id: str
    at: datetime


def batch_for(newest: Batch | None, now: datetime, new_id: str) -> Batch:
    """The message that is to tell of what is heard now, given the newest of its lane.

    One that has not gone out yet takes it along. Else it is told at once, or when the last one is `REST` ago.
    """
    if newest is None or newest.at + REST <= now:
        return Batch(new_id, now)
    return newest if newest.at > now else Batch(new_id, newest.at + REST)


class Happening(Value):
    """Something that happened at a door, by ids alone: no code, no name, no contact."""

    id: str
    """The event's, so that the same one is kept once."""
    team_id: str
    building_id: str
    entrance_id: str
    kind: FeedKind
    at: AwareDatetime
    batch: str
    """The message that tells of it."""
    tell_at: AwareDatetime
    how: str | None = None
    why: str | None = None
    battery: float | None = None
    grant_id: str | None = None
    """Whose code it was, where the lock says so."""
    command_id: str | None = None
    """What somebody had Keydesk do."""
