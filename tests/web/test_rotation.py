"""A signing secret is changed under load; shown to fail: with only the first secret tried, half of them are lost."""

import asyncio
from datetime import timedelta

from starlette.applications import Starlette
from starlette.routing import Route

from bot.web.guard import slack_endpoint
from tests.web.test_guard import NOW, Desk, signed

NEW, OLD = "new-secret", "old-secret"


def desk_with(*secrets: str) -> Desk:
    desk = Desk()
    desk.app = Starlette(routes=[Route("/", slack_endpoint(desk.handle, secrets, lambda: desk.now), methods=["POST"])])
    return desk


async def test_no_request_of_500_is_lost_and_the_old_secret_ends() -> None:
    """Both are set, then Slack begins to sign with the new one, then the old one is taken out."""
    before, during, after = desk_with(OLD), desk_with(NEW, OLD), desk_with(NEW)
    plan = [(before, OLD)] * 100 + [(during, OLD)] * 150 + [(during, NEW)] * 150 + [(after, NEW)] * 100
    sent = [(desk, f"text={number}".encode(), secret) for number, (desk, secret) in enumerate(plan)]

    answers = await asyncio.gather(*(desk.post(body, signed(body, secret)) for desk, body, secret in sent))

    assert {answer.text for answer in answers} == {"handled"}
    assert sorted(before.bodies + during.bodies + after.bodies) == sorted(body for _, body, _ in sent)
    late = signed(b"late", OLD, NOW + timedelta(seconds=1))
    assert (await after.post(b"late", late)).status_code == 401
