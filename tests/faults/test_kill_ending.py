import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo.seam import Fault
from bot.demo.slack import Message
from tests.faults.town import DESK, Town, town, user


def cards(here: Town) -> list[Message]:
    return [message for message in here.slack.messages(DESK) if message.thread_ts is None]


@pytest.mark.long
async def test_a_kill_while_ending_leaves_no_door_open(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        await here.child.start()
        await asyncio.gather(*[here.give(number, doors=3) for number in range(2)])
        await here.all_are("issued")
        await here.until(lambda: len(cards(here)) == 2)
        here.seam.knobs.delete_delay = timedelta(seconds=1)
        here.seam.fault(Fault("/acs/credentials/delete", "slow", times=None, at_least=0.1, at_most=0.6))

        await asyncio.gather(*[here.slack.person(user(0)).click(card, "end") for card in cards(here)])
        await here.seam.journal.until(lambda: list(here.seam.journal.effects("deleted", "acs_credential")))
        await here.child.end()
        assert here.seam.live_credentials(), "killed too late: every delete was already asked for"
        await here.child.start()
        await here.all_are("ended")

        assert not list(here.seam.world.present())
        assert not here.seam.world.users
        assert not here.seam.world.identities
        assert {row.state for row in here.rows()} == {"revoked"}


async def test_end_wins_over_a_create_whose_answer_died_with_the_process(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        here.child.variables |= {"KEYDESK_SEAM_READ_TIMEOUT": "9", "KEYDESK_SEAM_TOTAL_TIMEOUT": "9.5"}
        here.child.variables["KEYDESK_LEASE"] = "11"
        here.seam.fault(Fault("/acs/credentials/create", "hang", times=None, after_effect=True))
        await here.child.start()
        await here.give(0, doors=2)
        await here.until(lambda: len(cards(here)) == 1 and len(here.seam.live_credentials()) == 2)

        ack = await here.slack.person(user(0)).click(cards(here)[0], "end")
        await here.child.end()
        await here.child.start()
        await here.all_are("ended")

        assert ack.ok
        assert len(here.seam.credentials_created()) == 2, "the search found them, none was made again"
        assert not list(here.seam.world.present())
        assert not here.seam.world.identities
