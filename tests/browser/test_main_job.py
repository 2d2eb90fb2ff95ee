"""The main job as a newcomer and their colleagues do it, on the page."""

from playwright.async_api import expect

from tests.browser.visitor import Visitor


async def test_a_newcomer_gets_a_pin_and_the_channel_does_not(visitor: Visitor) -> None:
    await visitor.box.press_sequentially("/gue")
    await expect(visitor.tab.get_by_role("listbox")).to_contain_text("/guest")
    await visitor.type_command("/guest")
    await visitor.fill_form("Wanda Alvarez", "Lobby")
    await expect(visitor.dialog).to_contain_text("Issued.")
    pin = visitor.codes()[0]
    await visitor.sees(visitor.dialog, "Lobby", pin, "New York")
    await visitor.press("Done", where=visitor.dialog)
    await visitor.sees(visitor.messages, "Wanda Alvarez", "PIN issued")
    await expect(visitor.messages).not_to_contain_text(pin)
    await visitor.sees(visitor.world, pin.replace(" ", ""))


async def test_three_people_reveal_are_refused_and_end(visitor: Visitor) -> None:
    await visitor.give("Wanda Alvarez", "Lobby")
    pin = visitor.codes()[0]
    await visitor.act_as("Sam Stone")
    await visitor.press("Show PIN")
    await visitor.sees(visitor.dialog, pin)
    await visitor.tab.keyboard.press("Escape")
    await visitor.act_as("Olly Other")
    await visitor.press("Show PIN")
    await visitor.sees(visitor.messages, "Only visible to you")
    await expect(visitor.tab.locator("body")).not_to_contain_text(pin)
    await visitor.act_as("Rita Reyes")
    await visitor.press("End access", confirm="End access")
    await visitor.sees(visitor.messages, "Ended", "confirmed by Seam")
    await expect(visitor.messages.get_by_role("button", name="Show PIN")).to_have_count(0)
