"""Slack has no idempotency key: a reminder whose answer died with the process is posted again. Nothing else doubles."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from pydantic import SecretStr

from bot.demo.slack import BOT_USER, TEAM, Call, Message, hang
from bot.domain.building import Method
from bot.domain.grant import Credential, CredentialState, Door, Grant, GrantState, Guest
from bot.domain.window import Window
from bot.seam.systems.latch import LATCH
from bot.services.kept import Due, DueKind
from bot.services.ports import SystemListing
from bot.storage.secrets import Keyring
from bot.storage.store import SqlStore
from tests.databases import empty_database
from tests.faults.town import Town, town, user

REMINDERS = 60
FIRST_IN = timedelta(seconds=3)
OVER = timedelta(seconds=9)
LEAD = timedelta(hours=1)
KILLS = 5
OUTBOX_LEASE = 60.0
"""Seconds that a post which was under way at a kill waits for its next try."""


def channel(number: int) -> str:
    return f"C0R{number:02}"


def issued(here: Town, number: int, due_at: datetime) -> tuple[Grant, Credential, Due]:
    """A grant with a card in a channel of its own, and its reminder."""
    grant_id, now = f"grant{number}", datetime.now(UTC)
    here.slack.add_channel(channel(number), f"desk-{number}", [user(number), BOT_USER])
    card = here.slack.world.put(Message(channel(number), here.slack.world.ts(), BOT_USER, "card", []))
    window = Window(starts_at=now - LEAD, ends_at=due_at + LEAD)
    [system] = here.seam.world.systems.values()
    grant = Grant(
        id=grant_id,
        team_id=TEAM,
        requester=user(number),
        building_id=system.id,
        guest=Guest(name=f"Guest {number}"),
        method=Method.PIN,
        window=window,
        state=GrantState.ISSUED,
        channel=channel(number),
        card_channel=channel(number),
        card_ts=card.ts,
        created_at=now,
    )
    credential = Credential(
        id=f"credential{number}",
        grant_id=grant_id,
        method=Method.PIN,
        doors=(Door(entrance_id=here.entrances[0], name="Lobby"),),
        state=CredentialState.ISSUED,
        ends_at=window.ends_at,
        created_at=now,
    )
    due = Due(id=f"due{number}", team_id=TEAM, grant_id=grant_id, kind=DueKind.REMINDER, lead=LEAD, due_at=due_at)
    return grant, credential, due


async def seed(here: Town) -> None:
    """Write the grants as the bot would have, before it starts."""
    url, key = (here.child.variables[name] for name in ("DATABASE_URL", "ENCRYPTION_KEYS"))
    await empty_database(url)
    store = SqlStore(url, Keyring([SecretStr(key)]))
    await store.open()
    first = datetime.now(UTC) + FIRST_IN
    [system] = here.seam.world.systems.values()
    listing = SystemListing(id=system.id, name=system.name, time_zone=system.time_zone, facts=LATCH, problem=None)
    async with store.write() as work:
        await work.buildings.sync(TEAM, listing, [], first)
        for number in range(REMINDERS):
            grant, credential, due = issued(here, number, first + OVER * number / REMINDERS)
            assert await work.grants.add(grant, grant.id)
            await work.credentials.add([credential])
            await work.due.put([due])
    await store.close()


def posts(here: Town) -> list[Call]:
    return [call for call in here.slack.calls("chat.postMessage") if call.ok]


def places() -> set[str]:
    return {channel(number) for number in range(REMINDERS)} | {user(number) for number in range(REMINDERS)}


@dataclass(frozen=True)
class Kill:
    at: datetime
    recorded: frozenset[str]
    """The places whose message was on record as sent when the process was dead."""


async def kill(here: Town) -> Kill:
    at = datetime.now(UTC)
    await here.child.end()
    sent = here.query("SELECT channel FROM posts WHERE state = 'sent'")
    return Kill(at, frozenset(str(channel) for (channel,) in sent))


def repeats(calls: Sequence[Call]) -> list[tuple[str, datetime, datetime]]:
    """Place, and the times of a post and of the next one to the same place."""
    times: dict[str, list[datetime]] = defaultdict(list)
    for call in calls:
        times[str(call.args["channel"])].append(call.at)
    return [(place, first, again) for place, ats in times.items() for first, again in pairwise(ats)]


def answer_was_lost(repeat: tuple[str, datetime, datetime], kills: Sequence[Kill]) -> bool:
    """Whether a kill came between the two, and the first was not yet on record then."""
    place, first, again = repeat
    return any(first <= one.at <= again and place not in one.recorded for one in kills)


@pytest.mark.long
@pytest.mark.timeout(300)
async def test_reminders_are_neither_lost_nor_doubled_over_kills(tmp_path: Path) -> None:
    random, kills = Random(9), list[Kill]()  # noqa: S311  a series that can be run again
    async with town(tmp_path) as here:
        await seed(here)
        await here.child.start()
        for _ in range(KILLS):
            here.slack.fault("chat.postMessage", hang(after_effect=True), 2)
            here.slack.fault("chat.postMessage", hang())
            await asyncio.sleep(random.uniform(0.5, 1.5))
            here.slack.faults.clear()
            kills.append(await kill(here))
            await here.child.start()
        left = "SELECT key FROM posts WHERE state = 'due' UNION SELECT id FROM due"
        await here.until(lambda: not here.query(left), OUTBOX_LEASE + 30)
        calls, again = posts(here), repeats(posts(here))

    lost = places() - {call.args["channel"] for call in calls}
    doubled = [repeat for repeat in again if not answer_was_lost(repeat, kills)]
    told = f"{len(calls)} posts, {len(lost)} lost, {len(doubled)} doubled, {len(again)} repeated after a lost answer"
    print(f"\n{KILLS} kills, {REMINDERS} reminders to {len(places())} places: {told}")  # noqa: T201  measured figures
    assert lost == set()
    assert doubled == []
