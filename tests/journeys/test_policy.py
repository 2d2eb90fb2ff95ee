"""What a building's policy says is met in the form, not after it; and a later policy counts for what is there."""

from datetime import timedelta

from tests.journeys.town import DESK, RITA
from tests.journeys.world import World

SOON = timedelta(seconds=5)


async def test_a_sensitive_door_brings_its_own_rules_into_the_form(http_first: World) -> None:
    here = http_first
    garage = here.doors["Garage"]
    vault = {
        "id": "g1",
        "name": "Vault",
        "entrance_ids": [garage],
        "stricter": {"max_length": 3600, "reason_patterns": ["WO-##"]},
    }
    await here.set_up(entrance_groups=[vault])
    view = await here.fill("Lobby")
    assert "Reason" not in here.screen()

    await here.choose(view, "doors", [here.doors["Lobby"], garage])
    assert "Here: at most 1 h." in here.screen()
    assert "Longer than 1 h is not possible here. Choose an end up to today 15:00." in here.screen()
    await here.type(view, "reason", "sprinkler")
    errors = await here.submit(view)
    assert "Longer than 1 h is not possible here." in errors["length"]
    assert errors["reason"] == "The reason must contain WO-## here (# is a digit)."
    assert not here.seam.credentials_created()

    await here.choose(view, "length", "custom")
    await here.choose(view, "end_time", "15:00")
    await here.type(view, "reason", "WO-12 sprinkler")
    assert not await here.submit(view)
    await here.run(SOON)
    assert len(here.pins()) == 2

    [card] = [message for message in here.slack.messages(DESK) if message.blocks]
    await here.click(RITA, card, "extend")
    options = here.text(here.shown())
    assert "+1 hour" not in options


async def test_a_door_that_needs_somebody_elses_yes_says_whose(here: World) -> None:
    vault = {"id": "g1", "name": "Vault", "entrance_ids": [here.doors["Garage"]], "stricter": {"two_person": True}}
    await here.set_up(entrance_groups=[vault])

    view = await here.fill("Garage")

    assert "Needs approval by somebody else: Keydesk's admins are asked" in here.screen()
    assert not await here.submit(view)
    await here.run(SOON)
    assert "Waiting for approval." in here.screen()
    assert not here.seam.credentials_created()
