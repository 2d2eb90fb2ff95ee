"""Door tasks to be drawn."""

from datetime import timedelta

from bot.domain.building import Hub
from bot.domain.grant import Guest
from bot.domain.task import DoorTask, TaskKind
from bot.services.door_tasks.door_tasks import TaskSeen
from tests.slack.blocks.forms import NOW
from tests.slack.blocks.grants import record


def task(number: int = 1, **changes: object) -> DoorTask:
    sample = DoorTask(
        id=f"t{number}",
        team_id="T1",
        building_id="b1",
        grant_id="g1",
        credential_id="c1",
        entrance_id=f"e{number}",
        door="Lobby",
        kind=TaskKind.NEW,
        ends_at=NOW + timedelta(hours=2),
        made_at=NOW,
        due_at=NOW,
        board="board",
    )
    return sample.model_copy(update=changes)


def seen(one: DoorTask, name: str = "Gail Guest") -> TaskSeen:
    grant = record(hub=Hub.NO)
    named = grant.grant.model_copy(update={"guest": Guest(name=name, email="gail@example.com")})
    return TaskSeen(task=one, record=grant.model_copy(update={"grant": named}))
