"""A door without a hub goes by what it was last told: somebody has to go there with the Latch Manager App.

There is at most one open task for a grant's door: what changes meanwhile takes the place of what was to be done.
"""

from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime

from bot.domain.value import Value


class TaskKind(StrEnum):
    """What the door has to learn."""

    NEW = "new"
    """A PIN: the door cannot know it yet."""
    CHANGE = "change"
    """Another PIN or another end; it may know the earlier one."""
    REMOVE = "remove"
    """That a PIN is gone: until then it may still open."""


class TaskState(StrEnum):
    """The last three are final."""

    OPEN = "open"
    DONE = "done"
    SUPERSEDED = "superseded"
    """A newer task of the same door took its place."""
    MOOT = "moot"
    """Access ended before the door had been told of it."""
    HUB_CHANGED = "hub_changed"
    """The building's settings do not say any more that this door has no hub."""


class DoorTask(Value):
    """One visit to one door, for one grant."""

    id: str
    team_id: str
    building_id: str
    grant_id: str
    credential_id: str
    """The credential that is to be known at the door, or (REMOVE) the last that is to be forgotten."""
    entrance_id: str
    door: str
    kind: TaskKind
    ends_at: AwareDatetime | None
    """The end that the door is to know; None where it has to forget."""
    made_at: AwareDatetime
    due_at: AwareDatetime
    board: str
    """Which of the building's task messages shows it."""
    state: TaskState = TaskState.OPEN
    claimed_by: str | None = None
    claimed_at: AwareDatetime | None = None
    cannot_by: str | None = None
    """Who could not do it last."""
    cannot_why: str | None = None
    cannot_at: AwareDatetime | None = None
    settled_by: str | None = None
    """Who updated the door; None where the task closed by itself."""
    settled_at: AwareDatetime | None = None
    stage: int = 0
    """How often it was spoken of because nobody had done it: see `services.task_reminders`."""

    @property
    def is_open(self) -> bool:
        return self.state is TaskState.OPEN

    def is_late(self, now: datetime) -> bool:
        return self.is_open and now >= self.due_at
