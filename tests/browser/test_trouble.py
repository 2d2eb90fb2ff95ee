"""What the page shows when doors, Seam or the clock do what nobody wished for."""

from datetime import timedelta

from playwright.async_api import expect

from tests.browser.visitor import Visitor


async def test_one_of_three_doors_fails_and_is_tried_again(visitor: Visitor) -> None:
    sim = visitor.page.live.running.seam
    garage = next(door for door in sim.world.entrances.values() if door.name == "Garage")
    sim.fail_issue(garage.id)
    await visitor.type_command("/guest")
    await visitor.fill_form("Gail Guest", "Garage", "Gym", "Lobby")
    await visitor.sees(visitor.dialog, "Partly issued: 2 of 3 doors.", "Garage: failed.")
    await visitor.sees(visitor.dialog, *visitor.codes())
    assert len(visitor.codes()) == 2
    await visitor.press("Done", where=visitor.dialog)
    await expect(visitor.dialog).to_have_count(0)
    sim.knobs.failing.clear()
    await visitor.press("Retry failed doors", where=visitor.card("Gail Guest"))
    await visitor.sees(visitor.messages, "Garage: PIN issued")
    assert len(visitor.codes()) == 3


async def test_a_reminder_comes_when_the_clock_is_skipped_and_extends(visitor: Visitor) -> None:
    await visitor.give("Gail Guest", "Lobby")
    await visitor.world.get_by_role("button", name="Next reminder").click()
    await visitor.sees(visitor.messages, "ends in 1 h")
    await visitor.press("Extend")
    await visitor.sees(visitor.dialog, "Extend")
    await visitor.press("Extend", where=visitor.dialog)
    await visitor.sees(visitor.messages, "New York, 3 h")
    held = visitor.page.live.running.seam.live_credentials()
    assert [one.ends_at and one.ends_at - one.made_at > timedelta(hours=2, minutes=30) for one in held] == [True]


async def test_while_seam_is_down_nothing_untrue_is_said(visitor: Visitor) -> None:
    await visitor.world.get_by_label("Down").click()
    await visitor.type_command("/guest")
    await visitor.fill_form("Gail Guest", "Lobby")
    await visitor.sees(visitor.dialog, "Gail Guest", "Seam")
    await expect(visitor.dialog).not_to_contain_text("Issued")
    await visitor.press("Close", where=visitor.dialog)
    await visitor.world.get_by_label("Up").click()
    await visitor.press("Show PIN")
    await visitor.sees(visitor.dialog, *visitor.codes())
