import asyncio
from datetime import UTC, datetime
from pathlib import Path

from bot.demo.page.beginning import LENGTH, VISITS, begin
from bot.demo.page.cast import ADA, FRONT_DESK, MAINTENANCE, MO, PEOPLE
from bot.demo.page.roof import ROOFER
from tests.demo.page.page import Page, page

OVER = {"Petra Plumber", "Carl Courier"}
NO_CHANGE = 0.5
"""Seconds after which to look again."""
FIRST_SIGHT = ("*Ended by date", "*Ended by <@", "*Issued.*", "ends in 1 h")


async def test_the_page_is_there_at_once_and_people_act_when_the_scene_is_set(tmp_path: Path) -> None:
    async with page(tmp_path, past=True) as here:
        early = await here.act("command", text="/guest", channel=FRONT_DESK)
        assert early["refused"] == "One moment: the demo is still setting the scene."

        playing = asyncio.create_task(begin(here.live))
        while not playing.done():
            seen = here.live.changes.version
            assert (await here.screen())["modal"] is None
            await here.live.changes.after(seen, NO_CHANGE)
        await playing
        assert (await here.screen())["busy"] is None

        await some_access_is_over_some_goes_on_and_some_ends_soon(here)
        await a_request_waits_for_ada(here)
        await it_is_now_and_only_what_is_new_is_unread(here)
        await one_door_without_a_hub_is_updated_and_one_is_not(here)
        assert (await here.act("command", text="/guest", channel=FRONT_DESK))["ok"]
        await here.modal()


async def some_access_is_over_some_goes_on_and_some_ends_soon(here: Page) -> None:
    world, desk = await here.world(), str((await here.screen())["messages"])
    assert {one["guest"] for one in world["credentials"]} == {
        visit.guest for _, *visits in VISITS for visit in visits
    } - OVER
    assert [words for words in FIRST_SIGHT if words not in desk] == []
    assert world["bot"] == {"connected": True, "problems": []}
    assert [person.id for person in PEOPLE if (await here.screen(person.id))["modal"]] == []


async def one_door_without_a_hub_is_updated_and_one_is_not(here: Page) -> None:
    doors = str((await here.screen(MO, MAINTENANCE))["messages"])
    assert "Loft 101 not updated yet" in doors
    assert f"updated at the door by <@{MO}>" in doors
    assert "task_claim" in doors


async def a_request_waits_for_ada(here: Page) -> None:
    slack = here.live.running.slack
    assert "*Waiting for approval.*" in str((await here.screen())["messages"])
    [request] = [message for message in slack.dm(ADA) if ROOFER in message.text]
    row = next(block for block in request.blocks if block["type"] == "actions")
    where = {"message": {"channel": request.channel, "ts": request.ts}}
    assert (await here.act("click", ADA, where=where, block_id=row["block_id"], action_id="approve"))["ok"]
    await here.until_world(lambda world: ROOFER in {one["guest"] for one in world["credentials"]})


async def it_is_now_and_only_what_is_new_is_unread(here: Page) -> None:
    screen = await here.screen()
    assert abs(screen["now"] - datetime.now(UTC).timestamp()) < LENGTH.total_seconds() / 10
    assert 0 < next(one["unread"] for one in screen["channels"] if one["id"] == FRONT_DESK) < len(screen["messages"])
