"""Behind the application there is a socket that anybody may hold open: uvicorn waits for a request's head for ever.

So a head has a deadline here, and of too many that are waited for the oldest gives way, so that a newcomer who says
what he wants is heard. uvicorn's own `limit_concurrency` would answer 503 to everybody instead, `/healthz` included.
"""

import asyncio
from datetime import timedelta
from typing import ClassVar

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_DEADLINE = timedelta(seconds=5)
MOST_WAITING = 256
"""Connections without a whole head; below the number of files that a process may commonly have open (1024)."""
MAX_HEAD_BYTES = 16 * 1024
IDLE_SECONDS = 5
"""How long a connection is kept for its next request."""


def web_server(app: ASGIApp, host: str, port: int, grace: timedelta = timedelta()) -> uvicorn.Server:
    """A server that says nothing about itself; `grace` is how long a stop waits for requests under way."""

    class Protocol(_Impatient):
        waiting: ClassVar = {}

    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            http=Protocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            h11_max_incomplete_event_size=MAX_HEAD_BYTES,
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=int(grace.total_seconds()),
        )
    )


class _Impatient(H11Protocol):
    """One connection; it is closed where the head of a request does not come in time."""

    waiting: ClassVar[dict["_Impatient", asyncio.TimerHandle]]
    """The connections of one server whose head is not there yet, the oldest first."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        if not self._is_answering():
            self._wait()
        super().data_received(data)
        if self._is_answering():
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def give_up(self) -> None:
        """Its time is over, or others need the place."""
        self._stop_waiting()
        self.transport.abort()

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _wait(self) -> None:
        if self in self.waiting:
            return
        self.waiting[self] = self.loop.call_later(HEAD_DEADLINE.total_seconds(), self.give_up)
        if len(self.waiting) > MOST_WAITING:
            next(iter(self.waiting)).give_up()

    def _stop_waiting(self) -> None:
        if (timer := self.waiting.pop(self, None)) is not None:
            timer.cancel()
