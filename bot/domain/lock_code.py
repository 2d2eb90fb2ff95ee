"""A smart lock's access code, beside what every credential has. No value here holds the code itself.

Seam's `status` of a code is deprecated: what is true is in its pending mutations, errors and warnings.
"""

from datetime import datetime

from pydantic import AwareDatetime

from bot.domain.value import Value

ROTATES = "code_rotates_periodically"


class LockCode(Value):
    """What is known of one code on one lock."""

    device_id: str
    name: str
    """Ours, and unique: a create whose outcome is unknown is found by it."""
    is_offline: bool = False
    """Worked out by the lock's maker: it can be neither changed nor ended before its end."""
    is_set: bool = False
    """The lock has it, with its window; of an offline code, its maker has worked it out."""
    set_from: AwareDatetime | None = None
    """When Seam begins to put it on the lock, while that is still to come."""
    trouble: str | None = None
    """An error that Seam works on by itself, a key of `domain.problems`: the lock may not have what it should."""
    warnings: tuple[str, ...] = ()
    """Those that a person is to know of, keys of `domain.problems`."""
    has_backup: bool = False
    """Another code waits on the lock that could take its place."""
    backup_id: str | None = None
    """The code at Seam that has taken its place; both are ended together."""
    end_moves: bool = False
    """Seam has taken another end, and the lock has not yet."""

    @property
    def rotates(self) -> bool:
        """It changes by itself: it is asked for anew before each time that it is shown."""
        return ROTATES in self.warnings

    def is_due(self, now: datetime) -> bool:
        """Whether the lock should have it by now, and has not."""
        return not self.is_set and (self.set_from is None or now >= self.set_from)
