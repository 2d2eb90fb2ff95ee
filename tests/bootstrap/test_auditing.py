"""The audit trail from the command line, beside a bot that runs."""

import asyncio
import csv
import stat
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.bootstrap.auditing import export_audit, verify_audit
from bot.bootstrap.parts import CannotStart
from bot.services.trail.audit import Wanted
from bot.storage.secrets import new_key
from tests.journeys.town import RITA
from tests.journeys.world import World, world
from tests.storage.test_audit import tamper

EVERYTHING = Wanted()


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as made:
        await made.issued("Lobby")
        yield made


async def verified(here: World, noted: str | None = None) -> tuple[int, str]:
    said: list[str] = []
    return await verify_audit(here.settings, noted, said.append), "\n".join(said)


async def test_a_sound_trail_is_said_to_be_one_with_what_to_note(here: World) -> None:
    code, said = await verified(here)

    assert (code, said.startswith("Team T0KEYDESK: ")) == (0, True)
    noted = said.split()[-1]
    assert (await verified(here, noted))[0] == 0
    assert (await verified(here, noted.replace(":", "0:")))[0] == 1


async def test_the_first_broken_row_is_named(here: World) -> None:
    tamper(here.settings.database_url, "UPDATE audit SET actor = 'U9' WHERE number = 3")

    assert await verified(here) == (1, "Team T0KEYDESK: BROKEN. Row 3 is not as it was written")


async def test_without_a_database_nothing_is_made(here: World, tmp_path: Path) -> None:
    empty = here.settings.model_copy(
        update={"database_url": f"sqlite:///{tmp_path}/none/x.sqlite3", "encryption_keys": (new_key(),)}
    )

    with pytest.raises(CannotStart, match="python -m bot migrate"):
        await verify_audit(empty, None, print)
    with pytest.raises(CannotStart, match="python -m bot migrate"):
        await export_audit(empty, tmp_path / "x.csv", EVERYTHING, print)
    assert {path.name for path in await asyncio.to_thread(tmp_path.iterdir)}.isdisjoint({"none", "x.csv"})


async def test_an_export_holds_every_line_and_is_one_itself(here: World, tmp_path: Path) -> None:
    out = tmp_path / "audit.csv"

    await export_audit(here.settings, out, EVERYTHING, print)

    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["number"]) for row in rows] == list(range(len(rows), 0, -1))
    assert rows[0]["what"] == "exported"
    assert {"requested", "issued", "revealed"} <= {row["what"] for row in rows if row["building"] == "Harbor House"}
    assert {row["actor"] for row in rows if row["what"] == "requested"} == {RITA}
    assert "Gail" not in out.read_text(encoding="utf-8")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert (await verified(here))[0] == 0


async def test_an_export_may_be_of_some_days(here: World, tmp_path: Path) -> None:
    tomorrow = here.clock.now() + timedelta(days=1)
    said: list[str] = []

    await export_audit(here.settings, tmp_path / "audit.csv", Wanted(until=tomorrow - timedelta(days=9)), said.append)

    assert said == [f"0 lines in {tmp_path}/audit.csv"]


async def test_a_file_that_is_there_is_not_written_over(here: World, tmp_path: Path) -> None:
    out = tmp_path / "audit.csv"
    out.write_text("mine")

    with pytest.raises(CannotStart, match="Name a new file"):
        await export_audit(here.settings, out, EVERYTHING, print)

    assert out.read_text() == "mine"
