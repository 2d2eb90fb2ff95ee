"""The page and its API: one origin, JSON, and Server-Sent Events that say only that something has changed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

from pydantic import TypeAdapter, ValidationError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.demo.page.acts import Act
from bot.demo.page.cast import FIRST_CHANNEL, FIRST_PERSON, PEOPLE, ZONES
from bot.demo.page.guard import Guard
from bot.demo.page.live import Live
from bot.demo.page.offers import offers
from bot.demo.page.switches import Switch
from bot.demo.slack import BOT_USER, Refused
from bot.demo.slack.records import refuse
from bot.demo.slack.rules import Json

STATIC = Path(__file__).parent / "static"
HEARTBEAT = 15.0
"""Seconds after which an event comes even if nothing changed: a page then knows that the demo still runs."""
_PACE = 0.1
"""Seconds between two events: while the clock is skipped, changes come faster than anybody can look."""
_LONGEST_BODY = 4 * 1024 * 1024
"""A file comes along in base64."""
_ACT: TypeAdapter[Act] = TypeAdapter(Act)
_SWITCH: TypeAdapter[Switch] = TypeAdapter(Switch)


def page_app(live: Live) -> Starlette:
    """Everything under one address; nothing is cached, and nobody else's page may use it."""
    api = _Api(live)
    return Starlette(
        routes=[
            Route("/", api.page),
            Mount("/static", StaticFiles(directory=STATIC)),
            Route("/api/start", _answering(api.start)),
            Route("/api/changes", api.changes),
            Route("/api/screen", _answering(api.screen)),
            Route("/api/file", api.file),
            Route("/api/act", _answering(api.act), methods=["POST"]),
            Route("/api/world", _answering(api.world)),
            Route("/api/world", _answering(api.switch), methods=["POST"]),
        ],
        middleware=[Middleware(Guard)],
    )


def _answering(work: Callable[[Request], Awaitable[Json]]) -> Callable[[Request], Awaitable[Response]]:
    """JSON, and in plain words what was wrong with a request that could not be read."""

    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(await work(request))
        except Refused as refused:
            problem = str(refused)
        except ValidationError as error:
            problem = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        return JSONResponse({"ok": False, "refused": problem}, HTTPStatus.BAD_REQUEST)

    return endpoint


class _Api:
    def __init__(self, live: Live) -> None:
        self._live = live

    async def page(self, _request: Request) -> Response:
        return FileResponse(STATIC / "index.html")

    async def start(self, _request: Request) -> Json:
        """What does not change while the demo runs."""
        people = [
            {"id": one.id, "name": one.name, "role": one.role, "kind": one.kind, "tz": one.zone, "about": one.about}
            for one in PEOPLE
        ]
        installed = self._live.running.slack.world.installed
        bot = {"id": BOT_USER, "name": "Keydesk", "read_only": installed.read_only}
        first = {"first_person": FIRST_PERSON, "first_channel": FIRST_CHANNEL}
        return {"people": people, "zones": list(ZONES), "bot": bot} | offers(installed) | first

    async def changes(self, _request: Request) -> Response:
        headers = {"x-accel-buffering": "no"}
        return StreamingResponse(self._versions(), media_type="text/event-stream", headers=headers)

    async def _versions(self) -> AsyncIterator[str]:
        seen = 0
        while True:
            seen = await self._live.changes.after(seen, HEARTBEAT)
            yield f'data: {{"version": {seen}}}\n\n'
            await asyncio.sleep(_PACE)

    async def screen(self, request: Request) -> Json:
        asked = request.query_params
        return self._live.screen(asked.get("as", ""), asked.get("channel", ""))

    async def file(self, request: Request) -> Response:
        """A file of a message, to be saved; never shown by the browser itself."""
        asked = request.query_params
        found = self._live.file(asked.get("as", ""), asked.get("id", ""))
        if found is None:
            return Response(status_code=HTTPStatus.NOT_FOUND)
        name, content = found
        headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
        return Response(content, media_type="application/octet-stream", headers=headers)

    async def act(self, request: Request) -> Json:
        return await self._live.act(_ACT.validate_json(await _body(request)))

    async def world(self, _request: Request) -> Json:
        return await self._live.panel.draw()

    async def switch(self, request: Request) -> Json:
        return await self._live.switch(_SWITCH.validate_json(await _body(request)))


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST_BODY:
            refuse("That is too long.")
    return bytes(body)
