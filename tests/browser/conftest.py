"""A real Chromium before the demo's page. Without one these tests skip, except in CI, where that would hide them.

One browser serves all of them, each with a profile of its own; so they share one event loop.
"""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from bot.demo.page.beginning import set_up
from bot.demo.page.roof import HARBOR
from tests.browser.visitor import Visitor, opened
from tests.demo.page.page import Page, page

HERE = Path(__file__).parent

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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with AsyncExitStack() as stack:
        try:
            found = await stack.enter_async_context(launched())
        except FileNotFoundError as missing:
            pytest.fail(str(missing)) if os.environ.get("CI") else pytest.skip(str(missing))
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def desk(tmp_path: Path) -> AsyncIterator[Page]:
    """Nobody has done anything yet; Rita and Sam may give access to Harbor House."""
    async with page(tmp_path) as opened_page:
        await set_up(opened_page.live.running, HARBOR)
        yield opened_page


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(desk: Page, browser: Browser) -> AsyncIterator[Visitor]:
    """Somebody who has just opened the page; Rita and Sam may give access to Harbor House."""
    async with opened(browser, desk) as one:
        yield one
