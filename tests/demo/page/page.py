"""A page as the browser has it: over real HTTP, acting as whoever it says."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx

from bot.demo.page.app import page_app
from bot.demo.page.beginning import live_demo
from bot.demo.page.cast import FRONT_DESK, RITA
from bot.demo.page.live import Live
from bot.demo.serving import serve
from tests.crons import after_crons
from tests.databases import empty_database

T = TypeVar("T")
Found = dict[str, Any]
PATIENCE = 30.0
"""Seconds for an ack: a slow machine is not what these tests are about."""
HEADERS = {"X-Keydesk-Demo": "1"}


class Page:
    """One open page."""

    def __init__(self, live: Live, http: httpx.AsyncClient) -> None:
        self.live = live
        self.http = http

    async def get(self, path: str, **query: str) -> Found:
        answer = await self.http.get(path, params=query)
        assert answer.status_code == 200, answer.text
        found: Found = answer.json()
        return found

    async def screen(self, user: str = RITA, channel: str = FRONT_DESK) -> Found:
        return await self.get("/api/screen", **{"as": user, "channel": channel})

    async def world(self) -> Found:
        return await self.get("/api/world")

    async def act(self, kind: str, user: str = RITA, **more: object) -> Found:
        answer = await self.http.post("/api/act", json={"as": user, "kind": kind, **more})
        found: Found = answer.json()
        return found

    async def switch(self, kind: str, **more: object) -> Found:
        answer = await self.http.post("/api/world", json={"kind": kind, **more}, timeout=60)
        found: Found = answer.json()
        return found

    async def until(
        self, check: Callable[[Found], T], user: str = RITA, channel: str = FRONT_DESK, seconds: float = 20
    ) -> T:
        """The first true value of `check` over the person's screen, looked at after each change."""
        return await self._until(check, lambda: self.screen(user, channel), seconds)

    async def until_world(self, check: Callable[[Found], T], seconds: float = 20) -> T:
        """The same over the side panel."""
        return await self._until(check, self.world, seconds)

    async def _until(self, check: Callable[[Found], T], look: Callable[[], Any], seconds: float) -> T:
        while True:
            seen = self.live.changes.version
            if found := check(await look()):
                return found
            assert await self.live.changes.after(seen, seconds) != seen, "nothing happened"

    async def modal(self, user: str = RITA, *words: str) -> Found:
        """The modal before the person, as soon as it says all these words."""

        def shown(screen: Found) -> Found | None:
            modal: Found | None = screen["modal"]
            return modal if modal and all(word in str(modal["blocks"]) for word in words) else None

        found = await self.until(shown, user)
        assert found is not None
        return found

    async def choose(self, modal: Found, field: str, value: object, user: str = RITA) -> None:
        """By the texts of options, as a person reads them."""
        block = next(block for block in modal["blocks"] if block.get("element", {}).get("action_id") == field)
        names = {option["text"]["text"]: option["value"] for option in block["element"].get("options", [])}
        bare = [names[name] for name in value] if isinstance(value, list) else names.get(str(value), value)
        where = {"view": modal["id"]}
        done = await self.act("choose", user, where=where, block_id=block["block_id"], action_id=field, value=bare)
        assert done["ok"], done

    async def give(self, *doors: str, name: str = "Gail Guest", user: str = RITA) -> Found:
        """Type /guest, fill the form and send it; the modal with the PINs."""
        assert (await self.act("command", user, text="/guest", channel=FRONT_DESK))["ok"]
        form = await self.modal(user, *doors)
        await self.choose(form, "doors", list(doors), user)
        done = await self.act("submit", user, view_id=form["id"], values={"name": {"name": name}})
        assert done["ok"], done
        return await self.modal(user, "Issued.")


@asynccontextmanager
async def page(folder: Path, *, past: bool = False) -> AsyncIterator[Page]:
    """The whole demo on free ports, and a page of it; without a past it is as after a short stop."""
    if not past:
        await empty_database(f"sqlite:///{folder}/keydesk.sqlite3")
        after_crons(f"sqlite:///{folder}/keydesk.sqlite3", datetime.now(UTC))
    async with (
        live_demo(folder, past=past) as live,
        serve(page_app(live)) as url,
        httpx.AsyncClient(base_url=url, headers=HEADERS) as http,
    ):
        live.running.slack.wire.ack_limit = PATIENCE
        yield Page(live, http)
