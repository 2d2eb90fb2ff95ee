"""Where a URL leads, told by its text alone: nothing is looked up, so no answer of a name server can change it.

Only what every reader of URLs reads in the same way is taken at all. An address in numbers is refused in each of its
spellings, and so is a name of a network's inside; a public name that was given a private address (DNS rebinding) is
held off by TLS, whose certificate an inside server has not.
"""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

_PLAIN = re.compile(r"[!-\[\]-~]+")
"""No spaces, line breaks, letters beyond ASCII or backslashes: `urlsplit` drops some of them, browsers others."""
_NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])")
_INSIDE = frozenset({"arpa", "corp", "home", "internal", "intranet", "invalid", "lan", "local", "localhost", "onion"})
"""Top-level names that no public name server knows (RFC 6761, 6762, 7686, 8375; ICANN's internal)."""
_HERE = frozenset({"127.0.0.1", "::1", "localhost"})
_HTTPS = 443


def is_public(url: str) -> bool:
    """Whether it leads to a host by its public name, by https on the usual port, and carries no credentials."""
    parts = _parts(url)
    return (
        parts is not None
        and parts.scheme == "https"
        and parts.port in {None, _HTTPS}
        and _NAME.fullmatch(parts.hostname or "") is not None
        and (parts.hostname or "").rpartition(".")[2] not in _INSIDE
    )


def is_here(url: str) -> bool:
    """Whether it leads to this machine, by one of its three plain names."""
    parts = _parts(url)
    return parts is not None and parts.scheme in {"http", "https"} and parts.hostname in _HERE


def host_of(url: str) -> str | None:
    """The host in small letters; None where readers might disagree on it."""
    parts = _parts(url)
    return parts.hostname if parts is not None else None


def same_origin(url: str, other: str) -> bool:
    """Whether both lead to the same port of the same host in the same way."""
    one, two = _parts(url), _parts(other)
    return one is not None and two is not None and _origin(one) == _origin(two)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine; no name is looked up."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _parts(url: str) -> SplitResult | None:
    if not _PLAIN.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        is_odd = "@" in parts.netloc or not parts.hostname or parts.port == 0
    except ValueError:
        return None
    return None if is_odd else parts


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port
