"""`/access_grants/*`; Seam's error for a key that is taken is published nowhere, and 409 is this server's guess."""

import re
from collections.abc import Mapping
from datetime import datetime

from bot.demo.seam import identities
from bot.demo.seam.endpoints import PAGE, Answer, Endpoint, change, delete, page, read
from bot.demo.seam.errors import conflict, invalid
from bot.demo.seam.fields import (
    COUNT,
    EMAIL,
    NAME,
    PHONE,
    UUID,
    WHEN,
    Body,
    Field,
    at_least_one,
    exactly_one,
    many,
    moment,
    objects,
    one_of,
    text,
)
from bot.demo.seam.grants import making, settling
from bot.demo.seam.grants.records import Grant, Moving, Requested
from bot.demo.seam.grants.render import access_grant
from bot.demo.seam.locks import changing
from bot.demo.seam.wire import Json, when, when_if
from bot.demo.seam.world import World


def _create(world: World, body: Body) -> Answer:
    exactly_one(body, ("user_identity_id", "user_identity"))
    at_least_one(body, ("device_ids", "acs_entrance_ids"))
    key = body.get("access_grant_key")
    if key is not None and any(one.key == key for one in world.grants.present()):
        raise conflict("access_grant_key_conflict", "An access grant with this key exists")
    starts_at = moment(body["starts_at"]) if "starts_at" in body else world.now()
    _check_window(world, starts_at, _end(body))
    made = Grant(
        id=world.new_id(),
        identity_id="",
        key=None if key is None else str(key),
        reservation_key=str(body["reservation_key"]) if "reservation_key" in body else None,
        name=None if body.get("name") is None else str(body["name"]),
        device_ids=tuple(world.locks.device(one).id for one in _ids(body, "device_ids")),
        entrance_ids=tuple(world.entrance(one).id for one in _ids(body, "acs_entrance_ids")),
        starts_at=starts_at,
        ends_at=_end(body),
        made_at=world.now(),
    )
    made.identity_id = _identity(world, body)
    world.grants.grants[made.id] = made
    world.effect("created", "access_grant", made.id)
    world.grants.emit("created", made)
    _request(world, made, body)
    return {"access_grant": access_grant(world.grants, made)}


def _identity(world: World, body: Body) -> str:
    """The one that is named, or a new one."""
    if "user_identity_id" in body:
        return world.identity(body["user_identity_id"]).id
    asked = body["user_identity"]
    return identities.create(world, asked if isinstance(asked, dict) else {}).id


def _request_methods(world: World, body: Body) -> Answer:
    grant = world.grants.grant(body["access_grant_id"])
    _request(world, grant, body)
    return {"access_grant": access_grant(world.grants, grant)}


def _request(world: World, grant: Grant, body: Body) -> None:
    asked = body["requested_access_methods"]
    for one in asked if isinstance(asked, list) else []:
        code = None if one.get("code") is None else str(one["code"])
        making.make_methods(world.grants, grant, Requested(str(one["mode"]), code, world.now()))
    world.settle()


def _get(world: World, body: Body) -> Answer:
    return {"access_grant": access_grant(world.grants, _named(world, body))}


def _list(world: World, body: Body) -> Answer:
    ids = body.get("access_grant_ids")
    found = [
        one
        for one in world.grants.present()
        if body.get("user_identity_id") in {None, one.identity_id}
        and body.get("access_grant_key") in {None, one.key}
        and body.get("reservation_key") in {None, one.reservation_key}
        and body.get("device_id") in {None, *one.device_ids}
        and body.get("acs_entrance_id") in {None, *one.entrance_ids}
        and (not isinstance(ids, list) or one.id in ids)
    ]
    shown, pagination = page(world, body, found)
    return {"access_grants": [access_grant(world.grants, one) for one in shown], **pagination}


