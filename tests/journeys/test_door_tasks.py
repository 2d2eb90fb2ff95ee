"""A building without a hub, from the first PIN to the last visit, with what the door itself knows beside it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.demo.slack.records import BOT_USER, Message
from bot.domain.building import Hub
from tests.journeys.hubless import MAINTENANCE, MAX, MINUTE, NOTICES, SECOND, board, opens, press, update
from tests.journeys.town import ADA, OLLY, RITA, SAM
from tests.journeys.world import ISSUERS, World, world


@pytest.fixture
async def hubless(tmp_path: Path) -> AsyncIterator[World]:
    """No door hears anything by itself; Max looks after them."""
    async with world(tmp_path) as here:
        here.slack.add_user(MAX, "Max Maintenance", "America/New_York")
        here.slack.add_channel(NOTICES, "doors", [MAX, RITA, ADA, BOT_USER])
        here.seam.set_hub(here.building, False)  # noqa: FBT003
        await here.set_up(hub=Hub.NO, notice_channel=NOTICES, roles=(*ISSUERS, MAINTENANCE))
        yield here


async def test_the_whole_life_of_a_building_without_a_hub(hubless: World) -> None:
    card = await issued_and_claimed(hubless)
    await updated(hubless, card)
    await extended(hubless, card)
    await ended(hubless, card)

    begun = [m for m in hubless.slack.messages(NOTICES) if m.thread_ts is None and m.user == BOT_USER]
    assert len(begun) == 1, "one message, kept up to date"


async def issued_and_claimed(here: World) -> Message:
    card = await here.issued("Lobby")
    await here.run(5 * SECOND)
    assert "Lobby not updated yet" in here.text(card)
    assert "before it works" in here.screen()
    assert "Gail" in here.text(board(here))
    assert "Guest" not in here.text(board(here)), "the first name alone"
    assert not any(pin in here.text(board(here)) for pin in here.pins())
    assert not opens(here)
    await here.slack.person(RITA).close(here.shown())

    await press(here, MAX, board(here), "task_claim")

    assert f"Claimed by @{MAX}" in here.text(board(here))
    assert f"claimed by @{MAX}" in here.text(card)
    assert "[Claim]" not in here.text(board(here))
    return card


async def updated(here: World, card: Message) -> None:
    await here.run(6 * MINUTE)
    await update(here)
    assert opens(here)
    assert f"updated at the door by @{MAX}, Fri 20 Nov 14:06" in here.text(card)
    assert "not updated" not in here.text(card)
    assert "nothing is open" in here.text(board(here))


async def extended(here: World, card: Message) -> None:
    await here.click(RITA, card, "extend")
    await here.slack.person(RITA).submit(here.shown())
    await here.run(10 * SECOND)
    assert "Lobby not updated yet" in here.text(card)
    assert "goes by the PIN or end it knows" in here.text(card)
    assert "learns what changed for Gail" in here.text(board(here))
    await update(here)
    assert "not updated" not in here.text(card)


async def ended(here: World, card: Message) -> None:
    await here.click(RITA, card, "end")
    await here.run(10 * SECOND)
    assert "Lobby may still open with the old PIN until it is updated" in here.text(card)
    assert opens(here), "the door has not heard of it"
    await update(here)
    assert not opens(here)
    assert "may still" not in here.text(card)
    assert f"removed at the door by @{MAX}" in here.text(card)


@pytest.mark.long
async def test_who_still_looks_at_the_result_sees_that_the_door_is_updated(hubless: World) -> None:
    here = hubless
    await here.issued("Lobby")
    await here.run(5 * SECOND)
    assert "Lobby not updated yet" in here.screen()

    await update(here)

    assert "not updated" not in here.screen()
    assert f"updated at the door by @{MAX}" in here.screen()


async def test_cannot_says_why_and_leaves_it_to_others(hubless: World) -> None:
    here = hubless
    await here.issued("Lobby", "Gym")
    await here.run(5 * SECOND)

    await press(here, MAX, board(here), "task_cannot", "*Lobby*")
    form = here.shown(MAX)
    await here.type(form, "task_why", "The gate <is> stuck", MAX)
    assert not await here.submit(form, MAX)
    await here.run(5 * SECOND)

    assert "could not do it: The gate <is> stuck" in here.text(board(here))
    assert any(f"@{MAX} could not update Lobby" in said for said in here.dms(RITA))
    assert any(f"@{MAX} could not update Lobby" in said for said in here.dms(ADA))
    await update(here, SAM)
    assert f"updated at the door by @{SAM}" in here.text(here.card())
    assert not any("Somebody else has to go there" in said for said in here.dms(RITA))


@pytest.mark.long
async def test_the_list_has_the_same_buttons_and_pages(hubless: World) -> None:
    here = hubless
    for name in ("Ann", "Bob", "Cyd"):
        await here.issued("Lobby", "Garage", "Gym", "Unit 12B", "Mailroom", "Roof", name=name)
        await here.slack.person(RITA).close(here.shown())
    await here.run(5 * SECOND)

    assert (await here.slack.person(MAX).command("/guest", "tasks", NOTICES)).ok
    await here.bot.idle()
    assert "18 open tasks, 1 to 15 shown" in here.screen(MAX)
    await here.click(MAX, here.shown(MAX), "tasks_after")
    assert "18 open tasks, 16 to 18 shown" in here.screen(MAX)
    await press(here, MAX, here.shown(MAX), "task_done")
    assert "17 open tasks, 16 to 17 shown" in here.screen(MAX)
    await here.click(MAX, here.shown(MAX), "tasks_before")
    assert "17 open tasks, 1 to 15 shown" in here.screen(MAX)

    await press(here, MAX, here.shown(MAX), "task_cannot")
    form = here.shown(MAX)
    await here.type(form, "task_why", "No ladder", MAX)
    assert not await here.submit(form, MAX)
    assert f"@{MAX} could not do it: No ladder" in here.screen(MAX)


async def test_home_shows_what_is_open_to_who_may_do_it(hubless: World) -> None:
    here = hubless
    await here.issued("Lobby")
    for user in (MAX, OLLY):
        await here.slack.person(user).open_home()
    await here.bot.idle()
    assert "it learns the PIN" in here.text(here.slack.home(MAX))
    assert "Lobby" not in here.text(here.slack.home(OLLY))

    await press(here, MAX, here.slack.home(MAX), "task_done")
    await here.run(10 * SECOND)

    assert "it learns the PIN" not in here.text(here.slack.home(MAX))
    assert f"updated at the door by @{MAX}" in here.text(here.card())


async def test_who_has_no_role_is_refused_at_the_click(hubless: World) -> None:
    here = hubless
    here.slack.add_channel(NOTICES, "doors", [MAX, OLLY, BOT_USER])
    await here.issued("Lobby")
    await here.run(5 * SECOND)

    for action in ("task_claim", "task_done", "task_cannot"):
        await press(here, OLLY, board(here), action)
        assert "You have no role at this building" in here.told(OLLY)

    assert "not updated yet" in here.text(here.card())


@pytest.mark.long
async def test_a_second_click_on_an_old_screen_is_told_that_it_is_done(hubless: World) -> None:
    here = hubless
    await here.issued("Lobby")
    await here.run(5 * SECOND)
    old = board(here)
    await here.slack.person(MAX).command("/guest", "tasks", NOTICES)
    await here.bot.idle()
    listed = here.shown(MAX)
    await press(here, RITA, old, "task_done")

    await press(here, MAX, listed, "task_done")

    assert any("was updated already" in said for said in here.dms(MAX))
    assert "Nothing is to be done at any door" in here.screen(MAX)
    assert f"updated at the door by @{RITA}" in here.text(here.card())


async def test_nobody_goes_and_it_is_said_louder_each_time(hubless: World) -> None:
    here = hubless
    await here.issued("Lobby")
    await here.run(14 * MINUTE)
    assert not any("not updated for Gail" in said for said in here.dms(RITA))

    await here.run(2 * MINUTE)
    assert any("1 door is not updated for Gail" in said for said in here.dms(RITA))

    await update(here)
    assert not any("not updated for Gail" in said for said in here.dms(RITA)), "it is not true any more"
    assert any("are settled now" in said for said in here.dms(RITA))


@pytest.mark.long
async def test_a_door_that_has_a_hub_now_closes_its_task_and_says_so(hubless: World) -> None:
    here = hubless
    card = await here.issued("Lobby")
    await here.run(5 * SECOND)

    await here.set_up(hub=Hub.YES, notice_channel=NOTICES, roles=(*ISSUERS, MAINTENANCE))
    await here.run(10 * SECOND)

    assert "closed: the hub setting of this door was changed" in here.text(board(here))
    assert "not updated" not in here.text(card)


@pytest.mark.long
async def test_a_task_message_that_was_deleted_comes_again(hubless: World) -> None:
    here = hubless
    await here.issued("Lobby", "Gym")
    await here.run(5 * SECOND)
    first = board(here)
    first.deleted = True

    await press(here, RITA, here.card(), "extend")
    await here.slack.person(RITA).submit(here.shown())
    await here.run(10 * SECOND)

    again = board(here)
    assert again.ts != first.ts
    assert "Gym" in here.text(again)
