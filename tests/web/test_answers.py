"""Shown to fail: without `SafeAnswers` in `create_app`, and with `redirect_slashes` left on, these are red."""

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from structlog.testing import capture_logs

from bot.demo.page.guard import SENT_ALONG as OF_THE_DEMO
from bot.web.answers import SENT_ALONG
from tests.web.test_app import Readiness, app_with, ask

CANARY = "Gail Guest"


async def answer(_request: Request) -> Response:
    return PlainTextResponse("answered", headers={"cache-control": "public"})


async def fail(_request: Request) -> Response:
    raise RuntimeError(CANARY)


@pytest.mark.parametrize(
    ("method", "path", "status", "body"),
    [
        ("GET", "/healthz", 200, "ok"),
        ("GET", "/readyz", 200, "ready"),
        ("POST", "/slack/events", 200, "answered"),
        ("GET", "/slack/events", 405, "Method Not Allowed"),
        ("DELETE", "/healthz", 405, "Method Not Allowed"),
        ("GET", "/healthz/", 404, "Not Found"),
        ("GET", "/metrics", 404, "Not Found"),
        ("GET", "/%2e%2e/etc/passwd", 404, "Not Found"),
        ("POST", "/seam/webhooks", 500, "Internal Server Error"),
    ],
)
async def test_every_answer_has_a_fixed_body_and_bears_the_headers(
    method: str, path: str, status: int, body: str
) -> None:
    given = await ask(app_with(Readiness(), slack=answer, seam=fail), method, path)

    assert (given.status_code, given.text) == (status, body)
    assert SENT_ALONG.items() <= dict(given.headers).items()
    assert "server" not in given.headers


async def test_a_failure_is_logged_by_its_place_alone() -> None:
    with capture_logs() as logged:
        await ask(app_with(Readiness(), slack=fail), "POST", "/slack/events")

    said = str(logged)
    assert "test_answers.py" in said
    assert CANARY not in said


def test_the_demos_page_is_kept_as_close() -> None:
    assert SENT_ALONG.keys() <= OF_THE_DEMO.keys()
    for name in SENT_ALONG.keys() - {"content-security-policy"}:
        assert OF_THE_DEMO[name] == SENT_ALONG[name]
