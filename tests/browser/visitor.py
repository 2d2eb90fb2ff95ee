"""What a visitor of the page does and sees, by the names that a screen reader would say."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Locator, expect
from playwright.async_api import Page as Tab

from tests.demo.page.page import Page

SCREEN = {"width": 1440, "height": 900}
PATIENCE = 20_000
"""Milliseconds: a slow machine is not what these tests are about."""


class Visitor:
    """One tab, and the demo behind it."""

    def __init__(self, tab: Tab, page: Page) -> None:
        self.tab = tab
        self.page = page
        self.troubles: list[str] = []
        """What the browser itself complained about: errors of scripts, refused styles, failed requests."""

    @property
    def dialog(self) -> Locator:
        return self.tab.get_by_role("dialog")

    @property
    def messages(self) -> Locator:
        return self.tab.get_by_role("log", name="Messages")

    @property
    def box(self) -> Locator:
        """Where one types messages and commands."""
        return self.tab.get_by_role("textbox", name=re.compile("^Message #"))

    @property
    def world(self) -> Locator:
        return self.tab.get_by_role("complementary", name="The world")

    async def type_command(self, text: str) -> None:
        await self.box.fill(text)
        await self.tab.get_by_role("button", name="Send").click()

    async def act_as(self, name: str) -> None:
        card = self.world.get_by_role("group", name="Acting as").get_by_role("button", name=name)
        await card.click()
        await expect(card).to_have_attribute("aria-pressed", "true")

    async def press(self, name: str, *, where: Locator | None = None, confirm: str | None = None) -> None:
        """Press a button; `confirm` is what the dialog that asks back calls its yes."""
        await (where or self.tab).get_by_role("button", name=name, exact=True).last.click()
        if confirm:
            await self.tab.get_by_role("alertdialog").get_by_role("button", name=confirm).click()

    async def fill_form(self, guest: str, *doors: str) -> None:
        """Fill the form that `/guest` has opened, and send it."""
        await self.dialog.get_by_label("Guest's name").fill(guest)
        for door in doors:
            await self.dialog.get_by_label(door, exact=True).check()
        await self.press("Give access", where=self.dialog)

    async def give(self, guest: str, *doors: str) -> None:
        """From `/guest` to the result, put away."""
        await self.type_command("/guest")
        await self.fill_form(guest, *doors)
        await expect(self.dialog).to_contain_text("Issued.")
        await self.press("Done", where=self.dialog)
        await expect(self.dialog).to_have_count(0)

    async def sees(self, where: Locator, *words: str) -> None:
        for word in words:
            await expect(where).to_contain_text(word)

    def card(self, guest: str) -> Locator:
        """The grant's card in the channel."""
        return self.messages.get_by_role("article").filter(has=self.tab.get_by_text(guest, exact=True)).first

    def codes(self) -> list[str]:
        """The PINs that Seam holds, in the groups in which they are shown."""
        held = [one.code for one in self.page.live.running.seam.credentials_created() if one.code]
        return [f"{code[:3]} {code[3:]}" for code in held]


@asynccontextmanager
async def opened(browser: Browser, page: Page, **look: Any) -> AsyncIterator[Visitor]:
    """A new tab with the page in it; whatever the browser complains about fails the test at the end."""
    context = await browser.new_context(**{"viewport": SCREEN, "reduced_motion": "reduce", **look})
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    tab = await context.new_page()
    visitor = Visitor(tab, page)
    tab.on("pageerror", lambda error: visitor.troubles.append(str(error)))
    tab.on("console", lambda said: visitor.troubles.append(said.text) if said.type in {"error", "warning"} else None)
    await tab.goto(str(page.http.base_url))
    await expect(visitor.box).to_be_visible()
    yield visitor
    await context.close()
    assert not visitor.troubles
