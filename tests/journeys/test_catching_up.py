"""Somebody deletes a PIN elsewhere: without a webhook Keydesk hears of it within minutes, and says so."""

from datetime import timedelta

import pytest

from tests.journeys.world import MINUTE, World
from tests.some import first

TOLD = "deleted outside Keydesk"


async def noticed(here: World) -> None:
    """Seam's events are read every two minutes; then the card is drawn anew."""
    await here.run(2 * MINUTE)
    await here.run(MINUTE)

    assert TOLD in here.text(here.card())


async def test_a_pin_that_somebody_deletes_elsewhere_is_told_without_a_webhook(here: World) -> None:
    await here.issued("Lobby")
    here.clock.advance(MINUTE)
    here.seam.delete_outside(here.seam.live_credentials()[0].id)

    await noticed(here)


async def test_what_was_deleted_while_keydesk_was_down_is_told_at_the_start(here: World) -> None:
    await here.issued("Lobby")
    await here.stop()
    here.clock.advance(10 * MINUTE)
    here.seam.delete_outside(here.seam.live_credentials()[0].id)
    here.clock.advance(20 * MINUTE)

    await here.start()
    await here.run(MINUTE)

    assert TOLD in here.text(here.card())


@pytest.mark.parametrize("later", first([timedelta(minutes=10), timedelta(minutes=30)]))
async def test_seam_is_asked_again_when_it_is_back(here: World, later: timedelta) -> None:
    await here.issued("Lobby")
    here.seam.delete_outside(here.seam.live_credentials()[0].id)
    here.seam.set_outage(True)
    here.clock.advance(later)
    await here.settle()

    here.seam.set_outage(False)
    await noticed(here)
