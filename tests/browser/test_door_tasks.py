"""A door without a hub, as the front desk and maintenance see it on the page."""

import re

from playwright.async_api import expect

from bot.demo.page.beginning import MILL, set_up
from tests.browser.visitor import Visitor


async def test_maintenance_updates_a_door_and_the_card_says_so(visitor: Visitor) -> None:
    await set_up(visitor.page.live.running, MILL)
    await visitor.type_command("/guest")
    await choose(visitor, "Building", MILL)
    await choose(visitor, "Doors", "Main Entrance")
    await visitor.fill_form("Wanda Alvarez")
    await visitor.sees(visitor.dialog, "Main Entrance not updated yet")
    await visitor.press("Done", where=visitor.dialog)
    await visitor.sees(visitor.messages, "Main Entrance not updated yet")

    await visitor.act_as("Mo Mills")
    await visitor.tab.get_by_role("button", name=re.compile("^maintenance")).click()
    await visitor.sees(visitor.messages, "Wanda", "Main Entrance", "Latch Manager App")
    await expect(visitor.messages).not_to_contain_text("Alvarez")
    await visitor.press("Claim", where=visitor.messages)
    await visitor.sees(visitor.messages, "Claimed by")
    await visitor.press("Done", where=visitor.messages, confirm="It is updated")
    await visitor.sees(visitor.messages, "updated at the door by")


async def choose(visitor: Visitor, field: str, option: str) -> None:
    """In a list that one can type into."""
    box = visitor.dialog.get_by_role("combobox", name=field)
    await box.fill(option)
    await visitor.tab.get_by_role("option", name=option).click()
