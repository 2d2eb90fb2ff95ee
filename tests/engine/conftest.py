"""A room per test."""

import pytest

from tests.engine.room import Room


@pytest.fixture
def room() -> Room:
    return Room()
