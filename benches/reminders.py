"""The database is filled by this process and used by another, so that filling it weighs on no figure.

`python -m benches.reminders FOLDER` is that other process: it tells what is due, and prints what it saw as JSON.
"""

import asyncio
import gc
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import datetime, timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from benches import house
from benches.figures import Figure, median
from bot.bootstrap.parts import open_store
from bot.demo.slack import TEAM
from bot.domain.building import Building, Method
from bot.domain.grant import CredentialState, DoorState, GrantState
from bot.engine.clock import SystemClock
from bot.seam.systems.latch import LATCH
from bot.services.grants.showing import Showing
from bot.services.kept import DueKind
from bot.services.messages.reminders import Reminders
from bot.storage import tables
from bot.storage.database import migration_engine
from bot.storage.schema import migrate
from bot.storage.store import SqlStore

DUE, FEW, MANY = 1000, 1000, 100_000
HOUR = timedelta(hours=1)
CHUNK = 5000
SCANS = 200
NOWHERE = "http://127.0.0.1:9"


def reminders(many: int = MANY) -> list[Figure]:
    """Told with few pending and with many."""
    few, lots = _told(FEW), _told(many)
    detail = f"{DUE:,} due at once; told in {lots['seconds']:.2f} s with {many:,} pending, {few['seconds']:.2f} s with"
    scan = f"{lots['scan'] * 1000:.2f} ms with {many:,} pending, {few['scan'] * 1000:.2f} ms with {FEW:,}"
    return [
        Figure("reminders lost", lots["lost"] + few["lost"], 0, "", f"{detail} {FEW:,}"),
        Figure("reminders doubled", lots["doubled"] + few["doubled"], 0, ""),
        Figure("reminders, longest stall of the loop", max(lots["stall"], few["stall"]) * 1000, 50, "ms"),
        Figure("reminders, longest wait of another write", max(lots["wait"], few["wait"]) * 1000, None, "ms"),
        Figure("reminders, memory above the case with few", (lots["rss"] - few["rss"]) / 2**20, 15, "MB"),
        Figure("reminders, scan against the case with few", lots["scan"] / few["scan"], 2, detail=scan),
    ]


def _told(pending: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="keydesk-bench-") as folder:
        asyncio.run(_fill(Path(folder), pending))
        command = [sys.executable, "-m", "benches.reminders", folder]
        found: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)  # noqa: S603
    return found


async def _fill(folder: Path, pending: int) -> None:
    """Grants that are issued: `DUE` with a reminder due now, half of them alone in their channel, the rest later."""
    url = house.settings(NOWHERE, NOWHERE, folder).database_url
    await migrate(url)
    engine = migration_engine(url)
    now = house.now()
    async with engine.begin() as connection:
        await connection.execute(insert(tables.buildings), [_building()])
        numbers = iter(range(DUE + pending))
        while chunk := list(islice(numbers, CHUNK)):
            ends = {n: now + HOUR if n < DUE else now + timedelta(days=30, seconds=n) for n in chunk}
            await connection.execute(insert(tables.grants), [_grant(n, ends[n], now) for n in chunk])
            await connection.execute(insert(tables.credentials), [_credential(n, ends[n], now) for n in chunk])
            await connection.execute(insert(tables.due), [_due(n, ends[n]) for n in chunk])
    await engine.dispose()


def _building() -> dict[str, Any]:
    row = Building(
        id=house.SYSTEM, team_id=TEAM, name="Bench House", time_zone="UTC", facts=LATCH, synced_at=house.now()
    )
    return {
        **row.model_dump(),
        "facts": LATCH.model_dump(mode="json"),
        "settings": row.settings.model_dump(mode="json"),
    }


