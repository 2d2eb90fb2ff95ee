"""One person asks, another one says yes, on the page."""

from playwright.async_api import expect

from bot.demo.page.roof import guard_the_roof
from tests.browser.visitor import Visitor


async def test_what_needs_a_yes_waits_until_ada_gives_it(visitor: Visitor) -> None:
    await guard_the_roof(visitor.page.live.running)
    await visitor.type_command("/guest")
    await visitor.dialog.get_by_label("Roof Deck", exact=True).check()
    await visitor.sees(visitor.dialog, "Needs approval: Keydesk's admins are asked")
    await visitor.fill_form("Rosa Roofer")
    await visitor.sees(visitor.dialog, "Waiting for approval.", "Ada Admin")
    await visitor.press("Close", where=visitor.dialog)
    await visitor.sees(visitor.messages, "Rosa Roofer", "Waiting for approval.")
    assert not visitor.codes()

    await visitor.act_as("Ada Admin")
    await visitor.tab.get_by_role("button", name="Keydesk").first.click()
    await visitor.sees(visitor.messages, "asks for access of", "Rosa Roofer")
    await visitor.press("Approve")
    await visitor.sees(visitor.messages, "Approved by")
    await expect(visitor.messages.get_by_role("button", name="Approve")).to_have_count(0)

    await visitor.act_as("Rita Reyes")
    await visitor.tab.get_by_role("button", name="front-desk").first.click()
    await visitor.sees(visitor.messages, "Rosa Roofer", "Issued.", "Approved by")
    assert len(visitor.codes()) == 1
