"""What was told about a grant follows it: no message offers for long what was done or is over."""

from datetime import timedelta

import pytest

from bot.demo.slack.records import Message
from tests.journeys.on_screen import assert_no_dead_buttons, grant_of, offering
from tests.journeys.test_card import refusal
from tests.journeys.town import DESK, RITA, SAM
from tests.journeys.world import World
from tests.some import first

SOON = timedelta(seconds=5)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


async def reminded(here: World, *guests: str) -> list[Message]:
    """Grants whose reminder has come, the views put away; their cards."""
    for name in guests or ("Ann",):
        await here.issued("Lobby", name=name)
        await here.slack.person(RITA).close(here.shown())
        await here.run(MINUTE)
    await here.run(HOUR)
    return here.cards()[: len(guests) or 1]


async def extend(here: World, where: Message, user: str, value: str | None = None) -> None:
    await here.click(user, where, "extend", value)
    form = here.shown(user)
    await here.choose(form, "length", "4h", user)
    assert not await here.submit(form, user)
    await here.run(MINUTE)


def joint(here: World) -> list[Message]:
    """The joint reminders, in the channel and in the requester's DM."""
    told = [*here.slack.messages(DESK), *here.slack.dm(RITA)]
    return [message for message in told if "access grant" in here.text(message)]


@pytest.mark.parametrize("where", first(["card", "reminder", "dm"]))
async def test_after_an_extension_the_card_alone_offers_anything(http_first: World, where: str) -> None:
    here = http_first
    [card] = await reminded(here)
    places = {"card": card, "reminder": here.slack.messages(DESK)[-1], "dm": here.slack.dm(RITA)[-1]}
    assert len(offering(here, grant_of(card))) == 3

    await extend(here, places[where], RITA)

    assert offering(here, grant_of(card)) == [card]
    for told in (places["reminder"], places["dm"]):
        assert "The end was changed after this reminder, and is now Fri 20 Nov 20:00, New York" in here.text(told)


@pytest.mark.parametrize("where", first(["card", "reminder", "dm"]))
async def test_after_an_end_nothing_offers_anything(http_first: World, where: str) -> None:
    here = http_first
    [card] = await reminded(here)
    grant = grant_of(card)
    places = {"card": card, "reminder": here.slack.messages(DESK)[-1], "dm": here.slack.dm(RITA)[-1]}

    await here.click(RITA, places[where], "end")
    await here.run(SOON)
    assert not offering(here, grant)
    await here.run(MINUTE)

    for told in (places["reminder"], places["dm"]):
        assert f"Ended by @{RITA}, confirmed by Seam." in here.text(told)


@pytest.mark.long
async def test_while_seam_does_not_confirm_the_end_every_message_says_so(here: World) -> None:
    [card] = await reminded(here)
    here.seam.knobs.delete_delay = timedelta(minutes=5)

    await here.click(SAM, card, "end")
    await here.run(MINUTE)
    [told] = here.slack.dm(RITA)
    assert f"Ending by @{SAM}: Seam has not confirmed it yet." in here.text(told)

    await here.run(20 * MINUTE)
    assert f"Ended by @{SAM}, confirmed by Seam." in here.text(told)


@pytest.mark.long
async def test_a_refused_extension_leaves_the_reminder_as_it_was(here: World) -> None:
    [card] = await reminded(here)
    here.seam.fault(refusal())

    await extend(here, card, RITA)

    assert len(offering(here, grant_of(card))) == 3
    assert "ends in" in here.text(here.slack.dm(RITA)[-1])


