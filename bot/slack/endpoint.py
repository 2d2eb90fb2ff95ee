"""The HTTP side of Bolt. Whatever comes in here has been verified by the guard in front: Bolt's own check is off."""

from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from bot.slack import shape
from bot.slack.after_ack import start_after_ack
from bot.slack.tasks import Tasks

READ_ALREADY = "socket_mode"
"""Bolt's word for a body that does not come as text."""


class SlackEndpoint:
    """Hands a verified request to Bolt, and starts what has to wait until the answer has left."""

    def __init__(self, app: AsyncApp, tasks: Tasks) -> None:
        self._app = app
        self._tasks = tasks

    async def __call__(self, request: Request, raw_body: bytes) -> Response:
        """The answer to one request; 400 where the body is not of Slack's shape."""
        try:
            body = shape.read(raw_body, request.headers.get("content-type", ""))
        except shape.Misshapen:
            return Response(status_code=400)
        bolt_request = AsyncBoltRequest(mode=READ_ALREADY, body=body)
        response = to_starlette_response(await self._app.async_dispatch(bolt_request))
        response.background = BackgroundTask(start_after_ack, bolt_request.context, self._tasks)
        return response
