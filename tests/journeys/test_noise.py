"""Whatever comes signed but odd, at every listener: no 5xx, nothing unhandled, and no byte of it in the log."""

import asyncio
import io
import json
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from bot.demo.slack.records import Ack, Delivery
from bot.logs import configure_logging
from tests.journeys.noise import CANARY, VERBS, Noise
from tests.journeys.on_screen import grant_of
from tests.journeys.town import ADA, DESK, OLLY, RITA, SAM, TEAM
from tests.journeys.world import World, world

NOT_OURS = {"SlackApiError", "TimeoutError", "ClientOSError"}
"""Slack refuses, or the machine is too busy to answer for it in time."""
OURS = {"slack_work_failed", "request_failed", "work_failed"}
PAUSE = 20
FEW = 60


@pytest.fixture
async def busy(tmp_path: Path, count: int) -> AsyncIterator[World]:
    """A world in which every kind of payload was sent once."""
    async with world(tmp_path, webhooks=True) as here:
        here.slack.without_limits()
        here.old_screens = True
        await a_day(here, VERBS if count > FEW else ("list", "setup"))
        yield here
        here.slack.violations.clear()


async def a_day(here: World, verbs: Sequence[str]) -> None:
    card = await here.issued("Lobby", "Garage")
    rita, ada = here.slack.person(RITA), here.slack.person(ADA)
    await rita.close(here.shown())
    for action in ("show_pin", "extend"):
        await here.click(RITA, card, action)
        await rita.close(here.shown())
    await here.more(RITA, card, "Add door")
    await rita.close(here.shown())
    await rita.open_home()
    await rita.shortcut("give_access")
    await here.bot.idle()
    await rita.close(here.shown())
    message = rita.say(DESK, "For Jane Doe tomorrow at 10")
    await rita.message_shortcut("give_access_from_message", message)
    await here.bot.idle()
    for verb in verbs:
        await ada.command("/guest", verb, DESK)
        await here.bot.idle()
        for view in here.slack.open_views(ADA):
            sent = here.slack._payloads.submission(ada.user, view, [])
            here.slack.deliveries.append(Delivery("interactive", sent, "http", Ack(True, 200, {}, 0.0)))  # noqa: FBT003
            await ada.close(view, whole=True)


class Line:
    """The web application of the bot, asked directly; counts what it answers."""

    def __init__(self, here: World) -> None:
        self._here = here
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(here.bot.web), base_url="http://desk")
        self.answers: Counter[int] = Counter()

    async def post(self, raw: bytes, content_type: str) -> int:
        headers = self._here.slack.wire.signed(raw) | {"content-type": content_type}
        answer = await self.client.post("/slack/events", content=raw, headers=headers)
        self.answers[answer.status_code] += 1
        return answer.status_code


async def noise_for(here: World, seed: int, count: int) -> Line:
    """Sends this many odd payloads; the answers by status."""
    ids = [here.building, *here.doors.values(), grant_of(here.card()), RITA, SAM, OLLY, TEAM, "T0OTHER", "U0NOBODY"]
    line = Line(here)
    noise = Noise(Random(seed), here.slack.deliveries, ids)  # noqa: S311  odd payloads are to be had again, no secrets
    assert len(noise.kinds) >= 8, noise.kinds
    for number in range(count):
        raw, content_type = noise.draw(here.slack.world.modals.trigger(RITA, DESK))
        await line.post(raw, content_type)
        if number % PAUSE == 0:
            await here.bot.idle()
            here.clock.advance(timedelta(seconds=PAUSE))  # or Rita is told that she is too fast
    await here.bot.idle()
    await here.settle()
    return line


def failures(log: str) -> Counter[str]:
    """Faults of ours by kind and place; what Slack or Seam refused is none."""
    found: Counter[str] = Counter()
    for line in log.splitlines():
        entry: dict[str, Any] = json.loads(line)
        if entry["event"] in OURS and entry.get("kind") not in NOT_OURS:
            found[f"{entry['kind']} {[at for at in entry['at'] if '/bot/' in at][-1]}"] += 1
    return found


async def heard(here: World, seed: int, count: int) -> tuple[Line, str]:
    log, unhandled = io.StringIO(), []
    configure_logging("DEBUG", "json", log)
    asyncio.get_running_loop().set_exception_handler(lambda _, context: unhandled.append(context))
    line = await noise_for(here, seed, count)
    assert unhandled == []
    return line, log.getvalue()


@pytest.mark.parametrize(
    ("seed", "count"), [(1, FEW), *[pytest.param(seed, 2000, marks=pytest.mark.long) for seed in range(2, 7)]]
)
async def test_no_payload_is_too_odd(busy: World, seed: int, count: int) -> None:
    line, log = await heard(busy, seed, count)

    assert set(line.answers) <= {200, 400}, line.answers
    assert line.answers[200] > count / 3
    assert line.answers[400] > count / 20
    assert failures(log) == Counter()
    assert CANARY not in log
