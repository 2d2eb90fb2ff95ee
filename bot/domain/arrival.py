"""What a look at Seam before somebody arrives has found; "Seam holds it" says nothing of the door itself."""

from enum import StrEnum

from pydantic import AwareDatetime

from bot.domain.value import Value


class Fault(StrEnum):
    """Why somebody who comes now might stand before a closed door."""

    APPROVAL = "approval"
    """Nobody has agreed to it yet."""
    BUILDING = "building"
    """Seam has lost the building."""
    REMOVED = "removed"
    """Seam does not list the door any more."""
    NOT_YET = "not_yet"
    """No PIN, or no key, has come so far."""
    FAILED = "failed"
    """There will be none: it was refused, or somebody has deleted it at Seam."""
    WINDOW = "window"
    """Seam holds it for another time."""
    VISIT = "visit"
    """Nobody has said that the door was updated."""


class NotReady(Value):
    """One fault, with the doors that have it."""

    fault: Fault
    credential_ids: tuple[str, ...] = ()
    doors: tuple[str, ...] = ()


class ArrivalCheck(Value):
    """The newest look at a grant before its start."""

    checked_at: AwareDatetime
    has_asked: bool
    """False where Seam did not answer for all of it: what is said then comes from our own books."""
    faults: tuple[NotReady, ...] = ()
