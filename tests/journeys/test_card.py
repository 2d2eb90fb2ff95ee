"""The card: where it goes, what its menu does, and that it never says more than is so."""

from datetime import timedelta

import pytest

from bot.demo.seam import Fault
from bot.demo.slack.records import BOT_USER
from tests.journeys.town import DESK, OLLY, RITA, SAM
from tests.journeys.world import World
from tests.some import first

SOON = timedelta(seconds=5)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("why", first(["shared", "not a member", "archived", "private"]))
async def test_where_the_bot_may_not_tell_of_guests_the_requester_gets_the_card(here: World, why: str) -> None:
    members = [RITA, SAM] if why in {"not a member", "private"} else [RITA, SAM, BOT_USER]
    where = here.slack.add_channel("C0ODD", "odd", members, ext_shared=why == "shared", private=why == "private")
    view = await here.fill("Lobby", channel="C0ODD")
    where.archived = why == "archived"
    assert not await here.submit(view)
    await here.run(SOON)

    assert not here.cards("C0ODD")
    [card] = [message for message in here.slack.dm(RITA) if "Gail Guest" in here.text(message)]
    assert "Issued." in here.text(card)
    await here.run(timedelta(hours=1))
    assert len([said for said in here.dms() if "ends in 1 h" in said]) == 1
    await here.click(RITA, card, "end")
    await here.run(MINUTE)
    assert "Ended by" in here.text(card)


@pytest.mark.long
async def test_a_deleted_card_is_posted_anew(here: World) -> None:
    card = await here.issued("Lobby")
    card.deleted = True
    await here.run(timedelta(hours=2, minutes=1))

    assert "Ended by date" in here.text(here.card())


@pytest.mark.long
async def test_a_channel_archived_later_moves_the_card_to_the_requester(here: World) -> None:
    await here.issued("Lobby")
    here.slack.world.channels[DESK].archived = True
    await here.run(timedelta(hours=2, minutes=5))

    assert len([said for said in here.dms() if "was about to end" in said]) == 1
    assert any("Ended by date, confirmed by Seam" in said for said in here.dms())


async def test_a_door_is_added_for_the_same_window(http_first: World) -> None:
    here = http_first
    card = await here.issued("Lobby")
    [first] = here.seam.live_credentials()
    await here.run(timedelta(minutes=20))

    form = await here.more(SAM, card, "Add door")
    assert "Lobby" not in here.text(form).split("Doors:")[1]
    await here.choose(form, "doors", [here.doors["Gym"]], SAM)
    assert not await here.submit(form, SAM)
    await here.run(SOON)

    added = [key for key in here.seam.live_credentials() if key is not first]
    assert [key.ends_at for key in added] == [first.ends_at]
    assert len(here.pins()) == 2
    assert "Gym: PIN issued" in here.text(card)
    assert f"@{SAM} added Gym." in here.thread(card)
    await here.click(SAM, card, "show_pin")
    assert all(pin[:3] in here.screen(SAM) for pin in here.pins())


async def test_a_new_pin_ends_the_old_one_first_and_says_so(http_first: World) -> None:
    here = http_first
    card = await here.issued("Lobby", "Garage")
    old = {key.entrance_ids[0]: key for key in here.seam.live_credentials()}[here.doors["Lobby"]]
    here.seam.knobs.delete_delay = timedelta(seconds=20)

    form = await here.more(SAM, card, "New PIN")
    assert "The old PIN of this door is ended before the new one is made." in here.text(form)
    await here.choose(form, "doors", "Lobby", SAM)
    assert not await here.submit(form, SAM)
    await here.run(SOON)
    assert "waiting until Seam has removed the old PIN" in here.text(card)
    assert len(here.pins()) == 1
    await here.run(MINUTE)

    assert len(here.pins()) == 2
    assert old.code not in here.pins()
    assert "it may still accept the old PIN" in here.text(card)
    assert f"@{SAM} asked for a new PIN for Lobby. The old PIN is ended first." in here.thread(card)


