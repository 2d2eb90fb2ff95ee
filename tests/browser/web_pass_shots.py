"""The picture of a guest's own page, at the size of their phone."""

from collections.abc import Awaitable, Callable

from playwright.async_api import Browser, expect

from tests.browser.test_web_pass import link_for, phone
from tests.browser.visitor import Visitor

Keep = Callable[[Visitor, str], Awaitable[None]]


async def the_web_pass(visitor: Visitor, browser: Browser, keep: Keep) -> None:
    """As Wanda has it before her, with the PINs that she has asked for."""
    link = await link_for(visitor, "Wanda Alvarez")
    await visitor.press("Done", where=visitor.dialog)
    await expect(visitor.dialog).to_have_count(0)
    async with phone(browser, visitor.page, link, device_scale_factor=2) as guest:
        await guest.press("Show PIN")
        await expect(guest.tab.get_by_text("Type the PIN")).to_be_visible()
        await keep(guest, "web-pass")
