import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from bot.web.health import healthz, readyz
from tests.web.test_app import Readiness, ask


@pytest.fixture
def readiness() -> Readiness:
    return Readiness()


@pytest.fixture
def app(readiness: Readiness) -> Starlette:
    return Starlette(routes=[Route("/healthz", healthz), Route("/readyz", readyz(readiness))])


@pytest.mark.parametrize("ready", [True, False])
async def test_a_living_process_is_healthy_ready_or_not(app: Starlette, readiness: Readiness, ready: bool) -> None:
    readiness.ready = ready

    answer = await ask(app, "GET", "/healthz")

    assert (answer.status_code, answer.text) == (200, "ok")


async def test_only_a_ready_one_asks_for_work(app: Starlette, readiness: Readiness) -> None:
    before = await ask(app, "GET", "/readyz")
    readiness.ready = False
    after = await ask(app, "GET", "/readyz")

    assert (before.status_code, before.text) == (200, "ready")
    assert (after.status_code, after.text) == (503, "waiting")
