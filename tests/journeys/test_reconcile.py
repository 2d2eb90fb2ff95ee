"""Seam against our books, over real HTTP: what a building's people see, and what their clicks do."""

from datetime import timedelta

import pytest

from tests.journeys.planting import NOTICE, alarms, install_id, live, plant, quarter, with_manager
from tests.journeys.town import ADA, OLLY, RITA, SAM
from tests.journeys.world import MINUTE, World


@pytest.fixture
async def town(here: World) -> World:
    return await with_manager(here)


async def test_an_unknown_pin_of_ours_is_told_and_ended_with_a_click(town: World) -> None:
    extra = plant(town, f"keydesk:{await install_id(town)}:lost")
    await quarter(town)
    [alarm] = alarms(town)
    told = town.text(alarm)
    assert "Seam and Keydesk's books differ in 1 point" in told
    assert "A PIN for Garage" in told
    assert "an older backup may have been restored" in told
    assert extra.id in live(town)

    await town.click(SAM, alarm, "drift_end")
    await town.run(timedelta(seconds=5))

    assert extra.id not in live(town)
    assert f"Ended by @{SAM}, confirmed by Seam." in town.text(alarms(town)[0])
    assert "[End it]" not in town.text(alarms(town)[0])


async def test_who_may_not_decide_is_refused_at_the_click(town: World) -> None:
    extra = plant(town, f"keydesk:{await install_id(town)}:lost")
    town.slack.world.channels[NOTICE].members += [RITA, OLLY]
    await quarter(town)

    for who in (RITA, OLLY):
        await town.click(who, alarms(town)[0], "drift_end")
        assert "Only a building's managers and Keydesk's admins may do this." in town.told(who)

    assert extra.id in live(town)
    await town.click(ADA, alarms(town)[0], "drift_leave")
    assert f"@{ADA} leaves it as it is." in town.text(alarms(town)[0])
    await quarter(town)
    assert len(alarms(town)) == 1
    assert extra.id in live(town)


async def test_another_end_at_seam_is_set_right_with_a_click(town: World) -> None:
    await town.issued("Lobby")
    [pin] = town.seam.live_credentials()
    booked, pin.ends_at = pin.ends_at, town.clock.now() + timedelta(hours=9)
    await quarter(town)
    assert "Keydesk's books say" in town.text(alarms(town)[0])
    assert pin.ends_at != booked

    await town.click(SAM, alarms(town)[0], "drift_right")
    await town.run(MINUTE)

    assert pin.ends_at == booked
    assert "Seam and the books agree again." in town.text(alarms(town)[0])
    assert "set right at Seam" in town.thread(town.card())


async def test_what_is_gone_is_told_to_whoever_gave_it(town: World) -> None:
    await town.issued("Lobby", "Garage")
    town.seam.world.undelivered.clear()
    gone = town.seam.live_credentials()[0]
    gone.gone_at = town.clock.now()

    await quarter(town)

    assert "deleted outside Keydesk" in town.text(town.card())
    assert any("A PIN of Gail Guest at Harbor House was deleted outside Keydesk" in text for text in town.dms(RITA))
    assert "was deleted outside Keydesk and opens nothing" in town.text(alarms(town)[0])
    assert len(town.seam.live_credentials()) == 1


async def test_a_check_is_acknowledged_at_once_and_says_what_it_found(town: World) -> None:
    await quarter(town)
    extra = plant(town, f"keydesk:{await install_id(town)}:lost")
    plant(town, "pms:4711")
    plant(town, "keydesk:another:g1")
    ack = await town.slack.person(SAM).command("/guest", "check", NOTICE)
    assert ack.ok
    await town.slack.until(lambda: town.slack.open_views(SAM))
    assert "Seam and Keydesk's books agree" in town.screen(SAM)

    await town.click(SAM, town.view(SAM), "check_now")

    assert "They differ in 1 point" in town.screen(SAM)
    assert "2 credentials here belong to other programs, 1 of them to another Keydesk" in town.screen(SAM)
    await town.click(SAM, town.view(SAM), "drift_end")
    await town.click(SAM, town.view(SAM), "check_now")
    assert "Seam and Keydesk's books agree" in town.screen(SAM)
    assert extra.id not in live(town)


async def test_a_check_says_since_when_seam_could_not_be_asked(town: World) -> None:
    await quarter(town)
    town.seam.set_outage(True)
    await quarter(town)
    await town.slack.person(SAM).command("/guest", "check", NOTICE)
    await town.slack.until(lambda: town.slack.open_views(SAM))
    assert "Seam could not be asked since" in town.screen(SAM)
    assert "Last compared" in town.screen(SAM)

    town.seam.set_outage(False)
    await town.click(SAM, town.view(SAM), "check_now")

    assert "Seam and Keydesk's books agree" in town.screen(SAM)


async def test_the_board_shows_what_waits_and_takes_the_decision(town: World) -> None:
    extra = plant(town, f"keydesk:{await install_id(town)}:lost")
    await quarter(town)
    await town.slack.person(SAM).open_home()
    await town.bot.idle()
    home = town.slack.home(SAM)
    assert "Seam and the books" in town.text(home)
    assert "A PIN for Garage" in town.text(home)

    await town.click(SAM, home, "drift_end")
    await town.run(timedelta(seconds=10))

    assert extra.id not in live(town)
    assert "Seam and Keydesk's books agree" in town.text(town.slack.home(SAM))


async def test_a_building_that_is_disconnected_is_told_once_and_once_when_it_is_back(town: World) -> None:
    town.seam.disconnect(town.building)
    for _ in range(3):
        await quarter(town)
    assert [("disconnected from Seam" in town.text(alarm)) for alarm in alarms(town)] == [True]

    town.seam.reconnect(town.building)
    await quarter(town)

    assert len(alarms(town)) == 2
    assert "can be used again, after" in town.text(alarms(town)[1])
