"""A restored backup is older than Seam: what was given since opens doors, and our books do not have it."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo.slack.records import Message
from bot.storage.database import database_path
from tests.journeys.planting import alarms, given, live, quarter, with_manager
from tests.journeys.town import RITA
from tests.journeys.world import MINUTE, World


@pytest.fixture
async def town(here: World) -> World:
    return await with_manager(here)


def grant_id(card: Message) -> str:
    buttons = next(block for block in card.blocks if block["type"] == "actions")
    return str(buttons["elements"][0]["value"])


async def back_up(here: World, folder: Path) -> None:
    await here.stop()
    shutil.copytree(data(here), folder)
    await here.start()
    await here.settle()


async def restore(here: World, folder: Path) -> None:
    """Screens in Slack are newer than the books from then on."""
    await here.stop()
    shutil.rmtree(data(here))
    shutil.copytree(folder, data(here))
    here.old_screens = True
    await here.start()
    await here.settle()


def data(here: World) -> Path:
    return database_path(here.settings.database_url).parent


async def test_what_was_given_since_is_told_and_neither_deleted_nor_lost(town: World, tmp_path: Path) -> None:
    await given(town, "Lobby", name="Before Backup")
    before = live(town)
    await back_up(town, tmp_path.with_name(f"{tmp_path.name}-backup"))
    await given(town, "Garage", name="After Backup")
    await given(town, "Gym", "Roof", name="Also After")
    since = live(town) - before
    await town.run(MINUTE)

    await restore(town, tmp_path.with_name(f"{tmp_path.name}-backup"))
    await quarter(town)

    assert live(town) == before | since
    assert len(since) == 3
    told = town.text(alarms(town)[-1])
    assert "differ in 3 points" in told
    assert [f"A PIN for {door}" in told for door in ("Garage", "Gym", "Roof")] == [True] * 3
    assert told.count("[End it]") == told.count("[Leave it]") == 3
    assert "Before Backup" in town.text(town.cards()[0])


@pytest.mark.long
async def test_a_door_that_was_added_since_belongs_to_its_grant_again(town: World, tmp_path: Path) -> None:
    card = await given(town, "Lobby")
    await back_up(town, tmp_path.with_name(f"{tmp_path.name}-backup"))
    form = await town.more(RITA, card, f"add_doors:{grant_id(card)}")
    await town.choose(form, "doors", [town.doors["Garage"]])
    await town.submit(form)
    await town.run(timedelta(seconds=10))
    assert len(live(town)) == 2

    await restore(town, tmp_path.with_name(f"{tmp_path.name}-backup"))
    await quarter(town)

    assert "Garage" in town.text(town.card())
    await town.click(RITA, town.card(), "end")
    await town.run(MINUTE)
    assert not live(town)


@pytest.mark.long
async def test_what_was_ended_since_is_not_made_again(town: World, tmp_path: Path) -> None:
    card = await given(town, "Lobby")
    await back_up(town, tmp_path.with_name(f"{tmp_path.name}-backup"))
    await town.click(RITA, card, "end")
    await town.run(MINUTE)
    made = len(town.seam.credentials_created())

    await restore(town, tmp_path.with_name(f"{tmp_path.name}-backup"))
    await quarter(town)

    assert len(town.seam.credentials_created()) == made
    assert "deleted outside Keydesk" in town.text(town.card())
