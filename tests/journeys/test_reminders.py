"""Reminders: in time, together where they would be a crowd, and once after a long silence."""

from datetime import timedelta

import pytest

from bot.demo.slack import BOT_USER, Message, http_error
from tests.journeys.town import DESK, RITA, SAM
from tests.journeys.world import World

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def broadcast(here: World) -> list[Message]:
    return [message for message in here.slack.messages(DESK) if message.broadcast]


def digests(here: World, channel: str = DESK) -> list[str]:
    said = [here.text(message) for message in here.slack.messages(channel)]
    return [text for text in said if "access grant" in text]


async def give_each(here: World, guests: list[str], apart: timedelta, user: str = RITA) -> None:
    """One grant after the other, the view put away."""
    for name in guests:
        await here.issued("Lobby", name=name, user=user)
        await here.slack.person(user).close(here.shown(user))
        await here.run(apart)


async def test_several_within_five_minutes_are_one_message(http_first: World) -> None:
    here = http_first
    await give_each(here, ["Ann", "Bob", "Cyd"], MINUTE)
    await here.run(HOUR)

    [said] = digests(here)
    assert not broadcast(here)
    assert all(name in said for name in ("Ann", "Bob", "Cyd"))
    assert "3 access grants end soon." in said
    assert len([text for text in here.dms() if "end soon" in text]) == 1
    assert not any("<!channel>" in sent.text for sent in here.slack.everything_sent())


@pytest.mark.long
async def test_a_button_of_the_joint_message_acts_on_its_own_guest(here: World) -> None:
    await give_each(here, ["Ann", "Bob"], MINUTE)
    await here.run(HOUR)
    [joint] = [message for message in here.slack.messages(DESK) if "access grants end soon" in here.text(message)]
    buttons = [e for b in joint.blocks if b["type"] == "actions" for e in b["elements"] if e["action_id"] == "end"]

    await here.click(SAM, joint, "end", buttons[1]["value"])
    await here.run(MINUTE)

    assert "Issued." in here.text(here.cards()[0])
    assert f"Ended by @{SAM}" in here.text(here.cards()[1])


@pytest.mark.long
async def test_far_apart_they_come_one_by_one(here: World) -> None:
    await give_each(here, ["Ann", "Bob"], timedelta(minutes=20))
    await here.run(HOUR + timedelta(minutes=20))

    assert len(broadcast(here)) == 2
    assert not digests(here)


@pytest.mark.long
async def test_a_card_in_the_dm_has_one_reminder_there(http_first: World) -> None:
    here = http_first
    view = await here.fill("Lobby")
    await here.click(RITA, view, "more_options")
    await here.choose(view, "channel", None)
    assert not await here.submit(view)
    await here.run(HOUR + MINUTE)

    assert len([text for text in here.dms() if "ends in 1 h" in text]) == 1
    assert not here.slack.messages(DESK)


async def test_after_a_long_silence_there_is_one_digest_for_each(http_first: World) -> None:
    here = http_first
    for _ in range(2):
        await give_each(here, ["Ann", "Bob"], timedelta(minutes=10))
    await give_each(here, ["Cyd"], MINUTE, SAM)
    view = await here.fill("Gym", name="Dee", user=SAM)
    await here.choose(view, "length", "1d", SAM)
    assert not await here.submit(view, SAM)
    await here.run(MINUTE)

    await here.stop()
    here.clock.advance(timedelta(hours=23, minutes=30))
    await here.start()
    await here.run(MINUTE)

    [channel] = digests(here)
    assert "1 access grant ends soon. 5 access grants ended while Keydesk was away." in channel
    assert all(name in channel for name in ("Ann", "Bob", "Cyd", "Dee"))
    assert not broadcast(here)
    [rita] = [text for text in here.dms(RITA) if "access grant" in text]
    assert "Ann" in rita
    assert "Dee" not in rita
    [sam] = [text for text in here.dms(SAM) if "access grant" in text]
    assert "Dee" in sam
    assert "Ann" not in sam
    await here.run(5 * MINUTE)
    assert all("Ended by date, confirmed by Seam" in here.text(card) for card in here.cards()[:5])


@pytest.mark.long
async def test_a_restart_tells_nothing_twice(here: World) -> None:
    await give_each(here, ["Ann"], MINUTE)
    await here.run(HOUR)
    before = (len(broadcast(here)), len(here.dms()))

    await here.stop()
    await here.start()
    await here.run(MINUTE)

    assert (len(broadcast(here)), len(here.dms())) == before == (1, 1)


async def test_slack_down_when_it_is_due_the_reminder_comes_when_slack_is_back(here: World) -> None:
    await give_each(here, ["Ann"], MINUTE)
    here.slack.fault("chat.postMessage", http_error(503), times=6)
    await here.run(HOUR + timedelta(minutes=10))

    assert len(broadcast(here)) == 1
    assert any("Ann" in text for text in here.dms())


async def test_the_reminders_move_with_the_end_that_seam_confirmed(here: World) -> None:
    await give_each(here, ["Ann"], MINUTE)
    card = here.card()
    await here.click(RITA, card, "extend")
    form = here.shown()
    await here.choose(form, "length", "4h")
    assert not await here.submit(form)
    await here.run(2 * HOUR)
    assert not broadcast(here)

    await here.run(3 * HOUR)

    assert len(broadcast(here)) == 1


async def test_a_button_of_a_reminder_in_the_dm_works(here: World) -> None:
    await give_each(here, ["Ann"], MINUTE)
    await here.run(HOUR)
    [dm] = here.slack.dm(RITA)

    await here.click(RITA, dm, "end")
    await here.run(MINUTE)

    assert f"Ended by @{RITA}" in here.text(here.card())
    assert "[End access]" not in here.text(dm)
    assert all("[End access]" not in here.text(message) for message in broadcast(here))


async def test_a_channel_that_the_bot_has_left_leaves_the_dm(here: World) -> None:
    await give_each(here, ["Ann"], MINUTE)
    here.slack.world.channels[DESK].members.remove(BOT_USER)
    here.slack.scopes.discard("chat:write.public")
    await here.run(HOUR)

    assert len([text for text in here.dms() if "ends in 1 h" in text]) == 1
