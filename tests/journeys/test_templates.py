"""A manager makes a template from a starter; somebody at the desk then needs a name, a choice and a click."""

from datetime import timedelta

from tests.journeys.test_set_up import open_part, open_setup
from tests.journeys.town import ADA, RITA
from tests.journeys.world import World


async def test_made_in_the_setup_used_at_the_desk_and_deleted(http_first: World) -> None:
    here = http_first
    await make_cleaner(here)

    rita = here.slack.person(RITA)
    view, before = await here.open_form(), rita.actions
    await here.type(view, "name", "Gail Guest")
    await here.choose(view, "template", "Cleaner")
    assert all(words in here.screen() for words in ("Gail Guest", "Today 14:00 to 18:00, New York, 4 h"))
    assert not await here.submit(view)
    assert rita.actions - before == 3
    await here.run(timedelta(seconds=5))
    assert len(here.pins()) == 2
    assert all(f"{pin[:3]} {pin[3:]}" in here.screen() for pin in here.pins())

    await delete_cleaner(here)
    await here.run(timedelta(hours=3, minutes=30))
    assert any("ends in 30 min" in text for text in here.dms(RITA))
    assert not any("ends in 1 h" in text for text in here.dms(RITA))


async def make_cleaner(here: World) -> None:
    setup = await open_setup(here)
    listed = await open_part(here, "setup_templates", ADA)
    await here.click(ADA, listed, "setup_template", "cleaner")
    form = here.shown(ADA)
    await here.choose(form, "template_doors", [here.doors["Lobby"], here.doors["Garage"]], ADA)
    await here.choose(form, "template_leads", ["30"], ADA)
    assert not await here.submit(form, ADA)
    assert "Cleaner: 2 doors, PIN, 4 h" in here.text(listed)
    assert "Templates: Cleaner" in here.text(setup)
    await here.slack.person(ADA).close(listed)
    await here.slack.person(ADA).close(setup)


async def delete_cleaner(here: World) -> None:
    await open_setup(here)
    listed = await open_part(here, "setup_templates", ADA)
    await here.click(ADA, listed, "delete_template")
    assert "2 doors, PIN, 4 h" not in here.text(listed)
