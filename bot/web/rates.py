"""In memory and per process: a limit that slows guessing and floods, never one that holds something back for good."""

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.web.guard import Endpoint

MOST_KEYS = 10_000
IPV6_NETWORK = 64
"""Bits that a provider gives to one customer: whoever has one address of them has them all."""


class Rate:
    """So many at once per key, and as many again evenly over the span."""

    def __init__(self, allowed: int, span: timedelta, now: Callable[[], datetime]) -> None:
        self._allowed = allowed
        self._one_more_every = span / allowed
        self._span = span
        self._now = now
        self._full_again: OrderedDict[str, datetime] = OrderedDict()
        """When a key will have all its turns back; a key that is not here has them."""

    def __len__(self) -> int:
        return len(self._full_again)

    def allows(self, key: str) -> bool:
        """Whether it is this key's turn; asking takes the turn."""
        now = self._now()
        later = max(self._full_again.get(key, now), now) + self._one_more_every
        if later > now + self._span:
            return False
        self._full_again[key] = later
        self._full_again.move_to_end(key)
        if len(self._full_again) > MOST_KEYS:
            self._full_again.popitem(last=False)
        return True

    @property
    def retry_after(self) -> int:
        """Whole seconds until a refused key has a turn again, at the most."""
        return max(1, -(-self._one_more_every // timedelta(seconds=1)))


def address_of(request: Request) -> str:
    """Whom to count: the caller's address, of an IPv6 one its network; behind a proxy uvicorn has put it right."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return host
    return str(address.ipv4_mapped or ip_network((address, IPV6_NETWORK), strict=False))


def limited(endpoint: Endpoint, *limits: tuple[Rate, Callable[[Request], str]]) -> Endpoint:
    """The endpoint, for keys whose turn it is at every one of the rates; else 429 with a fixed body."""

    async def guarded(request: Request) -> Response:
        for rate, key in limits:
            if not rate.allows(key(request)):
                return too_many(rate)
        return await endpoint(request)

    return guarded


def too_many(rate: Rate) -> Response:
    """The one answer to whoever comes too often."""
    return PlainTextResponse("too many requests", 429, {"retry-after": str(rate.retry_after)})