def _update(world: World, body: Body) -> Answer:
    """The window alone and the name: Seam's OpenAPI has no field for other places."""
    grant = _named(world, body)
    starts_at = moment(body["starts_at"]) if "starts_at" in body else grant.starts_at
    ends_at = _end(body) if "ends_at" in body else grant.ends_at
    _check_window(world, starts_at, ends_at)
    if "name" in body:
        grant.name = None if body["name"] is None else str(body["name"])
    if (starts_at, ends_at) != (grant.starts_at, grant.ends_at):
        before = _frame(grant)
        grant.starts_at, grant.ends_at = starts_at, ends_at
        _move(world, grant, before)
    world.effect("updated", "access_grant", grant.id)
    world.settle()
    return {}


def _move(world: World, grant: Grant, before: Json) -> None:
    for method in world.grants.methods_of(grant):
        settling.take_back(world.grants, method)
        method.moving = Moving(before, _frame(grant), world.now())
        for code in world.grants.codes_of(method):
            changing.move(world.locks, code, grant.starts_at, grant.ends_at)
    world.grants.emit("access_times_changed", grant, extra={name: at for name, at in _frame(grant).items() if at})


def _delete(world: World, body: Body) -> Answer:
    settling.end(world.grants, world.grants.grant(body["access_grant_id"]))
    world.settle()
    return {}


def _named(world: World, body: Body) -> Grant:
    exactly_one(body, ("access_grant_id", "access_grant_key"))
    if "access_grant_id" in body:
        return world.grants.grant(body["access_grant_id"])
    return world.grants.by_key(body["access_grant_key"])


def _check_window(world: World, starts_at: datetime, ends_at: datetime | None) -> None:
    if ends_at is not None and ends_at <= max(world.now(), starts_at):
        raise invalid(ends_at="Must be in the future and after starts_at")


def _end(body: Body) -> datetime | None:
    return None if body.get("ends_at") is None else moment(body["ends_at"])


def _frame(grant: Grant) -> Json:
    return {"starts_at": when(grant.starts_at), "ends_at": when_if(grant.ends_at)}


def _ids(body: Body, name: str) -> list[object]:
    ids = body.get(name, [])
    return ids if isinstance(ids, list) else []


_PIN = text(re.compile(r"\d{4,9}", re.ASCII), "Invalid code: 4 to 9 digits")
_METHODS = many(
    objects(
        {
            "mode": one_of("code", "card", "mobile_key", "cloud_key").must,
            "code": _PIN.or_null,
            "instant_key_max_use_count": COUNT,
        }
    )
)
_WHO: Mapping[str, Field] = {"access_grant_id": UUID, "access_grant_key": NAME}
_PERSON = objects(
    {
        "full_name": NAME.or_null,
        "email_address": EMAIL.or_null,
        "phone_number": PHONE.or_null,
        "user_identity_key": NAME.or_null,
    }
)
ENDPOINTS: Mapping[str, Endpoint] = {
    "/access_grants/create": Endpoint(
        _create,
        {
            "user_identity_id": UUID,
            "user_identity": _PERSON,
            "requested_access_methods": _METHODS.must,
            "device_ids": many(UUID),
            "acs_entrance_ids": many(UUID),
            "starts_at": WHEN,
            "ends_at": WHEN.or_null,
            "name": NAME.or_null,
            "access_grant_key": NAME,
            "reservation_key": NAME,
        },
    ),
    "/access_grants/get": read(_get, _WHO),
    "/access_grants/list": read(
        _list,
        {
            "user_identity_id": UUID,
            "access_grant_key": NAME,
            "reservation_key": NAME,
            "device_id": UUID,
            "acs_entrance_id": UUID,
            "access_grant_ids": many(UUID),
            **PAGE,
        },
    ),
    "/access_grants/update": change(
        _update, {**_WHO, "starts_at": WHEN, "ends_at": WHEN.or_null, "name": NAME.or_null}
    ),
    "/access_grants/delete": delete(_delete, {"access_grant_id": UUID.must}),
    "/access_grants/request_access_methods": Endpoint(
        _request_methods, {"access_grant_id": UUID.must, "requested_access_methods": _METHODS.must}
    ),
}
