"""Every way to the form: the command with and without words, both shortcuts, and a window that Slack did not open."""

from datetime import timedelta

import pytest

from bot.demo.slack.faults import http_error, slack_error
from tests.journeys.town import DESK, RITA, SAM
from tests.journeys.world import World
from tests.some import first


async def test_the_words_after_the_command_are_the_guests_name(http_first: World) -> None:
    await http_first.open_form(text="Jane Doe")

    assert "Guest's name: Jane Doe" in http_first.screen()


@pytest.mark.parametrize("text", first(["hlep", "help", "HELP"]))
async def test_help_and_what_is_nearly_help(here: World, text: str) -> None:
    ack = await here.slack.person(RITA).command("/guest", text, DESK)

    assert ack.ok
    assert "/guest NAME" in here.told(RITA)
    assert here.view() is None


async def test_help_has_a_button_that_opens_the_form(here: World) -> None:
    await here.slack.person(RITA).command("/guest", "hlep", DESK)

    await here.click(RITA, here.slack.ephemerals(RITA)[-1], "open_form")

    assert "Give a guest access" in here.screen()


async def test_the_global_shortcut(http_first: World) -> None:
    here = http_first
    await here.slack.person(RITA).shortcut("give_access")
    await here.bot.idle()
    view = here.shown()
    await here.type(view, "name", "Gail Guest")
    await here.choose(view, "doors", [here.doors["Lobby"]])
    assert not await here.submit(view)
    await here.run(timedelta(seconds=5))

    assert here.pins()
    [card] = [message for message in here.slack.dm(RITA) if "Gail Guest" in here.text(message)]
    assert "Issued." in here.text(card)


async def test_the_message_shortcut_fills_in_what_the_message_says(http_first: World) -> None:
    here = http_first
    text = (
        "Hi, please let Jane Doe into the gym from 2026-11-24 until 2026-11-26, "
        "<mailto:jane@example.com|jane@example.com>, <tel:+12125550100|+1 212 555 0100>"
    )
    message = here.slack.person(SAM).say(DESK, text)

    await here.slack.person(RITA).message_shortcut("give_access_from_message", message)
    await here.bot.idle()

    shown = here.screen()
    assert "Guest's name: Jane Doe" in shown
    assert "E-mail (optional): jane@example.com" in shown
    assert "Phone (optional): +12125550100" in shown
    assert "2026-11-24" in shown
    assert "2026-11-26" in shown
    await here.choose(here.shown(), "doors", [here.doors["Gym"]])
    assert not await here.submit(here.shown())
    await here.run(timedelta(seconds=5))
    [pin] = here.seam.live_credentials()
    assert pin.starts_at.date().isoformat() == "2026-11-24"


@pytest.mark.parametrize("fault", [http_error(500), slack_error("expired_trigger_id")], ids=["500", "expired"])
async def test_a_window_that_slack_did_not_open_has_a_button_instead(http_first: World, fault: object) -> None:
    here = http_first
    here.slack.fault("views.open", fault)  # type: ignore[arg-type]
    ack = await here.slack.person(RITA).command("/guest", "Jane Doe", DESK)
    assert ack.ok
    await here.bot.idle()
    await here.slack.until(lambda: here.slack.ephemerals(RITA))
    assert "Slack did not open the form in time. Open it here." in here.told(RITA)
    here.clock.advance(timedelta(minutes=5))

    await here.click(RITA, here.slack.ephemerals(RITA)[-1], "open_form")

    assert "Guest's name: Jane Doe" in here.screen()


async def test_a_shortcut_whose_window_did_not_open_is_told_by_dm(here: World) -> None:
    here.slack.fault("views.open", http_error(500))
    await here.slack.person(RITA).shortcut("give_access")
    await here.bot.idle()
    [said] = here.slack.dm(RITA)
    assert "[Open]" in here.text(said)

    await here.click(RITA, said, "open_form")

    assert "Give a guest access" in here.screen()


async def test_show_pin_that_did_not_open_says_to_click_again(here: World) -> None:
    card = await here.issued("Lobby")
    here.slack.fault("views.open", http_error(500))
    await here.click(SAM, card, "show_pin")
    assert "Slack did not open the window in time. Click again." in here.told(SAM)

    await here.click(SAM, card, "show_pin")

    assert here.pins()[0][:3] in here.screen(SAM)


async def test_home_says_what_to_do(here: World) -> None:
    await here.slack.person(RITA).open_home()
    await here.bot.idle()

    assert "/guest" in here.text(here.slack.home(RITA))
