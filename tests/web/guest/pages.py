"""The guests' pages over a desk in memory, asked as a browser asks."""

import httpx
from starlette.applications import Starlette

from bot.services.web_pass.unlocking import Unlocking
from bot.web.app import create_app
from bot.web.guest.routes import guest_routes
from tests.services.desk import Desk
from tests.services.web_pass.passes import PUBLIC_URL

ENGLISH = {"accept-language": "en-US,en;q=0.9"}
SPANISH = {"accept-language": "es-MX,es;q=0.9,en;q=0.5"}


async def _ready() -> bool:
    return True


def app_of(desk: Desk) -> Starlette:
    unlocking = Unlocking(desk.store, desk.clock, desk.guest_page, desk.commanding)
    guest = guest_routes(desk.guest_page, unlocking, PUBLIC_URL, desk.clock.now)
    return create_app(slack=None, seam=None, guest=guest, is_ready=_ready, new_request_id=str)


def browser(desk: Desk, **headers: str) -> httpx.AsyncClient:
    """Each has its own limits."""
    transport = httpx.ASGITransport(app_of(desk))
    return httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL, headers=headers or ENGLISH)


async def get(desk: Desk, path: str, **headers: str) -> httpx.Response:
    async with browser(desk, **headers) as http:
        return await http.get(path)


async def post(desk: Desk, path: str, **headers: str) -> httpx.Response:
    async with browser(desk, **headers) as http:
        return await http.post(path)
