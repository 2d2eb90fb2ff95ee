"""kill -9 where doors have no hub: each PIN has its task, and each Done that was taken is kept, exactly once."""

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random
from signal import SIGTERM

import pytest

from bot.demo.slack import Message, Refused
from tests.faults.test_kill import assert_each_once
from tests.faults.town import Town, town, user

DOORS = 3
WITH_OPEN_TASKS = "SELECT g.requester FROM door_tasks t JOIN grants g ON g.id = t.grant_id WHERE t.state = 'open'"


async def begin(here: Town) -> None:
    """A building whose doors have no hub, and no notice channel: tasks go to whoever gave the access."""
    await here.child.start()
    await here.child.end(SIGTERM)
    with closing(sqlite3.connect(here.child.folder / "keydesk.sqlite3")) as database:
        database.execute("UPDATE buildings SET settings = ?", [json.dumps({"hub": "no"})])
        database.commit()
    await here.child.start()


def buttons(here: Town, number: int) -> dict[str, Message]:
    """What this person can press Done on."""
    found: dict[str, Message] = {}
    for message in here.slack.dm(user(number)):
        rows = [element for block in message.blocks for element in block.get("elements", ())]
        found |= {row["value"]: message for row in rows if row.get("action_id") == "task_done"}
    return found


async def update_all(here: Town, number: int) -> None:
    """Press Done on each task until all are done; a click that was not taken is tried again."""
    while user(number) in {who for (who,) in here.query(WITH_OPEN_TASKS)}:
        await here.child.is_up.wait()
        for task, message in buttons(here, number).items():
            try:
                await here.slack.person(user(number)).click(message, "task_done", task)
            except (Refused, TimeoutError):
                break
        await asyncio.sleep(0.1)


async def kill_series(here: Town, kills: int, random: Random) -> None:
    people = 2 * kills
    giving = [asyncio.create_task(here.give(number, DOORS)) for number in range(people)]
    await killed(here, kills, random)
    await asyncio.gather(*giving)
    await here.all_are("issued", 60)
    assert_each_once(here.verdict())
    assert here.query("SELECT count(*) FROM door_tasks WHERE state = 'open'") == [(DOORS * people,)]
    updating = [asyncio.create_task(update_all(here, number)) for number in range(people)]
    await killed(here, kills, random)
    await asyncio.gather(*updating)


async def killed(here: Town, kills: int, random: Random) -> None:
    for _ in range(kills):
        await asyncio.sleep(random.uniform(0.05, 0.8))
        await here.child.end()
        await here.child.start()


async def judged(folder: Path, kills: int) -> None:
    async with town(folder) as here:
        await begin(here)
        await kill_series(here, kills, Random(kills))  # noqa: S311  a series that can be run again
        total = DOORS * 2 * kills
        assert here.query("SELECT state, count(*) FROM door_tasks GROUP BY state") == [("done", total)]
        assert here.query("SELECT DISTINCT door_state FROM credentials WHERE state = 'issued'") == [("confirmed",)]
        for what in ("task_made", "task_done"):
            lines = here.query(f"SELECT grant_id, data FROM audit WHERE what = '{what}'")  # noqa: S608  ours
            assert len(lines) == len(set(lines)) == total


@pytest.mark.long
async def test_a_kill_loses_no_task_and_no_done(tmp_path: Path) -> None:
    await judged(tmp_path, kills=1)


@pytest.mark.long
@pytest.mark.timeout(300)
async def test_ten_kills_lose_no_task_and_no_done(tmp_path: Path) -> None:
    await judged(tmp_path, kills=10)
