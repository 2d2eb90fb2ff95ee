"""A real Chromium before the demo's page. Without one these tests skip, except in CI, where that would hide them."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from tests.browser.visitor import Visitor, opened
from tests.demo.page.conftest import desk, here
from tests.demo.page.page import Page

__all__ = ["browser", "desk", "here", "visitor"]

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "no Chromium found (Debian: apt-get install chromium)"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Nothing but the page is asked for: a browser left alone looks up its maker's hosts at every start."""


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """Raises FileNotFoundError where this machine has none."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise FileNotFoundError(MISSING)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=Path(found), args=QUIET)
        try:
            yield browser
        finally:
            await browser.close()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with AsyncExitStack() as stack:
        try:
            found = await stack.enter_async_context(launched())
        except FileNotFoundError as missing:
            pytest.fail(str(missing)) if os.environ.get("CI") else pytest.skip(str(missing))
        yield found


@pytest.fixture
async def visitor(desk: Page, browser: Browser) -> AsyncIterator[Visitor]:
    """Somebody who has just opened the page; Rita and Sam may give access to Harbor House."""
    async with opened(browser, desk) as one:
        yield one
