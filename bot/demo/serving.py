"""The server lives in the caller's event loop and leaves signals alone: the program around it decides when to end."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

RESET = "demo.reset"
"""Key in an ASGI scope's `extensions`: an async callable that breaks this request's connection, without an answer."""

_GRACE = 0.3
"""Seconds that requests in flight may still take at the end; one that hangs on purpose is then cut off."""

_LINGER_NONE = struct.pack("ii", 1, 0)
"""SO_LINGER on, zero seconds: close sends RST, so the peer sees a reset and not an orderly end."""


@asynccontextmanager
async def serve(
    app: ASGIApp, *, host: str = "127.0.0.1", port: int = 0, listener: socket.socket | None = None
) -> AsyncIterator[str]:
    """Serve HTTP and WebSocket while the block runs; yields the base URL, without a slash at the end.

    Port 0 takes a free one; a `listener` from `listen` is used instead, and closed. The app gets no lifespan events.

    Raises:
        OSError: The address is taken.
    """
    with listener or listen(host, port) as taken:
        edge = _Edge(app)
        edge.server = server = _Server(
            uvicorn.Config(
                edge, log_level="warning", log_config=None, access_log=False, lifespan="off", server_header=False
            )
        )
        server.config.load()
        server.lifespan = server.config.lifespan_class(server.config)
        await server.startup(sockets=[taken])
        try:
            yield "http://{}:{}".format(*taken.getsockname())
        finally:
            await server.end()


def listen(host: str, port: int) -> socket.socket:
    """Take the address; who connects waits until it is served. Raises OSError where somebody else has it.

    TCP by name: asyncio sets TCP_NODELAY on no other socket, and each answer would then take 40 ms more.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    return listener


class _Server(uvicorn.Server):
    """Ends quickly and in silence; uvicorn's own end waits in steps of 0.1 s and logs what it cancels as an error."""

    async def end(self) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await self._finish(_GRACE)
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        for task in list(self.server_state.tasks):
            task.cancel()
        await self._finish(None)
        for server in self.servers:
            await server.wait_closed()

    async def _finish(self, timeout: float | None) -> None:  # noqa: ASYNC109 - asyncio.wait leaves the rest running
        await asyncio.sleep(0)
        if tasks := set(self.server_state.tasks):
            await asyncio.wait(tasks, timeout=timeout)

    async def reset(self, client: tuple[str, int]) -> None:
        """Returns once uvicorn knows that the connection is gone, so that it misses no answer."""
        for connection in list(self.server_state.connections):
            if getattr(connection, "client", None) == client:
                connection.transport.get_extra_info("socket").setsockopt(
                    socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NONE
                )
                connection.transport.abort()
        await asyncio.sleep(0)


class _Edge:
    """Around the app: offers the reset, and takes the cancelling at the end as an end."""

    server: _Server

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = tuple(scope["client"] or ())
        scope.setdefault("extensions", {})[RESET] = lambda: self.server.reset(client)
        try:
            await self._app(scope, receive, send)
        except asyncio.CancelledError:
            if self.server.servers and self.server.servers[0].is_serving():
                raise
