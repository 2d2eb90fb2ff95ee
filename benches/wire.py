"""A client that costs next to nothing, so that what is measured is the server: one socket, one request at a time."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    seconds: float


class Line:
    """One kept-alive connection to one server."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        """From the first byte sent to the last byte read."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._parts.hostname, self._parts.port)
        reader, writer = self._streams
        lines = [f"POST {path} HTTP/1.1", f"host: {self._parts.netloc}", f"content-length: {len(body)}"]
        head = "\r\n".join([*lines, *(f"{name}: {value}" for name, value in headers.items())])
        started = time.perf_counter()
        writer.write(head.encode() + b"\r\n\r\n" + body)
        answer = (await reader.readuntil(b"\r\n\r\n")).decode().lower().split("\r\n")
        length = next(int(line[15:]) for line in answer if line.startswith("content-length:"))
        content = await reader.readexactly(length)
        return Answer(int(answer[0].split()[1]), content, time.perf_counter() - started)

    async def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            await self._streams[1].wait_closed()


@contextmanager
def process(module: str, *arguments: str) -> Iterator[dict[str, str]]:
    """A Python process that says where it listens, in JSON on its first line, and ends when its stdin closes."""
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:  # noqa: S603  our own
        assert child.stdin is not None  # noqa: S101
        assert child.stdout is not None  # noqa: S101
        try:
            yield json.loads(child.stdout.readline())
        finally:
            child.stdin.close()
            child.wait()
