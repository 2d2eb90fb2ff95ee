"""Which doors somebody must go to follows from the grant alone: from what is at Seam now and what doors were told.

Where the hub is not known no task is begun: nobody could say whether the walk is needed. Words say that it may be.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.building import Hub, Method, Source
from bot.domain.grant import Credential, CredentialState, Door, DoorState, GrantRecord
from bot.domain.task import DoorTask, TaskKind, TaskState

GONE = frozenset({CredentialState.REVOKED, CredentialState.FAILED})
NOT_TOLD = frozenset({DoorState.UNKNOWN, DoorState.NOT_NEEDED})
"""Nobody said of such a door that it has the PIN: "not needed" was true only while a hub was believed to tell it."""


@dataclass(frozen=True)
class Visit:
    """What a door has to learn, and by when."""

    kind: TaskKind
    credential_id: str
    ends_at: datetime | None
    due_at: datetime

    def is_for(self, task: DoorTask | None) -> bool:
        """Whether this is what the task is about."""
        if task is None:
            return False
        return (self.kind, self.credential_id, self.ends_at) == (task.kind, task.credential_id, task.ends_at)


@dataclass(frozen=True)
class AtDoor:
    """What follows for one door of a grant from a change."""

    door: Door
    task: DoorTask | None
    """The one that is open."""
    visit: Visit | None
    """What is to be done there now; None: nothing."""
    closes_as: TaskState
    """What becomes of the open task where it is not the visit."""
    states: Mapping[str, DoorState]
    """What is known of the door from now on, by credential."""

    @property
    def is_settled(self) -> bool:
        """Whether the open task is what has to be done, or nothing is."""
        return self.visit.is_for(self.task) if self.visit is not None else self.task is None


def at_doors(before: GrantRecord, record: GrantRecord, visited: frozenset[str], now: datetime) -> Iterator[AtDoor]:
    """What follows for each door from the change of `before` to `record`.

    `visited`: doors that somebody has updated for whatever grant since this one was made.
    """
    if record.grant.method is not Method.PIN or not record.building.facts.pin_needs_hub:
        return
    for door in {door.entrance_id: door for door in record.doors if door.source is Source.ACS}.values():
        look = _Look(before, record, door, now, is_visited=door.entrance_id in visited)
        yield look.without_hub() if look.needs_people else look.with_hub()


class _Look:
    """One door of one grant, in one transaction."""

    def __init__(
        self, before: GrantRecord, record: GrantRecord, door: Door, now: datetime, *, is_visited: bool
    ) -> None:
        self._record = record
        self._door = door
        self._now = now
        self._is_visited = is_visited
        self._before = {c.id: c for c in before.credentials}
        self._credentials = [c for c in record.credentials if door.entrance_id in {d.entrance_id for d in c.doors}]
        self._tasks = [task for task in record.tasks if task.entrance_id == door.entrance_id]
        self._open = next((task for task in self._tasks if task.is_open), None)
        self._hub = record.building.settings.hub_at([door.entrance_id])
        self.needs_people = self._hub is Hub.NO or (self._hub is Hub.UNKNOWN and self._open is not None)
        """A walk that was found to be needed stays so when somebody is no longer sure of the hub."""

    def with_hub(self) -> AtDoor:
        """The door hears by itself, or nobody knows: there is nothing to ask of a person."""
        waiting = [c for c in self._credentials if c.door_state is DoorState.TASK_DUE]
        states = {c.id: DoorState.NOT_NEEDED for c in waiting} if self._open else {}
        moved = [c for c in self._credentials if c.door_state is DoorState.CONFIRMED and self._has_moved(c)]
        states |= {c.id: DoorState.NOT_NEEDED if self._hub is Hub.YES else DoorState.UNKNOWN for c in moved}
        return AtDoor(self._door, self._open, None, TaskState.HUB_CHANGED, states)

    def without_hub(self) -> AtDoor:
        current = self._current()
        if current is not None:
            return self._to_learn(current)
        if any(self._is_just_gone(c) for c in self._credentials):
            return self._to_forget()
        if self._open is not None and self._open.kind is TaskKind.REMOVE:
            return self._with(Visit(self._open.kind, self._open.credential_id, None, self._open.due_at), {})
        return self._nothing()

    def _current(self) -> Credential | None:
        issued = [c for c in self._credentials if c.state is CredentialState.ISSUED]
        return issued[0] if issued and self._record.grant.state.is_open else None

    def _to_learn(self, current: Credential) -> AtDoor:
        has_moved = self._has_moved(current)
        if current.door_state is DoorState.CONFIRMED and not has_moved:
            return self._nothing()
        kind, needed_at = self._kind(current), self._record.grant.window.starts_at
        if has_moved and kind is TaskKind.CHANGE and current.door_state not in NOT_TOLD:
            needed_at = min(self._before[current.id].ends_at, current.ends_at)
        due_at = max(self._now, needed_at)
        if self._open is not None and self._open.kind is not TaskKind.REMOVE:
            due_at = min(due_at, self._open.due_at)
        visit = Visit(kind, current.id, current.ends_at, due_at)
        return self._with(visit, {current.id: DoorState.TASK_DUE})

    def _has_moved(self, credential: Credential) -> bool:
        known = self._before.get(credential.id)
        return known is not None and known.was_issued and known.ends_at != credential.ends_at

    def _kind(self, current: Credential) -> TaskKind:
        if self._open is not None and self._open.credential_id == current.id:
            return self._open.kind
        return TaskKind.CHANGE if self._may_know(current) or any(map(self._is_known, self._old())) else TaskKind.NEW

    def _to_forget(self) -> AtDoor:
        """Whatever the door may know of this grant's PINs has to go; where it knows none, nobody need go there."""
        known = [c for c in self._old() if self._is_known(c)]
        if not known:
            return self._nothing()
        visit = Visit(TaskKind.REMOVE, known[-1].id, None, self._now)
        return self._with(visit, {c.id: DoorState.TASK_DUE for c in known})

    def _old(self) -> Iterable[Credential]:
        """PINs that are gone at Seam, but for those that the last update has taken out of the door."""
        done = [task for task in self._tasks if task.state is TaskState.DONE]
        after = 0
        if done:
            last = max(done, key=lambda task: task.settled_at or task.made_at)
            place = [c.id for c in self._credentials].index(last.credential_id)
            after = place + (last.kind is TaskKind.REMOVE)
        return [c for c in self._credentials[after:] if c.state in GONE]

    def _is_known(self, credential: Credential) -> bool:
        return credential.was_issued and (self._is_visited or self._may_know(credential))

    def _may_know(self, credential: Credential) -> bool:
        """Whether the door may have been told of the credential: surely not while its first task is not done."""
        tasks = [task for task in self._tasks if task.credential_id == credential.id]
        is_first = all(task.kind is TaskKind.NEW and task.state is not TaskState.DONE for task in tasks)
        return not (credential.door_state is DoorState.TASK_DUE and is_first)

    def _is_just_gone(self, credential: Credential) -> bool:
        known = self._before.get(credential.id)
        return credential.state in GONE and known is not None and known.state not in GONE

    def _with(self, visit: Visit, states: Mapping[str, DoorState]) -> AtDoor:
        return AtDoor(self._door, self._open, visit, TaskState.SUPERSEDED, states)

    def _nothing(self) -> AtDoor:
        return AtDoor(self._door, self._open, None, TaskState.MOOT, {})