def _grant(number: int, ends_at: datetime, now: datetime) -> dict[str, Any]:
    """Half of the grants have a channel of their own, twenty each of the others share one."""
    channel = number if number % 2 else 1_000_000 + number // 40
    name = f"Guest {number}"
    return {
        "id": f"g{number:07}",
        "team_id": TEAM,
        "submit_key": f"v{number}",
        "requester": f"U{number % 100:03}",
        "building_id": house.SYSTEM,
        "guest_name": name,
        "guest_name_folded": name.casefold(),
        "method": Method.PIN,
        "starts_at": now,
        "ends_at": ends_at,
        "state": GrantState.ISSUED,
        "card_channel": f"C{channel}",
        "card_ts": f"1.{number}",
        "created_at": now,
    }


def _credential(number: int, ends_at: datetime, now: datetime) -> dict[str, Any]:
    return {
        "id": f"c{number:07}",
        "team_id": TEAM,
        "grant_id": f"g{number:07}",
        "place": 0,
        "method": Method.PIN,
        "doors": [{"entrance_id": "door", "name": "Lobby"}],
        "state": CredentialState.ISSUED,
        "door_state": DoorState.UNKNOWN,
        "ends_at": ends_at,
        "created_at": now,
        "warned_after": 0,
        "was_issued": True,
    }


def _due(number: int, ends_at: datetime) -> dict[str, Any]:
    row = {"id": f"d{number:07}", "team_id": TEAM, "grant_id": f"g{number:07}", "kind": DueKind.REMINDER}
    return {**row, "lead": HOUR, "due_at": ends_at - HOUR}


class _Dark:
    """No modal is open."""

    async def show(self, *_: object) -> bool:
        return False


class _Watch:
    """What else the process could not do meanwhile: turn its loop, write to the database."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self.stall = self.wait = 0.0

    async def loop(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            self.stall = max(self.stall, time.perf_counter() - before - 0.001)

    async def writes(self) -> None:
        for number in count():
            before = time.perf_counter()
            async with self._store.write() as work:
                await work.once.first("bench", str(number), house.now())
            self.wait = max(self.wait, time.perf_counter() - before)
            await asyncio.sleep(0.01)


async def _tell(folder: Path) -> dict[str, Any]:
    async with open_store(house.settings(NOWHERE, NOWHERE, folder)) as store:
        clock = SystemClock()
        telling, watch = Reminders(store, clock, Showing(store, clock, _Dark())), _Watch(store)
        gc.collect()
        gc.freeze()
        watching = [asyncio.create_task(watch.loop()), asyncio.create_task(watch.writes())]
        await asyncio.sleep(0.1)
        started = time.perf_counter()
        for _ in range(3):
            await telling.tick()
        seconds = time.perf_counter() - started
        for task in watching:
            task.cancel()
        told = Counter([(post["kind"][-3:] == "_dm", id_) for post in await _posts(folder) for id_ in _named(post)])
        return {
            "seconds": seconds,
            "stall": watch.stall,
            "wait": watch.wait,
            "scan": await _scan(store, clock),
            "rss": _memory(),
            "lost": 2 * DUE - len(told),
            "doubled": sum(told.values()) - len(told),
        }


def _memory() -> int:
    """Bytes that this process holds now (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


async def _scan(store: SqlStore, clock: SystemClock) -> float:
    """What each pass of the engine asks when nothing is due."""
    times = []
    for _ in range(SCANS):
        started = time.perf_counter()
        async with store.read() as work:
            await work.due.due(DueKind.REMINDER, clock.now())
            await work.next_times()
        times.append(time.perf_counter() - started)
    return median(times)


async def _posts(folder: Path) -> list[dict[str, Any]]:
    engine = migration_engine(house.settings(NOWHERE, NOWHERE, folder).database_url)
    async with engine.begin() as connection:
        rows = [dict(row) for row in (await connection.execute(select(tables.posts))).mappings()]
    await engine.dispose()
    return rows


def _named(post: dict[str, Any]) -> list[str]:
    """The grants that a post reminds of."""
    return [post["grant_id"]] if post["grant_id"] else [*post["data"]["ending"], *post["data"]["missed"]]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(_tell(Path(sys.argv[1])))))
