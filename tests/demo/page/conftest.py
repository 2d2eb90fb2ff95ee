from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.demo.page.beginning import set_up
from bot.demo.page.roof import HARBOR
from tests.demo.page.page import Page, page


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Page]:
    """Nobody has done anything yet."""
    async with page(tmp_path) as opened:
        yield opened


@pytest.fixture
async def desk(here: Page) -> Page:
    """Rita and Sam may give access to Harbor House."""
    await set_up(here.live.running, HARBOR)
    return here
