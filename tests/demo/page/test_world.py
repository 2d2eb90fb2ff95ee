import asyncio
import json
from datetime import timedelta

import pytest

from bot.demo.page.cast import FRONT_DESK
from tests.demo.page.page import Found, Page


def card(screen: Found) -> str:
    return str(screen["messages"][0]["blocks"])


@pytest.mark.long
async def test_skipping_to_the_next_reminder_brings_it_at_its_own_time(desk: Page) -> None:
    await desk.give("Lobby")
    due = (await desk.world())["skip"]["next_reminder_at"]

    done = await desk.switch("skip", to="next_reminder")

    assert done["ok"], done
    reminder = await desk.until(lambda screen: [m for m in screen["messages"] if "ends in 1 h" in str(m)])
    assert 0 <= float(reminder[0]["ts"]) - due < 10
    assert (await desk.world())["log"][0]["text"].startswith("Skipped ")


@pytest.mark.long
async def test_a_day_goes_by_in_order_and_ends_where_it_was_to_end(desk: Page) -> None:
    await desk.give("Lobby")
    before = (await desk.world())["now"]

    await desk.switch("skip", seconds=86400)

    assert 86400 <= (await desk.world())["now"] - before < 86400 + 60
    said = [(float(m["ts"]) - before, str(m["blocks"])) for m in (await desk.screen())["messages"]]
    assert said == sorted(said)
    ended = next(at for at, text in said if "The end of access is confirmed" in text)
    assert 1.9 * 3600 < ended < 2.1 * 3600
    assert "Ended by date" in said[0][1]
    assert (await desk.world())["credentials"] == []


@pytest.mark.long
async def test_the_clock_waits_for_what_was_just_pressed(desk: Page) -> None:
    """Else every trigger id that is on its way would be hours old."""
    await desk.give("Lobby")
    await desk.act("close", view_id=(await desk.modal())["id"])

    skipping = asyncio.create_task(desk.switch("skip", seconds=86400))
    while not skipping.done():
        assert (await desk.act("command", text="/guest", channel=FRONT_DESK))["ok"]
        await desk.act("close", view_id=(await desk.modal())["id"])

    expired = [call for call in desk.live.running.slack.journal if call.error == "expired_trigger_id"]
    assert expired == []


async def test_one_skip_at_a_time(desk: Page) -> None:
    with desk.live.panel.skipping.under_way("Skipping ahead", desk.live.running.clock.now() + timedelta(hours=1)):
        done = await desk.switch("skip", seconds=60)
        assert done["refused"] == "The clock is being moved already."
        assert (await desk.world())["busy"] == {"text": "Skipping ahead", "done": 0, "of": 3600}
    assert (await desk.world())["busy"] is None


@pytest.mark.long
async def test_with_seam_down_nothing_untrue_is_said_and_the_panel_shows_the_difference(desk: Page) -> None:
    await desk.give("Lobby")
    await desk.switch("seam", mode="down")
    shown = (await desk.screen())["messages"][0]
    block = next(block for block in shown["blocks"] if block["type"] == "actions")
    where = {"message": {"channel": FRONT_DESK, "ts": shown["ts"]}}

    await desk.act("click", where=where, block_id=block["block_id"], action_id="end")

    await desk.until(lambda screen: "Seam has not confirmed it yet" in card(screen))
    assert [one["state"] for one in (await desk.world())["credentials"]] == ["issued"]
    await desk.switch("seam", mode="up")
    await desk.switch("skip", seconds=600)
    await desk.until(lambda screen: "*Ended by" in card(screen))
    assert (await desk.world())["credentials"] == []


async def test_a_pin_that_never_comes_is_not_claimed(desk: Page) -> None:
    await desk.switch("pins", mode="never")
    await desk.act("command", text="/guest", channel=FRONT_DESK)
    form = await desk.modal()
    await desk.choose(form, "doors", ["Lobby"])
    await desk.act("submit", view_id=form["id"], values={"name": {"name": "Dora"}})
    await desk.modal("U0RITA", "0 of 1 door ready")

    await desk.switch("skip", seconds=60)

    assert "has not made the PIN yet" in str((await desk.screen())["modal"])
    assert [one["state"] for one in (await desk.world())["credentials"]] == ["being made"]


