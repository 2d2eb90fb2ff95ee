"""A guest opens the link on their phone: with a script and without one, in their language, and nobody else is asked."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, expect

from tests.browser.test_reach import PHONE, clean, fits
from tests.browser.visitor import Visitor
from tests.demo.page.page import Page


async def link_for(visitor: Visitor, guest: str) -> str:
    """What the desk would send to the guest."""
    await visitor.card(guest).get_by_role("button", name="Web pass").click()
    return await visitor.dialog.get_by_label("Link for the guest").input_value()


@asynccontextmanager
async def phone(browser: Browser, desk: Page, link: str, **look: Any) -> AsyncIterator[Visitor]:
    """The link, opened on a phone; whatever the browser complains about, or asks of anybody else, fails the test."""
    context = await browser.new_context(**{"viewport": PHONE, "has_touch": True, **look})
    tab = await context.new_page()
    guest, asked = Visitor(tab, desk), set[str]()
    tab.on("console", lambda said: guest.troubles.append(said.text) if said.type in {"error", "warning"} else None)
    tab.on("pageerror", lambda error: guest.troubles.append(str(error)))
    tab.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    await tab.goto(link)
    yield guest
    await context.close()
    assert guest.troubles == []
    assert asked <= {urlsplit(link).netloc, ""}


async def test_a_guest_sees_their_access_on_their_phone(visitor: Visitor, browser: Browser) -> None:
    await visitor.give("Wanda Alvarez", "Lobby")
    link = await link_for(visitor, "Wanda Alvarez")
    await clean(visitor)
    [code] = visitor.codes()

    for scheme in ("light", "dark"):
        async with phone(browser, visitor.page, link, color_scheme=scheme) as guest:
            await expect(guest.tab.get_by_role("heading", name="Your access")).to_be_visible()
            await expect(guest.tab.get_by_role("timer")).to_contain_text(re.compile(r"^1 h 5\d min$"))
            assert code not in await guest.tab.content()
            await fits(guest)
            await clean(guest)
            await guest.press("Show PIN")
            await expect(guest.tab.get_by_text(code)).to_be_visible()
            await fits(guest)
            await clean(guest)

    async with phone(browser, visitor.page, link, java_script_enabled=False, locale="es-ES") as guest:
        await guest.press("Mostrar PIN")
        await expect(guest.tab.get_by_text(code)).to_be_visible()
        await guest.tab.get_by_role("link", name="English").click()
        await expect(guest.tab.get_by_role("button", name="Show PIN")).to_be_visible()

    async with phone(browser, visitor.page, f"{link}/qr") as desk:
        await expect(desk.tab.get_by_role("img", name="QR code")).to_be_visible()
        await clean(desk)
