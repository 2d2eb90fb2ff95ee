"""The HTTP side of Bolt. Whatever comes in here has been verified by the guard in front: Bolt's own check is off."""

from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncApp
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from bot.slack.after_ack import start_after_ack
from bot.slack.tasks import Tasks


class SlackEndpoint:
    """Hands a verified request to Bolt, and starts what has to wait until the answer has left."""

    def __init__(self, app: AsyncApp, tasks: Tasks) -> None:
        self._app = app
        self._tasks = tasks

    async def __call__(self, request: Request, raw_body: bytes) -> Response:
        """The answer to one request; 400 where the body is not text."""
        try:
            bolt_request = to_async_bolt_request(request, raw_body)
        except ValueError:
            return Response(status_code=400)
        response = to_starlette_response(await self._app.async_dispatch(bolt_request))
        response.background = BackgroundTask(start_after_ack, bolt_request.context, self._tasks)
        return response
