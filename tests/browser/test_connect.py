"""A visitor connects a building: from Slack to Seam's own page in another tab, and back."""

from playwright.async_api import expect

from tests.browser.test_reach import clean
from tests.browser.visitor import Visitor


async def test_a_visitor_connects_a_building_on_the_page_that_stands_for_seams(visitor: Visitor) -> None:
    await visitor.act_as("Ada Admin")
    await visitor.type_command("/guest setup")
    await visitor.press("Connect a building", where=visitor.dialog)
    await visitor.press("Latch building", where=visitor.dialog)
    await visitor.sees(visitor.dialog, "Open Seam's page and sign in.")
    await clean(visitor)
    async with visitor.tab.context.expect_page() as popup:
        await visitor.press("Open Seam's page", where=visitor.dialog)
    seam = await popup.value
    await expect(seam.get_by_role("heading", name="Connect Latch")).to_be_visible()
    await expect(seam.get_by_text("Demo: this page stands for Seam's own.")).to_be_visible()
    await clean(Visitor(seam, visitor.page))

    await seam.get_by_role("button", name="Authorize").click()
    await expect(seam.get_by_role("heading", name="Connected")).to_be_visible()
    await clean(Visitor(seam, visitor.page))
    await visitor.press("Check now", where=visitor.dialog)
    await visitor.sees(visitor.dialog, "Seam lists no building of it yet.")
    await seam.get_by_role("button", name="Switch on a building").click()
    await expect(seam.get_by_text("Latch has switched on")).to_be_visible()
    await visitor.press("Check now", where=visitor.dialog)
    await visitor.sees(visitor.dialog, "The Latch account is connected.")
    await visitor.dialog.get_by_role("button", name="Set up").click()
    await visitor.sees(visitor.dialog, "Who may give access at")
