"""From `/guest` to the PIN in three actions, with text and with Give again; nothing is given unseen."""

from datetime import timedelta

from tests.journeys.town import DESK, RITA
from tests.journeys.world import World

SOON = timedelta(seconds=5)


async def test_text_and_again_need_three_actions_to_the_pin(http_first: World) -> None:
    here = http_first
    rita = here.slack.person(RITA)
    await here.open_form(text="Gail Guest lobby garag until tomorrow 6pm, red carpet")
    assert "Understood: until tomorrow 18:00; doors Lobby, Garage." in here.screen()
    assert "Not understood: red carpet." in here.screen()
    assert "Today 14:00 to tomorrow 18:00, New York" in here.screen()
    assert not here.seam.credentials_created()

    assert not await here.submit(here.shown())
    await here.run(SOON)
    assert all(f"{pin[:3]} {pin[3:]}" in here.screen() for pin in here.pins())
    assert (len(here.pins()), rita.actions) == (2, 2)
    await rita.close(here.shown())

    before = rita.actions
    await here.more(RITA, here.card(), "Give again")
    assert "Gail Guest already has access" in here.screen()
    assert not await here.submit(here.shown())
    await here.run(SOON)
    assert len(here.pins()) == 4
    assert rita.actions - before <= 3
    await rita.close(here.shown())

    await rita.command("/guest", "Olly Owner", DESK)
    await here.bot.idle()
    assert "Doors and length are as last time." in here.screen()
    assert "[x] Lobby" in here.screen()
    assert "Guest's name: Olly Owner" in here.screen()