async def test_a_joint_reminder_loses_the_buttons_of_those_alone_that_were_acted_on(http_first: World) -> None:
    here = http_first
    ann, bob, cyd = [grant_of(card) for card in await reminded(here, "Ann", "Bob", "Cyd")]
    cards = here.cards()
    in_channel, in_dm = joint(here)

    await extend(here, in_channel, SAM, ann)
    await here.click(RITA, in_dm, "end", bob)
    await here.run(MINUTE)

    assert offering(here, ann) == [cards[0]]
    assert offering(here, bob) == []
    assert {cards[2], in_channel, in_dm} == set(offering(here, cyd))
    for told in (in_channel, in_dm):
        said = here.text(told)
        assert "1 access grant ends soon. 2 access grants were about to end." in said
        assert "Ann, Lobby: The end was changed after this reminder, and is now Fri 20 Nov 20:00" in said
        assert f"Bob, Lobby: Ended by @{RITA}, confirmed by Seam." in said
    await assert_no_dead_buttons(here)

    await here.run(2 * HOUR)
    assert offering(here, cyd) == []
    assert "Cyd, Lobby: Ended by date, confirmed by Seam." in here.text(in_dm)


@pytest.mark.long
async def test_a_digest_of_what_was_missed_follows_what_comes_after_it(here: World) -> None:
    await here.issued("Lobby", name="Ann")
    await here.slack.person(RITA).close(here.shown())
    view = await here.fill("Gym", name="Bob")
    await here.choose(view, "length", "1d")
    assert not await here.submit(view)
    await here.run(MINUTE)
    bob = grant_of(here.card())
    here.seam.knobs.delete_delay = timedelta(minutes=2)
    await here.stop()
    here.clock.advance(timedelta(hours=23, minutes=30))
    await here.start()
    await here.run(SOON)
    in_channel, in_dm = joint(here)
    assert "removal pending" in here.text(in_dm)

    await here.click(RITA, in_dm, "end", bob)
    await here.run(10 * MINUTE)

    for told in (in_channel, in_dm):
        assert "Ann, Lobby: Ended by date, confirmed by Seam." in here.text(told)
        assert f"Bob, Gym: Ended by @{RITA}, confirmed by Seam." in here.text(told)


@pytest.mark.long
async def test_a_result_that_was_announced_follows_the_grant(here: World) -> None:
    here.seam.set_pin_delay(timedelta(seconds=3))
    await here.give("Lobby", "Garage")
    await here.settle()
    await here.slack.person(RITA).close(here.shown())
    await here.run(MINUTE)
    card, [told] = here.card(), here.slack.dm(RITA)
    grant = grant_of(card)
    assert "[Show PIN]" in here.text(told)

    await extend(here, card, SAM)
    assert offering(here, grant) == [card, told]
    await here.click(SAM, card, "end")
    await here.run(MINUTE)

    assert offering(here, grant) == []
    assert f"Ended by @{SAM}, confirmed by Seam." in here.text(told)


async def test_a_warning_says_when_the_pin_has_come_and_offers_it_until_the_end(here: World) -> None:
    here.seam.set_pin_delay(3 * MINUTE)
    await here.give("Lobby")
    await here.run(timedelta(minutes=2, seconds=10))
    [warning] = [message for message in here.slack.dm(RITA) if "has not made the PIN" in here.text(message)]
    assert "[Show PIN]" not in here.text(warning)

    await here.run(5 * MINUTE)
    assert "was late. Issued." in here.text(warning)
    await here.click(RITA, warning, "show_pin")
    assert here.pins()[0][:3] in here.screen()

    await here.click(SAM, here.card(), "end")
    await here.run(MINUTE)
    assert f"was late. Ended by @{SAM}, confirmed by Seam." in here.text(warning)


@pytest.mark.long
async def test_a_stop_right_after_the_click_forgets_no_message(here: World) -> None:
    [card] = await reminded(here)
    grant = grant_of(card)

    await here.slack.person(SAM).click(card, "end")
    await here.stop()
    assert offering(here, grant)
    await here.start()
    await here.run(MINUTE)

    assert not offering(here, grant)


@pytest.mark.long
async def test_a_deleted_reminder_stays_deleted(here: World) -> None:
    [card] = await reminded(here)
    [told] = here.slack.dm(RITA)
    told.deleted = True

    await here.click(SAM, card, "end")
    await here.run(10 * MINUTE)

    assert here.slack.dm(RITA) == []
    async with here.bot.store.read() as work:
        assert (await work.next_times()).posts is None
