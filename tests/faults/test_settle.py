"""A create that was under way when its process died may have its effect later than its intent alone would say."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo.seam import Fault
from bot.services.kept import Claim, Step, StepState
from bot.services.run import Run
from tests.contracts.store_samples import LEASE, T0, TEAM
from tests.fakes import FakeClock
from tests.fakes_store import MemoryStore
from tests.faults.town import town

SETTLE = timedelta(seconds=10)
WAITS_AT_SEAM = 5.0


@pytest.mark.parametrize(
    ("sent", "settled"),
    [
        pytest.param(timedelta(minutes=-1), SETTLE, id="by the process before"),
        pytest.param(timedelta(minutes=1), timedelta(minutes=1) + SETTLE, id="by this process"),
    ],
)
def test_settling_counts_from_when_the_sender_surely_was_dead(sent: timedelta, settled: timedelta) -> None:
    claim = Claim(grant_id="g1", team_id=TEAM, fence=1, wakes=0, attempts=1, lease_until=T0 + LEASE)
    run = Run(MemoryStore(), FakeClock(T0), claim, SETTLE, began=T0)

    step = Step(grant_id="g1", name="identity", state=StepState.INTENT, sent_at=T0 + sent)

    assert run.settled_at(step) == T0 + settled


@pytest.mark.long
async def test_a_create_that_waits_at_seam_while_the_bot_dies_and_comes_back_is_found(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        here.child.variables |= {"KEYDESK_SEAM_READ_TIMEOUT": "9", "KEYDESK_SEAM_TOTAL_TIMEOUT": "9.5"}
        here.child.variables |= {"KEYDESK_SETTLE": "2", "KEYDESK_LEASE": "13"}
        here.seam.fault(Fault("/acs/credentials/create", "slow", at_least=WAITS_AT_SEAM, at_most=WAITS_AT_SEAM))
        await here.child.start()
        await here.give(0, doors=1)
        await here.seam.journal.until(lambda: list(here.seam.journal.effects("created", "acs_user")))
        late = asyncio.create_task(asyncio.sleep(WAITS_AT_SEAM + 0.5))
        await asyncio.sleep(2.6)
        await here.child.end()
        await here.child.start()
        await here.all_are("issued")
        await late

        assert len(here.seam.credentials_created()) == 1
