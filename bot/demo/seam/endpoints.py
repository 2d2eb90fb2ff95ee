"""An endpoint is its fields, its verbs and what it does; POST with JSON goes everywhere, as in Seam's OpenAPI."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from zlib import crc32

from bot.demo.seam.errors import invalid
from bot.demo.seam.fields import COUNT, TEXT, Body, Field
from bot.demo.seam.world import World

T = TypeVar("T")
Answer = dict[str, object]
PAGE: Mapping[str, Field] = {"limit": COUNT, "page_cursor": TEXT.or_null}


@dataclass(frozen=True)
class Endpoint:
    """`run` gives the answer without `ok`. It is not async: an effect is whole or not there."""

    run: Callable[[World, Body], Answer]
    fields: Mapping[str, Field] = field(default_factory=dict)
    verbs: frozenset[str] = frozenset({"POST"})


def read(run: Callable[[World, Body], Answer], fields: Mapping[str, Field] | None = None) -> Endpoint:
    return Endpoint(run, fields or {}, frozenset({"POST", "GET"}))


def delete(run: Callable[[World, Body], Answer], fields: Mapping[str, Field]) -> Endpoint:
    return Endpoint(run, fields, frozenset({"POST", "DELETE"}))


def change(run: Callable[[World, Body], Answer], fields: Mapping[str, Field], verb: str = "PATCH") -> Endpoint:
    return Endpoint(run, fields, frozenset({"POST", verb}))


def page(world: World, body: Body, found: Sequence[T], *, default: int = 500) -> tuple[Sequence[T], Answer]:
    """One page and its `pagination`; a cursor is good for the filters of the first call alone."""
    filters = {name: value for name, value in body.items() if name not in PAGE}
    mark = crc32(json.dumps(filters, sort_keys=True).encode())
    start = _start(body.get("page_cursor"), mark)
    limit = body.get("limit", default)
    size = min(limit if isinstance(limit, int) else default, world.knobs.page_cap or default)
    end = start + size
    has_next = end < len(found)
    cursor = urlsafe_b64encode(json.dumps([end, mark]).encode()).decode() if has_next else None
    pagination = {"has_next_page": has_next, "next_page_cursor": cursor, "next_page_url": None}
    return found[start:end], {"pagination": pagination}


def matches(needle: object, *texts: str | None) -> bool:
    """Seam's `search`: a part of any of the texts, in any case; none asked for matches everything."""
    return needle is None or any(str(needle).lower() in text.lower() for text in texts if text)


def _start(cursor: object, mark: int) -> int:
    if cursor is None:
        return 0
    try:
        start, of = json.loads(urlsafe_b64decode(str(cursor)))
    except (ValueError, TypeError):
        raise invalid(page_cursor="Invalid page cursor") from None
    if of != mark or not isinstance(start, int):
        raise invalid(page_cursor="The page cursor belongs to other parameters")
    return start
