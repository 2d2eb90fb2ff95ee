"""Several doors: one that fails, and keys that open many."""

from datetime import timedelta

import pytest

from bot.domain.building import MobileKeys
from tests.journeys.town import RITA, SAM
from tests.journeys.world import World

FIVE = timedelta(seconds=5)


async def test_one_of_three_doors_fails_and_is_retried(http_first: World) -> None:
    here = http_first
    here.seam.fail_issue(here.doors["Gym"])
    card = await here.issued("Lobby", "Garage", "Gym")
    assert "Partly issued: 2 of 3 doors" in here.text(card)
    assert "Gym: failed." in here.text(card)
    assert "Gym: failed." in here.screen()
    before = set(here.pins())

    here.seam.knobs.failing.clear()
    await here.click(SAM, card, "retry_doors")
    await here.run(FIVE)

    assert before < set(here.pins())
    assert len(here.pins()) == 3
    assert "Issued." in here.text(card)
    assert "failed" not in here.text(card)
    assert "Retry" not in here.text(card)
    assert f"@{SAM} retries 1 door" in here.thread(card)


@pytest.mark.long
async def test_retry_is_in_the_result_too(here: World) -> None:
    here.seam.fail_issue(here.doors["Gym"])
    await here.issued("Lobby", "Gym")
    here.seam.knobs.failing.clear()

    await here.click(RITA, here.shown(), "retry_doors")
    await here.run(FIVE)

    assert all(f"{pin[:3]} {pin[3:]}" in here.screen() for pin in here.pins())
    assert len(here.pins()) == 2


async def test_when_every_door_fails_nothing_is_left_behind_and_the_reason_is_said(here: World) -> None:
    here.seam.fail_issue(here.doors["Gym"])
    await here.give("Gym")
    await here.run(timedelta(minutes=1))

    assert "Failed" in here.screen()
    assert "Gym: failed." in here.screen()
    assert "Failed" in here.text(here.card())
    assert not here.seam.live_credentials()
    assert not here.seam.world.users
    assert "Give again" in here.text(here.card())


async def test_one_mobile_key_opens_many_doors_and_has_a_link(http_first: World) -> None:
    here = http_first
    await here.set_up(mobile_keys=MobileKeys.INSTANT_KEY)
    view = await here.fill("Lobby", "Garage", "Gym")
    await here.choose(view, "method", "mobile_key")
    await here.choose(view, "doors", [here.doors[name] for name in ("Lobby", "Garage", "Gym")])
    await here.type(view, "email", "gail@example.com")
    assert not await here.submit(view)
    await here.run(FIVE)

    [key] = here.seam.live_credentials()
    assert key.method == "mobile_key"
    assert len(key.entrance_ids) == 3
    assert "mobile key issued, link made" in here.screen()
    assert "https://" in here.screen()
    assert "on the phone" not in here.screen().replace("on the phone yet", "")
    assert "https://" not in here.text(here.card())


@pytest.mark.long
async def test_a_key_for_the_guests_own_app_has_no_link_and_says_so(here: World) -> None:
    await here.set_up(mobile_keys=MobileKeys.OWN_APP)
    view = await here.fill("Lobby", "Garage")
    await here.choose(view, "method", "mobile_key")
    await here.choose(view, "doors", [here.doors["Lobby"], here.doors["Garage"]])
    await here.type(view, "email", "gail@example.com")
    await here.submit(view)
    await here.run(FIVE)

    assert "mobile key issued" in here.screen()
    assert "https://" not in here.screen()
    assert "Show key" in here.text(here.card())
    await here.click(SAM, here.card(), "show_pin")
    assert "mobile key issued" in here.screen(SAM)


async def test_mobile_keys_are_not_offered_where_they_are_off(here: World) -> None:
    await here.open_form()

    assert "Mobile key" not in here.screen()


async def test_a_mobile_key_needs_an_email(here: World) -> None:
    await here.set_up(mobile_keys=MobileKeys.INSTANT_KEY)
    view = await here.fill("Lobby")
    await here.choose(view, "method", "mobile_key")

    assert "E-mail:" in here.screen()


@pytest.mark.long
async def test_the_second_key_of_the_same_guest_uses_the_same_person_at_seam(here: World) -> None:
    await here.set_up(mobile_keys=MobileKeys.INSTANT_KEY)
    for door in ("Lobby", "Garage"):
        view = await here.fill(door)
        await here.choose(view, "method", "mobile_key")
        await here.choose(view, "doors", [here.doors[door]])
        await here.type(view, "email", "gail@example.com")
        assert not await here.submit(view)
        await here.run(FIVE)
        await here.slack.person(RITA).close(here.shown())
        await here.settle()

    assert len(here.seam.live_credentials()) == 2
    assert len(here.seam.world.identities) == 1
