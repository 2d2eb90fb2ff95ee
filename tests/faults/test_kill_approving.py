"""kill -9 while approvers decide: each approval is issued, exactly once, however often and by whom it was pressed."""

import asyncio
import json
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path
from random import Random
from signal import SIGTERM

import pytest

from bot.demo.slack import Message, Refused
from tests.faults.process import POLL
from tests.faults.test_kill import assert_each_once
from tests.faults.town import Town, Verdict, town, user

APPROVERS = (67, 68, 69)
AT_ONCE = 6
A_MESSAGE = 1
"""Seconds, at Slack's pace, between two messages to one approver."""
ROLES = [{"kind": "user", "slack_id": user(number), "role": "approver"} for number in APPROVERS]
SETTINGS = {"policy": {"approval": "everyone"}, "roles": ROLES}


async def asked(here: Town, people: int) -> dict[str, str]:
    """People ask for access in a building where everybody's requests wait; each request's id with who asked."""
    await here.child.start()
    await here.child.end(SIGTERM)
    with closing(sqlite3.connect(here.child.folder / "keydesk.sqlite3")) as database:
        database.execute("UPDATE buildings SET settings = ?", [json.dumps(SETTINGS)])
        database.commit()
    await here.child.start()
    for first in range(0, people, AT_ONCE):
        await asyncio.gather(*[here.give(n, 1 + n % 3) for n in range(first, min(first + AT_ONCE, people))])
    await here.until(lambda: len(requests(here, 0)) == people, people * A_MESSAGE + 30)
    return dict(here.query("SELECT id, asked_by FROM requests"))


def requests(here: Town, approver: int) -> dict[str, Message]:
    """What waits in an approver's direct messages, by request."""
    found: dict[str, Message] = {}
    for message in here.slack.dm(user(APPROVERS[approver])):
        rows = [element for block in message.blocks for element in block.get("elements", ())]
        found |= {row["value"]: message for row in rows if row.get("action_id") == "approve"}
    return found


async def approve(here: Town, approver: int, request: str) -> None:
    """Press again and again until the message says that it is decided; a click may be refused, or die with the bot."""
    while message := requests(here, approver).get(request):
        await here.child.is_up.wait()
        with suppress(Refused, TimeoutError):
            await here.slack.person(user(APPROVERS[approver])).click(message, "approve", request)
        await asyncio.sleep(POLL)


async def kill_series(here: Town, kills: int, random: Random) -> Verdict:
    waiting = await asked(here, 3 * kills)
    assert not here.seam.credentials_created()
    work = []
    for number, request in enumerate(waiting):
        work += [asyncio.create_task(approve(here, approver, request)) for approver in range(3)]
        if number % 3 == 0:
            await asyncio.sleep(random.uniform(0.02, 0.6))
            await here.child.end()
            await here.child.start()
    await asyncio.gather(*work)
    await here.all_are("issued", 60)
    return here.verdict()


async def judged(folder: Path, kills: int) -> None:
    started = time.monotonic()
    async with town(folder) as here:
        verdict = await kill_series(here, kills, Random(kills))  # noqa: S311  a series that can be run again
        decided = here.query("SELECT state, count(*) FROM requests GROUP BY state")
        lines = here.query("SELECT grant_id FROM audit WHERE what = 'request_approved'")
    print(f"\n{kills} kills in {time.monotonic() - started:.1f} s: {verdict}")  # noqa: T201  the measured figures
    assert_each_once(verdict)
    assert decided == [("approved", 3 * kills)]
    assert len(lines) == len(set(lines)) == 3 * kills


@pytest.mark.long
async def test_a_kill_while_approving_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    await judged(tmp_path, kills=1)


@pytest.mark.long
@pytest.mark.timeout(300)
async def test_eight_kills_while_approving_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    await judged(tmp_path, kills=8)
