"""Latch takes its time: what the person reads meanwhile, and who tells of the PIN in the end."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo.slack.records import BOT_USER
from tests.journeys.town import DESK, RITA
from tests.journeys.world import World, world
from tests.some import first

NOTICES = "C0NOTICES"


async def test_after_ten_seconds_the_view_says_so_and_offers_end(http_first: World) -> None:
    here = http_first
    here.seam.set_pin_delay(None)
    await here.give("Lobby")
    await here.run(timedelta(seconds=9))
    assert "has not made the PIN yet" not in here.screen()

    await here.run(timedelta(seconds=3))

    assert "Latch has not made the PIN yet. You can close this, I will message you." in here.screen()
    assert "[End access]" in here.screen()


async def test_a_late_pin_is_found_by_asking(http_first: World) -> None:
    here = http_first
    here.seam.set_pin_delay(timedelta(seconds=90))
    await here.give("Lobby")
    await here.run(timedelta(minutes=4))

    [pin] = here.pins()
    assert "1 of 1 PIN for Gail Guest at Harbor House is issued." in "\n".join(here.dms())
    assert pin not in "".join(here.dms())
    assert "Issued." in here.text(here.card())


@pytest.mark.parametrize(
    ("webhooks", "socket", "copies"),
    first([(True, False, 1), (True, True, 1), (True, False, 2), (False, False, 1)]),
    ids=["http", "socket", "doubled", "without"],
)
async def test_a_late_pin_is_there_at_once_by_webhook(
    tmp_path: Path, *, webhooks: bool, socket: bool, copies: int
) -> None:
    async with world(tmp_path, webhooks=webhooks, socket=socket) as here:
        here.seam.post.copies = copies
        late = timedelta(minutes=3, seconds=7)
        here.seam.set_pin_delay(late)
        await here.give("Lobby")
        await here.run(late - timedelta(seconds=1))
        assert not here.pins()

        here.clock.advance(timedelta(seconds=1))
        await here.settle()
        await here.run(timedelta(seconds=1))

        assert ("Show PIN" in here.text(here.card())) is webhooks
        assert len([said for said in here.dms() if "is issued" in said]) == int(webhooks)
        assert {sent.status for sent in here.seam.post.deliveries} == ({204} if webhooks else set())


async def test_the_requester_is_warned_at_2_and_10_and_the_building_at_30_minutes(here: World) -> None:
    here.slack.add_channel(NOTICES, "building-notices", [RITA, BOT_USER])
    await here.set_up(notice_channel=NOTICES)
    here.seam.set_pin_delay(None)
    await here.give("Lobby")
    await here.slack.person(RITA).close(here.shown())

    said = []
    for minutes in (1, 2, 9, 16, 5):
        await here.run(timedelta(minutes=minutes))
        said.append(len([text for text in here.dms() if "has not made the PIN" in text]))

    assert said == [0, 1, 2, 2, 3]
    assert "Check that the building is online in the Latch Manager App" in here.dms()[-1]
    [alarm] = here.slack.messages(NOTICES)
    assert "has not made the PIN for Gail Guest" in here.text(alarm)
    assert "takes long to make the PIN" in here.text(here.card(DESK))


async def test_a_warning_can_end_the_access(here: World) -> None:
    here.seam.set_pin_delay(None)
    await here.give("Lobby")
    await here.run(timedelta(minutes=3))

    await here.click(RITA, here.slack.dm(RITA)[-1], "end")
    await here.run(timedelta(minutes=1))

    assert not here.seam.live_credentials()
    assert f"Ended by @{RITA}" in here.text(here.card())


@pytest.mark.long
async def test_a_restart_in_the_middle_forgets_nothing(http_first: World) -> None:
    here = http_first
    here.seam.set_pin_delay(timedelta(minutes=3))
    await here.give("Lobby")
    await here.run(timedelta(seconds=20))

    await here.stop()
    here.clock.advance(timedelta(minutes=5))
    await here.start()
    await here.run(timedelta(minutes=1))

    [pin] = here.pins()
    assert any("1 of 1 PIN" in said for said in here.dms())
    await here.click(RITA, here.card(), "show_pin")
    assert pin[:3] in here.screen()
