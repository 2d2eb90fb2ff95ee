"""What people at doors have done for a grant, or have still to do; who did it is a mention, so all of it is markup."""

from collections.abc import Iterable

from bot.domain.grant import Credential, CredentialState, DoorState, GrantRecord
from bot.domain.task import DoorTask, TaskKind, TaskState
from bot.slack.blocks.message import lasting_instant, names
from bot.slack.blocks.text import plural

_MOST_NAMES = 3


def last_task(credential: Credential, record: GrantRecord) -> DoorTask | None:
    """The newest task at the credential's door that was not replaced by another."""
    doors = {door.entrance_id for door in credential.doors}
    here = [task for task in record.tasks if task.entrance_id in doors and task.state is not TaskState.SUPERSEDED]
    return here[-1] if here else None


def was_updated(credential: Credential, record: GrantRecord) -> bool:
    """Whether somebody has said for this grant that the credential's door was updated, whenever that was."""
    doors = {door.entrance_id for door in credential.doors}
    return any(task.entrance_id in doors and task.state is TaskState.DONE for task in record.tasks)


def visit_words(credential: Credential, record: GrantRecord) -> str:
    """Who was at the door and when, or who goes there: what follows a credential's status."""
    task = last_task(credential, record)
    if task is None:
        return ""
    if _is_told_of(credential, record, task) and task.settled_at is not None:
        return f" by <@{task.settled_by}>, {lasting_instant(task.settled_at, record.building.zone)}"
    return f" (claimed by <@{task.claimed_by}>)" if task.is_open and task.claimed_by else ""


def _is_told_of(credential: Credential, record: GrantRecord, task: DoorTask) -> bool:
    """Whether the credential's status says that the door was updated."""
    if task.state is not TaskState.DONE:
        return False
    if credential.state is CredentialState.ISSUED:
        return record.grant.state.is_open and credential.door_state is DoorState.CONFIRMED
    return credential.state is CredentialState.REVOKED and task.kind is TaskKind.REMOVE


def not_updated(record: GrantRecord) -> str:
    """Doors that do not know yet what Seam has: " Lobby not updated yet."; empty where there is none."""
    waiting = _doors(task for task in record.tasks if task.kind is not TaskKind.REMOVE)
    return f" *{_named(waiting)} not updated yet.*" if waiting else ""


def may_still_open(record: GrantRecord) -> str:
    """Doors that may know a PIN which has ended."""
    waiting = _doors(task for task in record.tasks if task.kind is TaskKind.REMOVE)
    verb = "it is" if len(waiting) == 1 else "they are"
    return f" {_named(waiting)} may still open with the old PIN until {verb} updated." if waiting else ""


def _doors(tasks: Iterable[DoorTask]) -> list[str]:
    return [task.door for task in tasks if task.is_open]


def _named(doors: list[str]) -> str:
    return names(doors, _MOST_NAMES) if len(doors) <= _MOST_NAMES else plural(len(doors), "door")
