"""The same guest twice: warned of while it overlaps, plain after the end."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.journeys.town import RITA, SAM
from tests.journeys.world import World, world

SOON = timedelta(seconds=5)


async def test_overlapping_access_is_warned_of_in_the_form_and_given_all_the_same(http_first: World) -> None:
    here = http_first
    await here.issued("Lobby", "Garage")
    [first, other] = here.pins()

    view = await here.fill("Garage", user=SAM, name="gail guest")
    assert "Gail Guest already has access to Garage until today 16:00." in here.screen(SAM)
    assert not await here.submit(view, SAM)
    await here.run(SOON)

    assert len(here.pins()) == 3
    assert len(set(here.pins())) == 3
    assert {first, other} < set(here.pins())
    assert len(here.cards()) == 2


@pytest.mark.long
async def test_a_name_typed_last_is_warned_of_once_at_the_submit(here: World) -> None:
    await here.issued("Lobby")
    await here.slack.person(RITA).close(here.shown())
    view = await here.open_form()
    await here.choose(view, "doors", [here.doors["Lobby"]])
    await here.type(view, "name", "Gail Guest")

    await here.submit(view)
    assert "Gail Guest already has access to Lobby until today 16:00." in here.screen()
    assert "[Give access anyway]" in here.screen()
    assert len(here.pins()) == 1

    await here.submit(view)
    await here.run(SOON)
    assert len(here.pins()) == 2


@pytest.mark.long
async def test_the_only_door_of_a_building_is_warned_of_as_the_form_opens(tmp_path: Path) -> None:
    async with world(tmp_path, doors=("Lobby",)) as here:
        await here.open_form(text="Gail Guest")
        await here.submit(here.shown())
        await here.run(SOON)
        await here.slack.person(RITA).close(here.shown())

        await here.open_form(text="Gail Guest")

        assert "already has access to Lobby" in here.screen()


async def test_ending_one_of_two_leaves_the_other_alone(here: World) -> None:
    await here.issued("Lobby")
    kept = here.pins()
    await here.slack.person(RITA).close(here.shown())
    second = await here.issued("Lobby")

    await here.click(RITA, second, "end")
    await here.run(timedelta(minutes=1))

    assert here.pins() == kept
    assert "Issued." in here.text(here.cards()[0])
    assert "Ended" in here.text(here.cards()[1])


@pytest.mark.long
async def test_another_door_is_not_warned_of(here: World) -> None:
    await here.issued("Lobby")
    await here.slack.person(RITA).close(here.shown())

    await here.fill("Roof")

    assert "already has access" not in here.screen()


async def test_after_the_end_the_same_guest_is_new_again(http_first: World) -> None:
    here = http_first
    card = await here.issued("Lobby")
    [old] = here.pins()
    await here.slack.person(RITA).close(here.shown())
    await here.click(RITA, card, "end")
    await here.run(timedelta(minutes=1))

    await here.click(SAM, card, "again")
    again = here.shown(SAM)
    assert "Gail Guest" in here.screen(SAM)
    assert "[x] Lobby" in here.screen(SAM)
    assert "already has access" not in here.screen(SAM)
    assert not await here.submit(again, SAM)
    await here.run(SOON)

    assert here.pins()
    assert here.pins() != [old]
    assert f"given by @{SAM}" in here.text(here.card())


async def test_a_form_sent_twice_is_one_grant(here: World) -> None:
    """Slack's client sends a submission again where the first answer came too late."""
    view = await here.fill("Lobby")
    await here.slack.person(RITA).submit(view)
    sent = here.slack.deliveries[-1]
    await here.slack.wire.deliver(sent.kind, sent.payload)
    await here.run(SOON)

    assert len(here.pins()) == 1
    assert len(here.cards()) == 1
