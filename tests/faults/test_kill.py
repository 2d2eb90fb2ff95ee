import asyncio
import time
from pathlib import Path
from random import Random

import pytest

from bot.demo.seam import Fault
from tests.faults.town import Town, Verdict, town

WITHOUT_MATCHING = "tests.faults.without_matching"
SLOW = Fault("*/create", "slow", times=None, at_least=0.05, at_most=0.5)
"""Before the effect and again after it."""
LOST_ANSWERS = (
    Fault("/acs/credentials/create", "reset", after_effect=True),
    Fault("/acs/users/create", "status", after_effect=True),
)


async def kill_series(here: Town, kills: int, random: Random) -> Verdict:
    """People submit all the while; each life of the bot has a few seconds at most."""
    here.seam.fault(SLOW)
    await here.child.start()
    work: list[asyncio.Task[None]] = []
    for _ in range(kills):
        numbers = range(len(work), len(work) + 3)
        work += [asyncio.create_task(here.give(number, 1 + number % 3)) for number in numbers]
        here.seam.fault(random.choice(LOST_ANSWERS))
        await asyncio.sleep(random.uniform(0.3, 1.5))
        await here.child.end()
        await here.child.start()
    await asyncio.gather(*work)
    await here.all_are("issued", 60)
    return here.verdict()


def tell(kills: int, verdict: Verdict, started: float) -> None:
    print(f"\n{kills} kills in {time.monotonic() - started:.1f} s: {verdict}")  # noqa: T201  the measured figures


async def judged(folder: Path, kills: int, module: str = "bot") -> Verdict:
    started = time.monotonic()
    async with town(folder, module) as here:
        verdict = await kill_series(here, kills, Random(kills))  # noqa: S311  a series that can be run again
    tell(kills, verdict, started)
    assert verdict.grants == 3 * kills
    return verdict


def assert_each_once(verdict: Verdict) -> None:
    assert verdict.credentials == verdict.expected
    assert (verdict.lost, verdict.duplicate_credentials, verdict.unowned) == (0, 0, 0)
    assert (verdict.duplicate_users, verdict.duplicate_identities) == (0, 0)


@pytest.mark.long
async def test_kills_while_issuing_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    assert_each_once(await judged(tmp_path, kills=2))


@pytest.mark.long
@pytest.mark.timeout(300)
async def test_twenty_kills_while_issuing_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    assert_each_once(await judged(tmp_path, kills=20))


@pytest.mark.long
@pytest.mark.timeout(300)
async def test_twenty_kills_without_matching_show_duplicates(tmp_path: Path) -> None:
    verdict = await judged(tmp_path, kills=20, module=WITHOUT_MATCHING)

    assert verdict.lost == 0
    assert verdict.duplicate_credentials > 0


@pytest.mark.parametrize(("module", "credentials"), [("bot", 1), (WITHOUT_MATCHING, 2)], ids=["matching", "without"])
async def test_a_kill_between_the_effect_and_its_answer(tmp_path: Path, module: str, credentials: int) -> None:
    async with town(tmp_path, module) as here:
        here.seam.fault(Fault("/acs/credentials/create", "hang", after_effect=True))
        await here.child.start()
        await here.give(0, doors=1)
        await here.seam.journal.until(lambda: list(here.seam.journal.effects("created", "acs_credential")))
        await here.child.end()
        await here.child.start()
        await here.all_are("issued")

        assert len(here.seam.live_credentials()) == credentials
        assert here.verdict().duplicate_credentials == credentials - 1
