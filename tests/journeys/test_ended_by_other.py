from datetime import timedelta

from tests.journeys.town import RITA, SAM
from tests.journeys.world import World


async def test_who_waits_for_a_pin_hears_that_a_colleague_ended_it(here: World) -> None:
    here.seam.set_pin_delay(timedelta(minutes=10))
    await here.give("Lobby")
    await here.run(timedelta(seconds=5))
    await here.slack.person(RITA).close(here.shown(RITA))

    await here.click(SAM, here.card(), "end")
    await here.run(timedelta(seconds=20))

    told = [here.text(message) for message in here.slack.dm(RITA)]
    assert any(f"@{SAM} ended access of Gail Guest while it was being made" in text for text in told)
    assert not here.pins()