async def test_access_deleted_in_latchs_console_is_noticed(desk: Page) -> None:
    await desk.give("Lobby")
    (held,) = (await desk.world())["credentials"]

    assert (await desk.switch("delete_credential", id=held["id"]))["ok"]

    await desk.until(lambda screen: "PIN issued" not in card(screen))


async def test_an_end_that_is_moved_in_latchs_console_is_no_longer_the_one_on_the_books(desk: Page) -> None:
    await desk.give("Lobby")
    (held,) = (await desk.world())["credentials"]

    said = await desk.switch("move_end", id=held["id"])

    assert said["ok"]
    (moved,) = (await desk.world())["credentials"]
    assert moved["ends_at"] - held["ends_at"] == 3 * 60 * 60


async def test_a_building_without_a_line_is_shown_so(desk: Page) -> None:
    building = (await desk.world())["buildings"][0]

    await desk.switch("line", building=building["id"], connected=False)

    cut = (await desk.world())["buildings"][0]
    assert (building["connected"], cut["connected"]) == (True, False)
    assert not any(door["online"] for door in cut["doors"])


async def test_without_a_hub_the_panel_shows_that_the_door_does_not_know_the_pin_yet(desk: Page) -> None:
    building = (await desk.world())["buildings"][0]
    lobby = next(door["id"] for door in building["doors"] if door["name"] == "Lobby")
    await desk.switch("hub", building=building["id"], connected=False)
    await desk.give("Lobby")
    (held,) = (await desk.world())["credentials"]
    assert (held["state"], held["opens"]) == ("issued", [])

    shut = await desk.switch("open_door", door=lobby, credential=held["id"])
    await desk.switch("update_door", door=lobby)
    opened = await desk.switch("open_door", door=lobby, credential=held["id"])

    assert (shut["said"], opened["said"]) == ("Lobby stayed shut: unknown_code.", "Lobby opened.")
    assert [one["opens"] for one in (await desk.world())["credentials"]] == [["Lobby"]]


async def test_a_smart_lock_has_a_battery_and_a_line_of_its_own(here: Page) -> None:
    def lock(world: Found) -> Found:
        building = next(one for one in world["buildings"] if one["kind"] == "smart_locks")
        found: Found = building["doors"][0]
        return found

    door = lock(await here.world())["id"]

    assert (await here.switch("battery", door=door, level=0.05))["said"].endswith(" is at 5%.")
    await here.switch("offline", door=door, online=False)

    assert (lock(await here.world())["battery"], lock(await here.world())["online"]) == (0.05, False)


async def test_what_may_happen_to_a_lock_can_be_made_to_happen(here: Page) -> None:
    def locks(world: Found) -> Found:
        found: Found = next(one for one in world["buildings"] if one["kind"] == "smart_locks")
        return found

    casa = locks(await here.world())
    door, before = casa["doors"][0]["id"], len(casa["doors"])

    said = [(await here.switch(kind, door=door))["said"] for kind in ("flaky", "tamper", "wrong_code", "remove_lock")]

    assert [one.rpartition(" ")[2] for one in said] == ["goes.", "Door.", "Door.", "account."]
    assert len(locks(await here.world())["doors"]) == before - 1
    assert "cannot reach Casa Sol" in (await here.switch("line", building=casa["id"], connected=False))["said"]
    assert not locks(await here.world())["connected"]


async def test_a_door_that_is_not_there_is_said(desk: Page) -> None:
    assert (await desk.switch("remove_door", door="none"))["refused"] == "Seam does not have this any more."


async def test_pages_hear_of_changes(desk: Page) -> None:
    async with desk.http.stream("GET", "/api/changes", timeout=20) as stream:
        lines = stream.aiter_lines()
        first = json.loads((await anext(lines)).removeprefix("data: "))["version"]
        await desk.act("say", text="Hello", channel=FRONT_DESK)
        await anext(lines)
        assert json.loads((await anext(lines)).removeprefix("data: "))["version"] > first
