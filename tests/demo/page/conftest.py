from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.demo.page.page import Page, page


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Page]:
    async with page(tmp_path) as opened:
        yield opened
