"""One scripted Seam and one client per test; the client's deadline is short because some answers never come."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from pydantic import SecretStr

from bot.demo.seam import SeamSim
from bot.seam.access_control import SeamAccessControl
from bot.seam.client import SeamClient
from bot.seam.exchange import seam_http
from tests.seam.scripted import ScriptedSeam

API_KEY = "seam_test_key_for_loopback"


@pytest.fixture
async def seam() -> AsyncIterator[ScriptedSeam]:
    async with ScriptedSeam() as server:
        yield server


@pytest.fixture
async def client(seam: ScriptedSeam) -> AsyncIterator[SeamClient]:
    async with seam_http(seam.url, SecretStr(API_KEY)) as http:
        yield SeamClient(http, total_timeout=timedelta(seconds=5))


@pytest.fixture
async def hasty(seam: ScriptedSeam) -> AsyncIterator[SeamClient]:
    """Gives up after 50 ms in all, long before any read timeout."""
    async with seam_http(seam.url, SecretStr(API_KEY)) as http:
        yield SeamClient(http, total_timeout=timedelta(milliseconds=50))


@pytest.fixture
def access(client: SeamClient) -> SeamAccessControl:
    return SeamAccessControl(client)


@asynccontextmanager
async def seam_of(sim: SeamSim) -> AsyncIterator[SeamAccessControl]:
    """The adapter over loopback, with the demo's strict Seam behind it."""
    async with sim.serve() as url, seam_http(url, SecretStr("seam_test_key")) as http:
        yield SeamAccessControl(SeamClient(http, total_timeout=timedelta(seconds=5)))
