"""Who cannot use a mouse, sees badly or has a small screen does the same job."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, expect

from tests.browser.visitor import Visitor, opened
from tests.demo.page.page import Page
from tests.some import first

PHONE = {"width": 390, "height": 844}
WIDE_AT_200 = {"width": 720, "height": 450}
"""A 1440 x 900 screen at 200 %: browsers zoom by giving the page half the room."""


async def clean(visitor: Visitor) -> None:
    await visitor.tab.evaluate("Promise.all(document.getAnimations().map(one => one.finished.catch(() => null)))")
    found = await Axe().run(visitor.tab)
    assert not found.response["violations"], found.generate_report()


async def fits(visitor: Visitor) -> None:
    """Nothing has to be scrolled sideways."""
    assert await visitor.tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("scheme", first(["light", "dark"]))
async def test_axe_finds_nothing_on_any_screen(desk: Page, browser: Browser, scheme: str) -> None:
    async with opened(browser, desk, color_scheme=scheme) as visitor:
        await clean(visitor)
        await visitor.type_command("/guest")
        await expect(visitor.dialog.get_by_label("Guest's name")).to_be_visible()
        await clean(visitor)
        await visitor.fill_form("Wanda Alvarez", "Lobby")
        await visitor.sees(visitor.dialog, "Issued.")
        await clean(visitor)
        await visitor.press("Done", where=visitor.dialog)
        await visitor.tab.get_by_role("button", name="1 reply").click()
        await expect(visitor.tab.get_by_role("complementary", name="Thread")).to_be_visible()
        await clean(visitor)
        await visitor.tab.get_by_role("navigation").get_by_role("button", name="Keydesk").click()
        await visitor.press("Home")
        await expect(visitor.tab.get_by_role("region", name="Home")).to_be_visible()
        await clean(visitor)


@pytest.mark.parametrize("screen", first([PHONE, WIDE_AT_200]), ids=["phone", "zoomed"])
async def test_the_job_fits_a_small_screen(desk: Page, browser: Browser, screen: dict[str, int]) -> None:
    async with opened(browser, desk, viewport=screen) as visitor:
        await fits(visitor)
        await clean(visitor)
        await visitor.type_command("/guest")
        await visitor.fill_form("Wanda Alvarez", "Lobby")
        await visitor.sees(visitor.dialog, "Issued.")
        await fits(visitor)
        await clean(visitor)


async def test_the_whole_job_by_keyboard_alone(visitor: Visitor) -> None:
    keys = visitor.tab.keyboard
    await visitor.box.focus()
    await keys.type("/guest")
    await keys.press("Enter")
    await expect(visitor.dialog.get_by_label("Guest's name")).to_be_focused()
    await keys.type("Wanda Alvarez")
    lobby = visitor.dialog.get_by_label("Lobby", exact=True)
    while not await lobby.evaluate("node => node === document.activeElement"):
        await keys.press("Tab")
    await keys.press("Space")
    give = visitor.dialog.get_by_role("button", name="Give access")
    while not await give.evaluate("node => node === document.activeElement"):
        await keys.press("Tab")
    await keys.press("Enter")
    await visitor.sees(visitor.dialog, "Issued.")
    await visitor.sees(visitor.dialog, *visitor.codes())
    await keys.press("Escape")
    await expect(visitor.dialog).to_have_count(0)
    end = visitor.messages.get_by_role("button", name="End access")
    while not await end.evaluate("node => node === document.activeElement"):
        await keys.press("Tab")
    await keys.press("Enter")
    await keys.press("Tab")
    await keys.press("Enter")
    await visitor.sees(visitor.messages, "confirmed by Seam")
