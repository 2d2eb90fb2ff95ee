"""A world per test: `here` over HTTP, `either` over both ways, `http_first` over Socket Mode only in the long run."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.world import World, world


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as made:
        yield made


@pytest.fixture(params=[False, True], ids=["http", "socket"])
async def either(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path, socket=request.param) as made:
        yield made


@pytest.fixture(params=[False, pytest.param(True, marks=pytest.mark.long)], ids=["http", "socket"])
async def http_first(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path, socket=request.param) as made:
        yield made
