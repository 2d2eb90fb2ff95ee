"""Twenty people press Done at the same moment, on the database that decides who was first; and once without it."""

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import true

from bot.domain.building import Hub
from bot.domain.grant import GrantRecord
from bot.domain.people import Person
from bot.domain.roles import Holder, HolderKind, Role
from bot.domain.task import DoorTask, TaskState
from bot.services.trail.audit import Wanted
from tests.faults.desk_on_disk import desk_on_disk
from tests.services.desk import RITA, TEAM, Desk

PEOPLE = [Person(user_id=f"U0M{number:02}", team_id=TEAM, is_member=True) for number in range(20)]
ISSUER = Holder(kind=HolderKind.PERSON, slack_id=RITA.user_id, role=Role.ISSUER)
ROLES = [ISSUER, *(Holder(kind=HolderKind.PERSON, slack_id=p.user_id, role=Role.VIEWER) for p in PEOPLE)]


async def done_by_all(desk: Desk) -> tuple[DoorTask, Counter[str], int]:
    """Everybody presses Done twice; the task, the trail's count, and how many were told that they had done it."""
    grant_id = await desk.give(view=None)
    await desk.run(timedelta(seconds=10))
    [task] = (await desk.record(grant_id)).tasks
    clicks = [desk.tasks.done(person, task.id) for person in PEOPLE * 2]
    results = await asyncio.gather(*clicks, return_exceptions=True)
    async with desk.store.read() as work:
        lines = await work.audit.find(TEAM, Wanted(grant_id=grant_id), None, 500)
        kept = await work.tasks.get(TEAM, task.id)
    assert kept is not None
    return kept, Counter(line.what for line in lines), sum(isinstance(one, GrantRecord) for one in results)


async def test_of_twenty_people_who_press_twice_at_once_one_has_been_at_the_door(tmp_path: Path) -> None:
    async with desk_on_disk(tmp_path, roles=ROLES, hub=Hub.NO) as desk:
        task, lines, told = await done_by_all(desk)

        assert task.state is TaskState.DONE
        assert (lines["task_done"], told) == (1, 1)


async def test_without_what_makes_the_first_win_there_are_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control that shows that the test above can fail: neither the service nor the database looks who was first."""
    monkeypatch.setattr("bot.storage.door_tasks.IS_OPEN", true())
    monkeypatch.setattr(DoorTask, "is_open", property(lambda _: True))
    async with desk_on_disk(tmp_path, roles=ROLES, hub=Hub.NO) as desk:
        _, lines, told = await done_by_all(desk)

        assert lines["task_done"] > 1
        assert told > 1
