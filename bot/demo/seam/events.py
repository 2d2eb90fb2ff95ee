"""The list comes in no order and without a cursor, as Seam documents none: a reader must not rely on either."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import cast

from bot.demo.seam import render
from bot.demo.seam.endpoints import Answer, Endpoint, read
from bot.demo.seam.errors import invalid
from bot.demo.seam.fields import COUNT, TEXT, UUID, Body, exactly_one, many
from bot.demo.seam.records import Event
from bot.demo.seam.world import World

_MOST = 500
_OBJECTS = ("acs_credential_id", "acs_user_id", "acs_system_id", "acs_entrance_id")


def _list(world: World, body: Body) -> Answer:
    if not {"since", "between"} & set(body):
        raise invalid(body="Must specify either since or between")
    exactly_one(body, ("since", "between"))
    start, end = _window(body)
    found = [
        event
        for event in world.events
        if start <= event.made_at and (end is None or event.made_at < end) and _is_asked_for(event, body)
    ]
    shown = found[: cast("int", body.get("limit", _MOST))]
    world.random.shuffle(shown)
    return {"events": [render.event(world, event) for event in shown]}


def _window(body: Body) -> tuple[datetime, datetime | None]:
    if "since" in body:
        return _moment(body["since"], "since"), None
    between = body["between"]
    if not isinstance(between, list) or len(between) != len(("from", "to")):
        raise invalid(between="Array must contain exactly 2 element(s)")
    return _moment(between[0], "between"), _moment(between[1], "between")


def _moment(text: object, name: str) -> datetime:
    """These are plain strings in Seam's OpenAPI; without an offset they are taken as UTC."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        raise invalid(**{name: "Invalid date"}) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _is_asked_for(event: Event, body: Body) -> bool:
    types, ids, systems = body.get("event_types"), body.get("event_ids"), body.get("acs_system_ids")
    return (
        all(body.get(name) in {None, event.ids.get(name)} for name in _OBJECTS)
        and body.get("event_type") in {None, event.type}
        and (not isinstance(types, list) or event.type in types)
        and (not isinstance(ids, list) or event.id in ids)
        and (not isinstance(systems, list) or event.ids.get("acs_system_id") in systems)
    )


ENDPOINTS: Mapping[str, Endpoint] = {
    "/events/list": read(
        _list,
        {
            "since": TEXT,
            "between": many(TEXT),
            "event_type": TEXT,
            "event_types": many(TEXT),
            "event_ids": many(UUID),
            "acs_system_ids": many(UUID),
            **dict.fromkeys(_OBJECTS, UUID),
            "limit": COUNT,
        },
    ),
}
