"""The list comes in no order and without a cursor, as Seam documents none: a reader must not rely on either."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import cast

from bot.demo.seam import render
from bot.demo.seam.endpoints import Answer, Endpoint, read
from bot.demo.seam.errors import invalid
from bot.demo.seam.fields import COUNT, TEXT, UUID, Body, exactly_one, many
from bot.demo.seam.wire import Json
from bot.demo.seam.world import World

_MOST = 500
_OBJECTS = (
    "access_code_id",
    "access_grant_id",
    "access_method_id",
    "acs_credential_id",
    "acs_entrance_id",
    "acs_system_id",
    "acs_user_id",
    "connect_webview_id",
    "connected_account_id",
    "device_id",
)
_SETS = {
    "access_code_ids": "access_code_id",
    "access_grant_ids": "access_grant_id",
    "access_method_ids": "access_method_id",
    "acs_system_ids": "acs_system_id",
    "device_ids": "device_id",
    "event_ids": "event_id",
    "event_types": "event_type",
}
"""Filters that take several, and the field of an event that they ask for."""


def _list(world: World, body: Body) -> Answer:
    if not {"since", "between"} & set(body):
        raise invalid(body="Must specify either since or between")
    exactly_one(body, ("since", "between"))
    start, end = _window(body)
    shown = [
        one
        for event in world.events
        if start <= event.made_at and (end is None or event.made_at < end)
        if _is_asked_for(one := render.event(world, event), body)
    ]
    listed = shown[: cast("int", body.get("limit", _MOST))]
    world.random.shuffle(listed)
    return {"events": listed}


def _get(world: World, body: Body) -> Answer:
    """By its id, or the latest of a type for a device; where there is none, Seam says so in a `message`."""
    if not {"event_id", "device_id"} & set(body):
        raise invalid(body="Must specify event_id, or event_type and device_id")
    for event in reversed(world.events):
        if _is_asked_for(shown := render.event(world, event), body):
            return {"event": shown}
    return {"message": "No event found"}


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


def _is_asked_for(shown: Json, body: Body) -> bool:
    return all(
        body.get(name) in {None, shown.get(name), *_of(shown, name)} for name in (*_OBJECTS, "event_id", "event_type")
    ) and all(_is_among(shown, field, body.get(name)) for name, field in _SETS.items())


def _is_among(shown: Json, field: str, wanted: object) -> bool:
    return not isinstance(wanted, list) or shown.get(field) in wanted or bool({*wanted} & {*_of(shown, field)})


def _of(shown: Json, field: str) -> list[str]:
    """An event of an access method names its grants, not one grant."""
    several = shown.get(f"{field}s")
    return several if isinstance(several, list) else []


ENDPOINTS: Mapping[str, Endpoint] = {
    "/events/list": read(
        _list,
        {
            "since": TEXT,
            "between": many(TEXT),
            "event_type": TEXT,
            **dict.fromkeys(_OBJECTS, UUID),
            **dict.fromkeys(_SETS, many(UUID)),
            "event_types": many(TEXT),
            "limit": COUNT,
        },
    ),
    "/events/get": read(_get, {"event_id": UUID, "event_type": TEXT, "device_id": UUID}),
}
