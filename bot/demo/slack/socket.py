"""Socket Mode: a bot that answers an envelope with anything but its id has not acknowledged it."""

import asyncio
import json
import secrets

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.demo.slack.bell import Bell
from bot.demo.slack.records import APP
from bot.demo.slack.rules import Json

MOST = 10
"""Open connections of one app."""


class SocketHub:
    """The open WebSockets of the app; an envelope goes to the newest one."""

    def __init__(self, bell: Bell) -> None:
        self._bell = bell
        self._tickets: set[str] = set()
        self._sockets: list[WebSocket] = []
        self._waiting: dict[str, asyncio.Future[Json]] = {}

    @property
    def connected(self) -> bool:
        return bool(self._sockets)

    def ticket(self, netloc: str) -> str:
        """A WebSocket address for one connection (`apps.connections.open`)."""
        ticket = secrets.token_urlsafe(12)
        self._tickets.add(ticket)
        return f"ws://{netloc}/link?ticket={ticket}"

    async def endpoint(self, socket: WebSocket) -> None:
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close(4001)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        if len(self._sockets) >= MOST:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets", "debug_info": {}})
            await socket.close()
            return
        self._sockets.append(socket)
        hello = {"type": "hello", "num_connections": len(self._sockets), "connection_info": {"app_id": APP}}
        await socket.send_json(hello)
        self._bell.ring()
        try:
            while True:
                self._acknowledged(await socket.receive_text())
        except WebSocketDisconnect:
            pass
        finally:
            self._sockets.remove(socket)
            self._bell.ring()

    def _acknowledged(self, raw: str) -> None:
        answer = json.loads(raw)
        waiting = self._waiting.get(answer.get("envelope_id", ""))
        if waiting and not waiting.done():
            waiting.set_result(answer.get("payload") or {})

    async def deliver(self, kind: str, payload: Json, limit: float, attempt: int = 0, reason: str = "") -> Json:
        """The payload of the bot's acknowledgement. Raises TimeoutError after `limit` seconds of real time."""
        envelope_id = secrets.token_hex(8)
        envelope: Json = {"type": kind, "envelope_id": envelope_id, "payload": payload}
        envelope["accepts_response_payload"] = kind != "events_api"
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        self._waiting[envelope_id] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(limit):
                await self._sockets[-1].send_json(envelope)
                return await self._waiting[envelope_id]
        finally:
            del self._waiting[envelope_id]

    async def ask_to_reconnect(self, reason: str = "refresh_requested") -> None:
        """As Slack does every few hours."""
        for socket in list(self._sockets):
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {}})
