"""A desk per test."""

import pytest

from tests.services.desk import Desk


@pytest.fixture
async def desk() -> Desk:
    return await Desk().open()
