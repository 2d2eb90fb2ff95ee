"""A grant that is issued at a building which has web passes, and the token that stands in its link."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.services.web_pass.web_passes import Shared
from tests.services.desk import RITA, Desk

PUBLIC_URL = "https://desk.example"
SOON = timedelta(seconds=5)
NOTHING: Mapping[str, Any] = {}


def token_of(shared: Shared) -> str:
    assert shared.link is not None
    base, _, token = shared.link.url.get_secret_value().rpartition("/")
    assert base == f"{PUBLIC_URL}/g"
    return token


async def issued(desk: Desk, *doors: str, settings: Mapping[str, Any] = NOTHING, **update: Any) -> str:
    """The grant's id."""
    await desk.set_up(**{"web_passes": True, **settings})
    grant_id = await desk.give(*doors, **update)
    await desk.turn()
    await desk.run(SOON)
    return grant_id


async def shared(desk: Desk, *doors: str, **update: Any) -> tuple[str, str]:
    """The grant's id, and the token of its link."""
    grant_id = await issued(desk, *doors, **update)
    return grant_id, token_of(await desk.passes.open(RITA, grant_id))
