from datetime import timedelta
from pathlib import Path

import pytest

from tests.journeys.town import DESK, RITA, SAM
from tests.journeys.world import World, world


@pytest.mark.parametrize("socket", [False, True], ids=["http", "socket"])
async def test_from_the_command_to_the_pin_to_the_end(tmp_path: Path, *, socket: bool) -> None:
    async with world(tmp_path, socket=socket) as here:
        await here.give("Lobby")
        assert "0 of 1" in here.screen()
        await here.run(timedelta(seconds=5))
        [pin] = here.pins()
        assert f"{pin[:3]} {pin[3:]}" in here.screen()
        assert pin not in here.text(here.card())

        await here.click(SAM, here.card(), "end")
        await here.run(timedelta(seconds=10))

        assert not here.pins()
        assert f"Ended by @{SAM}, confirmed by Seam" in here.text(here.card())
        assert not here.slack.violations


async def test_a_person_needs_at_most_six_actions_to_the_pin(here: World) -> None:
    await here.give("Lobby")
    await here.run(timedelta(seconds=5))

    assert here.pins()[0][:3] in here.screen()
    assert here.slack.person(RITA).actions <= 6


async def test_the_pin_is_never_in_a_channel_or_a_notification(here: World) -> None:
    await here.give("Lobby", "Garage")
    await here.run(timedelta(hours=2, minutes=5))
    codes = [c.code for c in here.seam.credentials_created() if c.code]

    leaks = [s for s in here.slack.everything_sent() if s.kind != "view" and any(code in s.text for code in codes)]

    assert len(codes) == 2
    assert not leaks


async def test_a_colleague_takes_over_at_shift_change(here: World) -> None:
    await here.give("Lobby")
    await here.run(timedelta(seconds=5))
    [pin] = here.pins()

    await here.click(SAM, here.card(), "show_pin")

    assert pin[:3] in here.screen(SAM)
    assert DESK in here.card().channel
