"""A bot of one answer: it keeps what arrives, headers and body, and says what it was told to say."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.demo.serving import serve
from bot.demo.slack import SlackSim


@dataclass
class Arrived:
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        text = self.raw.decode()
        if text.startswith("{"):
            return json.loads(text)
        form = {key: values[0] for key, values in parse_qs(text).items()}
        return json.loads(form["payload"]) if "payload" in form else form


@dataclass
class Listener:
    """`is_silent`: never answers."""

    status: int = 200
    answer: Any = ""
    headers: dict[str, str] = field(default_factory=dict)
    is_silent: bool = False
    arrived: list[Arrived] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)

    async def endpoint(self, request: Request) -> Response:
        one = Arrived(dict(request.headers), await request.body())
        self.arrived.append(one)
        self.bodies.append(one.body)
        if self.is_silent:
            await asyncio.Event().wait()
        if isinstance(self.answer, str):
            return Response(self.answer, self.status, self.headers)
        return JSONResponse(self.answer, self.status, self.headers)


@asynccontextmanager
async def plug(web: AsyncWebClient) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """One Socket Mode connection, opened as slack_sdk does; what comes is left unread."""
    url = (await web.apps_connections_open(app_token="xapp-test"))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        yield socket


@asynccontextmanager
async def listening(sim: SlackSim, listener: Listener) -> AsyncIterator[Listener]:
    async with serve(Starlette(routes=[Route("/", listener.endpoint, methods=["GET", "POST"])])) as url:
        sim.connect_http(f"{url}/")
        yield listener
