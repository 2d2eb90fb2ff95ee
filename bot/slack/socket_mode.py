"""Bolt's own socket adapter sends no acknowledgement for an answer that is not 200: the person then sees a timeout.

So a failed listener is acknowledged here with an empty answer, and what waits for the ack starts after the send.
"""

import json
from http import HTTPStatus
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack import shape
from bot.slack.after_ack import start_after_ack
from bot.slack.tasks import Tasks


class SocketMode:
    """Receives what Slack sends over a WebSocket that we opened; no public URL is needed."""

    def __init__(self, app: AsyncApp, client: AsyncWebClient, app_token: str, tasks: Tasks) -> None:
        self._app = app
        self._tasks = tasks
        self._socket = SocketModeClient(app_token=app_token, web_client=client)
        self._socket.socket_mode_request_listeners.append(self._receive)

    async def start(self) -> None:
        """Connect, and stay connected. It does not return while the token is refused: check that first."""
        await self._socket.connect()  # type: ignore[no-untyped-call]

    async def is_connected(self) -> bool:
        return bool(await self._socket.is_connected())

    async def stop(self) -> None:
        """Take nothing new."""
        await self._socket.close()  # type: ignore[no-untyped-call]

    async def _receive(self, socket: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        try:
            body = shape.checked(request.payload)
        except shape.Misshapen:
            await socket.send_socket_mode_response(SocketModeResponse(request.envelope_id))
            return
        bolt_request = AsyncBoltRequest(mode="socket_mode", body=body, headers=build_headers(request))
        answer = await self._app.async_dispatch(bolt_request)
        await socket.send_socket_mode_response(SocketModeResponse(request.envelope_id, _payload(answer)))
        await start_after_ack(bolt_request.context, self._tasks)


def _payload(answer: BoltResponse) -> dict[str, Any] | None:
    if answer.status != HTTPStatus.OK or not answer.body:
        return None
    content_type = (answer.headers.get("content-type") or [""])[0]
    if content_type.startswith("application/json"):
        payload: dict[str, Any] = json.loads(answer.body)
        return payload
    return {"text": answer.body}
