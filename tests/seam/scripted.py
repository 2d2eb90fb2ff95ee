"""A Seam on loopback that answers what a test tells it to, and can break a connection in the ways a network does.

It knows nothing of Seam's rules; the simulator of the demo does. It closes each connection, so no test depends on
which one is reused.
"""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import TracebackType
from typing import Self

from pydantic import JsonValue


class Fault(StrEnum):
    """What happens after the whole request was read."""

    RESET = "reset"
    HANG = "hang"
    TRICKLE = "trickle"
    CUT = "cut"


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: bytes = b'{"ok": true}'
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]
    body: dict[str, JsonValue]


def answer(**values: JsonValue) -> Reply:
    """Seam's success envelope."""
    return Reply(body=json.dumps({"ok": True, **values}).encode())


def refusal(status: int, kind: str, message: str = "no", **headers: str) -> Reply:
    """Seam's error envelope."""
    error = {"type": kind, "message": message, "request_id": "req-1"}
    return Reply(status, json.dumps({"ok": False, "error": error}).encode(), headers)


class ScriptedSeam:
    """`say` queues answers per path, first in, first out; a path without one answers `{"ok": true}`."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self._script: dict[str, deque[Reply | Fault]] = defaultdict(deque)
        self._open: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.url = ""

    def say(self, path: str, *answers: Reply | Fault) -> None:
        self._script[path].extend(answers)

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server:
            self._server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._converse(reader, writer))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = await _read(reader)
            self.requests.append(request)
            script = self._script[request.path]
            await _reply(writer, script.popleft() if script else Reply())
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    body = await reader.readexactly(int(headers["content-length"]))
    method, path, _ = head[0].split(" ")
    assert method == "POST"
    return Request(path, headers, json.loads(body))


async def _reply(writer: asyncio.StreamWriter, said: Reply | Fault) -> None:
    match said:
        case Fault.RESET:
            writer.transport.abort()
        case Fault.HANG:
            await asyncio.Event().wait()
        case Fault.CUT:
            writer.write(b'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"ok": true')
            await writer.drain()
        case Fault.TRICKLE:
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n")
            while True:
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.005)
        case Reply():
            writer.write(_encoded(said))
            await writer.drain()


def _encoded(reply: Reply) -> bytes:
    headers = {"content-length": str(len(reply.body)), "connection": "close", **reply.headers}
    lines = [f"HTTP/1.1 {reply.status} Scripted", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode() + reply.body