async def test_the_end_may_be_made_earlier(http_first: World) -> None:
    here = http_first
    card = await here.issued("Lobby")

    form = await here.more(RITA, card, "Change end")
    await here.choose(form, "end_time", "15:30")
    assert "Today 16:00 → 15:30, New York" in here.screen()
    assert "this is earlier than the present end" in here.screen()
    assert not await here.submit(form)
    await here.run(SOON)
    assert "15:30" in here.text(card)
    await here.run(timedelta(hours=1, minutes=31))

    assert not here.pins()
    assert "Ended by date" in here.text(card)


@pytest.mark.long
async def test_the_end_may_not_be_in_the_past_or_beyond_the_maximum(here: World) -> None:
    card = await here.issued("Lobby")
    form = await here.more(RITA, card, "Change end")
    await here.choose(form, "end_time", "13:30")
    assert "end" in "".join((await here.submit(form)).values())

    await here.choose(form, "end_date", "2026-12-30")
    errors = await here.submit(form)

    assert errors["end_time"].startswith("Longer than 14 days is not possible here.")


async def test_give_again_from_the_menu(http_first: World) -> None:
    here = http_first
    card = await here.issued("Lobby", "Gym")

    form = await here.more(SAM, card, "Give again")
    assert "[x] Lobby" in here.text(form)
    assert "[x] Gym" in here.text(form)
    await here.choose(form, "length", "1d", SAM)
    assert not await here.submit(form, SAM)
    await here.run(SOON)

    assert len(here.pins()) == 4
    assert len(here.cards()) == 2


@pytest.mark.parametrize("entry", first(["Add door", "New PIN", "Change end", "Give again"]))
async def test_the_menu_refuses_who_may_not(here: World, entry: str) -> None:
    card = await here.issued("Lobby")

    await here.choose(card, "more", entry, OLLY)

    assert here.view(OLLY) is None
    assert here.slack.ephemerals(OLLY)


@pytest.mark.long
async def test_the_menu_of_an_ended_grant_on_an_old_screen_says_so(here: World) -> None:
    card = await here.issued("Lobby")
    hand = here.slack.person(SAM)
    stale = list(card.blocks)
    await here.click(RITA, card, "end")
    await here.run(MINUTE)
    card.blocks, here.old_screens = stale, True

    await hand.choose(card, "more", "Add door")
    await here.settle()
    assert "This access has already ended. You can give it again." in here.told(SAM)
    await here.click(SAM, card, "end")
    assert "This access has already ended." in here.told(SAM)


async def test_an_extension_that_seam_refuses_keeps_the_old_end(here: World) -> None:
    card = await here.issued("Lobby")
    here.seam.fault(refusal())
    await here.click(RITA, card, "extend")
    form = here.shown()
    assert not await here.submit(form)
    await here.run(MINUTE)

    assert "The end stays Fri 20 Nov 16:00" in here.thread(card)
    assert "Seam refused the new end for this door; the old end still holds." in here.text(card)
    assert len(here.seam.credentials_created()) == 1


def refusal() -> Fault:
    return Fault("/acs/credentials/update", "status", status=400, times=None)


async def test_the_pin_in_the_dm_where_policy_says_so_and_gone_after_the_end(http_first: World) -> None:
    here = http_first
    await here.set_up(policy={"pin_in_dm": True})
    card = await here.issued("Lobby")
    [pin] = here.pins()
    grouped = f"{pin[:3]} {pin[3:]}"
    [said] = [message for message in here.slack.dm(RITA) if grouped in here.text(message)]
    assert pin not in said.text.replace(" ", "")

    await here.click(SAM, card, "end")
    await here.run(MINUTE)

    assert grouped not in here.text(said)
    assert "The PINs that stood here were removed." in here.text(said)
    assert not any(grouped in text for text in here.dms())
