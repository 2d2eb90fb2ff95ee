"""A body is read before its signature is known, so anybody may send one: length, time and number are bounded.

Of too many at once the oldest is given up, not the newest refused: a body of Slack's or Seam's is there within
milliseconds, so whoever still sends is somebody else.
"""

import asyncio
from datetime import timedelta

from starlette.requests import ClientDisconnect, Request

MAX_BODY_BYTES = 256 * 1024
BODY_DEADLINE = timedelta(seconds=3)
"""Slack gives up after three seconds itself; a body that trickles longer is not Slack's."""
MOST_AT_ONCE = 64


class Unacceptable(Exception):
    """The body is too long, too slow or broken off; another try would be the same."""


class Bodies:
    """Reads the bodies of one endpoint."""

    def __init__(self) -> None:
        self._being_read: dict[asyncio.Timeout, None] = {}

    async def read(self, request: Request) -> bytes:
        """The whole body; raises Unacceptable."""
        if not _says_it_fits(request):
            raise Unacceptable
        try:
            async with asyncio.timeout(BODY_DEADLINE.total_seconds()) as until:
                self._begin(until)
                try:
                    return await _read(request)
                finally:
                    self._being_read.pop(until, None)
        except (TimeoutError, ClientDisconnect):
            raise Unacceptable from None

    def _begin(self, until: asyncio.Timeout) -> None:
        self._being_read[until] = None
        if len(self._being_read) > MOST_AT_ONCE:
            oldest = next(iter(self._being_read))
            del self._being_read[oldest]
            if not oldest.expired():  # its own time may have run out just now, and its task not have run yet
                oldest.reschedule(asyncio.get_running_loop().time())


def _says_it_fits(request: Request) -> bool:
    said = request.headers.get("content-length", "0")
    return not said.isdecimal() or int(said[:9]) <= MAX_BODY_BYTES


async def _read(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise Unacceptable
    return bytes(body)
