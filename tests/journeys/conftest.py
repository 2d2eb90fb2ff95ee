"""A world per test, over HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.world import World, world


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as made:
        yield made
        assert not made.slack.violations, made.slack.violations
