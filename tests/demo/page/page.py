"""A page as the browser has it: over real HTTP, acting as whoever it says."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx

from bot.demo.clocks import DemoClock
from bot.demo.page.app import page_app
from bot.demo.page.cast import ADA, FRONT_DESK, RITA, furnish
from bot.demo.page.live import Live
from bot.demo.running import running
from bot.demo.serving import serve

T = TypeVar("T")
HEADERS = {"X-Keydesk-Demo": "1"}


class Page:
    """One open page."""

    def __init__(self, live: Live, http: httpx.AsyncClient) -> None:
        self.live = live
        self.http = http

    async def get(self, path: str, **query: str) -> dict[str, Any]:
        answer = await self.http.get(path, params=query)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def screen(self, user: str = RITA, channel: str = FRONT_DESK) -> dict[str, Any]:
        return await self.get("/api/screen", **{"as": user, "channel": channel})

    async def act(self, kind: str, user: str = RITA, **more: object) -> dict[str, Any]:
        answer = await self.http.post("/api/act", json={"as": user, "kind": kind, **more})
        found: dict[str, Any] = answer.json()
        return found

    async def until(
        self, check: Callable[[dict[str, Any]], T], user: str = RITA, channel: str = FRONT_DESK, seconds: float = 20
    ) -> T:
        """The first true value of `check` over the person's screen, looked at after each change."""
        seen = 0
        while not (found := check(await self.screen(user, channel))):
            newest = await self.live.changes.after(seen, seconds)
            assert newest != seen, "nothing happened"
            seen = newest
        return found


@asynccontextmanager
async def page(folder: Path) -> AsyncIterator[Page]:
    """The whole demo on free ports, and a page of it."""
    async with running(folder, DemoClock(), furnish, (ADA,)) as here:
        live = Live(here)
        async with (
            live.watching(),
            serve(page_app(live)) as url,
            httpx.AsyncClient(base_url=url, headers=HEADERS) as http,
        ):
            yield Page(live, http)
