"""From the first reminder to the end, also where Seam is down or the end comes before the PIN."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.demo.seam import Fault
from bot.demo.slack import Message, http_error
from bot.domain.building import Hub
from tests.journeys.town import DESK, RITA, SAM
from tests.journeys.world import World

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def reminders(here: World, channel: str = DESK) -> list[str]:
    """Those that the channel sees, though they stand in the thread."""
    return [here.text(message) for message in here.slack.messages(channel) if message.broadcast]


async def test_reminder_extend_reminder_end(http_first: World) -> None:
    here = http_first
    card = await here.issued("Lobby")
    await here.run(HOUR)
    [first] = [message for message in here.slack.messages(DESK) if message.broadcast]
    assert first.thread_ts == card.ts
    assert "Access of Gail Guest to Lobby ends in 1 h" in here.text(first)
    assert any("ends in 1 h" in said for said in here.dms())

    await extend_by_two_hours(here, first)
    assert "Today" not in here.text(card)
    assert "18:00" in here.text(card)
    assert "New end accepted by Seam" in here.thread(card)
    assert "The end was changed after this reminder" in here.text(first)
    assert not any("[Extend]" in said for said in [here.text(first), *here.dms()])

    await here.run(2 * HOUR)
    assert len(reminders(here)) == 2
    assert "ends in 1 h" in reminders(here)[-1]

    await here.run(HOUR)
    assert not here.seam.live_credentials()
    assert "Ended by date, confirmed by Seam" in here.text(card)
    assert not any("[Extend]" in said for said in reminders(here) + here.dms())


async def extend_by_two_hours(here: World, reminder: Message) -> None:
    """A colleague does, from the reminder's own button; Seam then has the new end."""
    await here.click(SAM, reminder, "extend")
    form = here.shown(SAM)
    await here.choose(form, "length", "2h", SAM)
    assert "Today 16:00 → 18:00, New York (4 h in all, of at most 14 days)." in here.text(form)
    assert not await here.submit(form, SAM)
    await here.run(MINUTE)
    [key] = here.seam.live_credentials()
    assert key.ends_at == datetime(2026, 11, 20, 23, tzinfo=UTC)


@pytest.mark.long
async def test_a_lead_longer_than_the_grant_is_no_reminder(here: World) -> None:
    await here.set_up(reminder_leads=[timedelta(hours=24)])
    await here.issued("Lobby")
    await here.run(timedelta(hours=1, minutes=50))

    assert not reminders(here)


@pytest.mark.long
async def test_no_reminder_after_the_end(here: World) -> None:
    card = await here.issued("Lobby")
    await here.click(RITA, card, "end")
    await here.run(3 * HOUR)

    assert not reminders(here)
    assert not here.dms()


async def test_the_end_while_seam_is_down_is_told_only_when_it_is_true(http_first: World) -> None:
    here = http_first
    card = await here.issued("Lobby")
    here.seam.faults.outage = True

    await here.click(SAM, card, "end")
    await here.run(5 * MINUTE)
    assert f"Ending by @{SAM}: Seam has not confirmed it yet" in here.text(card)
    assert "Ended" not in here.text(card)
    assert here.pins()

    here.seam.faults.clear()
    await here.run(10 * MINUTE)
    assert not here.pins()
    assert f"Ended by @{SAM}, confirmed by Seam" in here.text(card)
    assert "The end of access is confirmed by Seam" in here.thread(card)


@pytest.mark.long
async def test_an_end_that_stays_unconfirmed_alarms_somebody(here: World) -> None:
    card = await here.issued("Lobby")
    here.seam.faults.outage = True
    await here.click(RITA, card, "end")
    await here.run(20 * MINUTE)

    assert any("the guest may still have access" in said for said in here.dms())


async def test_a_delete_that_lingers_is_ending_until_it_is_gone(here: World) -> None:
    here.seam.knobs.delete_delay = 3 * MINUTE
    card = await here.issued("Lobby")
    await here.click(RITA, card, "end")
    await here.run(MINUTE)
    assert "Ending" in here.text(card)

    await here.run(5 * MINUTE)

    assert "Ended by" in here.text(card)


async def test_end_while_issuing_leaves_nothing_behind(http_first: World) -> None:
    here = http_first
    here.seam.set_pin_delay(timedelta(seconds=40))
    await here.give("Lobby", "Garage")
    await here.run(timedelta(seconds=12))

    await here.click(RITA, here.shown(), "end")
    await here.run(2 * MINUTE)

    assert not here.seam.live_credentials()
    assert not here.seam.world.users
    assert f"Ended by @{RITA}, confirmed by Seam" in here.text(here.card())
    assert "Ended" in here.screen()


async def test_end_while_a_create_hangs_wins_over_the_create(here: World) -> None:
    here.seam.fault(Fault("/acs/credentials/create", "reset", after_effect=True))
    await here.give("Lobby")
    await here.run(timedelta(seconds=3))

    await here.click(SAM, here.card(), "end")
    await here.run(2 * MINUTE)

    assert not here.seam.live_credentials()
    assert "Ended by" in here.text(here.card())


@pytest.mark.long
async def test_what_is_known_of_the_door_is_said_by_hub(here: World) -> None:
    for hub, words in (
        (Hub.YES, "Doors with a hub hear of every PIN by themselves"),
        (Hub.NO, "the door needs an update with the Latch Manager App before it works"),
        (Hub.UNKNOWN, "this door may need an update with the Latch Manager App"),
    ):
        await here.set_up(hub=hub)
        card = await here.issued("Lobby", name=f"Guest {hub}")
        assert words in here.screen()
        assert words in here.text(card)
        await here.click(RITA, card, "end")
        await here.run(MINUTE)
        assert ("may still accept the PIN" in here.text(card)) is (hub is Hub.UNKNOWN)
        assert ("nobody has told Keydesk that the door was ever updated" in here.text(card)) is (hub is Hub.NO)
        await here.slack.person(RITA).close(here.shown())


@pytest.mark.long
async def test_extend_after_the_end_opens_the_form_for_the_same_again(here: World) -> None:
    """The buttons are still there because Slack took no edit since."""
    await here.issued("Lobby", "Gym")
    await here.slack.person(RITA).close(here.shown())
    await here.run(HOUR)
    [stale] = [message for message in here.slack.messages(DESK) if message.broadcast]
    here.slack.fault("chat.update", http_error(500), times=99)
    here.old_screens = True
    await here.run(2 * HOUR)
    assert not here.pins()

    await here.click(RITA, stale, "extend")

    assert "Give a guest access" in here.screen()
    assert "Gail Guest" in here.screen()
    assert "[x] Lobby" in here.screen()
    assert "[x] Gym" in here.screen()
    assert "[ ] Roof" in here.screen()
