"""The product's own server on a free port, in the test's loop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import ASGIApp

from bot.demo.serving import listen
from bot.web.server import web_server

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[int]:
    """Yields the port."""
    with listen("127.0.0.1", 0) as taken:
        server = web_server(app, *taken.getsockname())
        server.config.load()
        server.lifespan = server.config.lifespan_class(server.config)
        await server.startup(sockets=[taken])
        await server.on_tick(0)  # sets the headers of the server's own
        try:
            yield taken.getsockname()[1]
        finally:
            for connection in list(server.server_state.connections):
                connection.transport.abort()
            await asyncio.sleep(0)
            await server.shutdown()


async def connect(port: int, said: bytes) -> Connection:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(said)
    await writer.drain()
    return reader, writer


async def heard(connection: Connection) -> bytes:
    """All that came until the other side closed."""
    reader, writer = connection
    try:
        return await reader.read()
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


async def health(port: int) -> str:
    """The status line of a request of its own."""
    said = await heard(await connect(port, b"GET /healthz HTTP/1.1\r\nhost: desk\r\nconnection: close\r\n\r\n"))
    return said.decode().partition("\r\n")[0]
