"""A result that the person may not have seen is told in a DM, without the PIN in it."""

from datetime import timedelta

import pytest

from bot.demo.slack.faults import http_error
from tests.journeys.town import RITA
from tests.journeys.world import World


async def test_closed_before_the_pin_a_dm_offers_to_show_it(http_first: World) -> None:
    here = http_first
    here.seam.set_pin_delay(timedelta(seconds=6))
    await here.give("Lobby")
    await here.run(timedelta(seconds=2))
    await here.slack.person(RITA).close(here.shown())
    await here.run(timedelta(seconds=30))

    [pin] = here.pins()
    [said] = [message for message in here.slack.dm(RITA) if "issued" in here.text(message)]
    assert pin not in here.text(said).replace(" ", "")
    await here.click(RITA, said, "show_pin")
    assert f"{pin[:3]} {pin[3:]}" in here.screen()


@pytest.mark.long
async def test_closed_after_the_pin_nothing_more_is_said(here: World) -> None:
    await here.issued("Lobby")
    await here.slack.person(RITA).close(here.shown())
    await here.run(timedelta(minutes=2))

    assert not here.dms()


async def test_a_view_that_slack_cannot_update_is_made_up_for_by_a_dm(here: World) -> None:
    here.slack.fault("views.update", http_error(500), times=20)
    here.seam.set_pin_delay(timedelta(seconds=3))
    view = await here.fill("Lobby")
    await here.submit(view)
    await here.run(timedelta(seconds=30))

    assert here.pins()
    assert any("1 of 1 PIN" in said for said in here.dms())


async def test_fifteen_seconds_without_a_result_are_followed_by_a_dm(here: World) -> None:
    here.seam.set_pin_delay(timedelta(seconds=20))
    await here.give("Lobby")
    await here.run(timedelta(seconds=16))
    assert not here.dms()

    await here.run(timedelta(seconds=30))

    [pin] = here.pins()
    assert f"{pin[:3]} {pin[3:]}" in here.screen()
    assert len([said for said in here.dms() if "1 of 1 PIN" in said]) == 1


@pytest.mark.long
async def test_a_failure_that_nobody_saw_is_told_too(here: World) -> None:
    here.seam.fail_issue(here.doors["Lobby"])
    here.seam.set_pin_delay(timedelta(seconds=6))
    await here.give("Lobby")
    await here.slack.person(RITA).close(here.shown())
    await here.run(timedelta(minutes=1))

    assert any("could not be given" in said and "Lobby: failed." in said for said in here.dms())


@pytest.mark.long
async def test_done_and_close_are_both_taken(here: World) -> None:
    await here.issued("Lobby")

    await here.submit(here.shown())

    assert here.view() is None
    assert not here.dms()
