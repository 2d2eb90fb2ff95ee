"""An office per test, over signed HTTP; `both_ways` runs a test over Socket Mode too."""

from collections.abc import AsyncIterator

import pytest

from tests.slack.office import Office, office_over_http, office_over_socket


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with office_over_http() as office:
        yield office
        assert office.sim.violations == []


@pytest.fixture(params=[office_over_http, office_over_socket], ids=["http", "socket"])
async def both_ways(request: pytest.FixtureRequest) -> AsyncIterator[Office]:
    async with request.param() as office:
        yield office
        assert office.sim.violations == []
