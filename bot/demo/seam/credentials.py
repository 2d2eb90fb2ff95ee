"""Latch's rules, from Seam's Latch guides: one door per PIN, Latch picks the PIN, a mobile key wants an identity.

There is no idempotency key: the same create twice makes two credentials.
"""

from collections.abc import Mapping, Sequence

from bot.demo.seam import render
from bot.demo.seam.endpoints import PAGE, Answer, Endpoint, change, delete, matches, page, read
from bot.demo.seam.errors import invalid, not_found
from bot.demo.seam.fields import DIGITS, FLAG, NAME, UUID, WHEN, Body, exactly_one, many, moment, one_of
from bot.demo.seam.records import Credential, Entrance, User
from bot.demo.seam.world import World

_FLAGS = {"code": "can_unlock_with_code", "mobile_key": "can_unlock_with_mobile_key"}


def _create(world: World, body: Body) -> Answer:
    user = _owner(world, body)
    method = str(body["access_method"])
    doors = _doors(world, body, user, method)
    _refuse_what_latch_refuses(body, method, user, doors)
    now = world.now()
    starts_at = moment(body["starts_at"]) if "starts_at" in body else now
    ends_at = moment(body["ends_at"]) if "ends_at" in body else None
    if ends_at is not None and ends_at <= max(now, starts_at):
        raise invalid(ends_at="Must be in the future and after starts_at")
    made = Credential(
        id=world.new_id(),
        system_id=user.system_id,
        user_id=user.id,
        method=method,
        entrance_ids=tuple(door.id for door in doors),
        starts_at=max(starts_at, now),
        ends_at=ends_at,
        is_multi_phone=body.get("is_multi_phone_sync_credential") is True,
        made_at=now,
        start_moved=starts_at < now,
    )
    world.add(made)
    return {"acs_credential": render.credential(world, made)}


def _get(world: World, body: Body) -> Answer:
    return {"acs_credential": render.credential(world, world.credential(body["acs_credential_id"]))}


def _list(world: World, body: Body) -> Answer:
    identity = body.get("user_identity_id")
    users = {user.id for user in world.users.values() if identity in {None, user.identity_id}}
    found = [
        one
        for one in world.present()
        if body.get("acs_user_id") in {None, one.user_id}
        and body.get("acs_system_id") in {None, one.system_id}
        and (identity is None or one.user_id in users)
        and body.get("is_multi_phone_sync_credential") in {None, one.is_multi_phone}
        and ("created_before" not in body or one.made_at < moment(body["created_before"]))
        and matches(body.get("search"), one.code, one.id, one.user_id)
    ]
    shown, pagination = page(world, body, found)
    return {"acs_credentials": [render.credential(world, one) for one in shown], **pagination}


def _update(world: World, body: Body) -> Answer:
    """Of a Latch credential only the end may change; `code` is Seam's other field, and Latch picks its PINs."""
    credential = world.credential(body["acs_credential_id"])
    if "code" in body:
        raise invalid(code="Latch generates the code")
    if "ends_at" not in body:
        raise invalid(body="Must specify ends_at")
    if not credential.is_live:
        raise invalid(body="The credential is being deleted")
    ends_at = moment(body["ends_at"])
    if ends_at <= max(world.now(), credential.starts_at):
        raise invalid(ends_at="Must be in the future and after starts_at")
    credential.ends_at, credential.changed_at = ends_at, world.now()
    world.effect("updated", "acs_credential", credential.id)
    return {"acs_credential": render.credential(world, credential)}


def _delete(world: World, body: Body) -> Answer:
    world.ask_delete([world.credential(body["acs_credential_id"])])
    return {}


def _list_accessible_entrances(world: World, body: Body) -> Answer:
    doors = world.doors(world.credential(body["acs_credential_id"]))
    return {"acs_entrances": [render.entrance(world, door) for door in doors]}


def _owner(world: World, body: Body) -> User:
    exactly_one(body, ("acs_user_id", "user_identity_id"))
    if "acs_user_id" in body:
        user = world.user(body["acs_user_id"])
        if body.get("acs_system_id", user.system_id) != user.system_id:
            raise invalid(acs_system_id="The ACS user is of another system")
        return user
    if "acs_system_id" not in body:
        raise invalid(body="Must specify acs_system_id with user_identity_id")
    person, system = world.identity(body["user_identity_id"]), world.system(body["acs_system_id"])
    for user in world.users.values():
        if (user.identity_id, user.system_id) == (person.id, system.id):
            return user
    raise not_found("acs_user")


def _doors(world: World, body: Body, user: User, method: str) -> Sequence[Entrance]:
    ids = body.get("allowed_acs_entrance_ids", [])
    doors = [world.entrance(key) for key in ids] if isinstance(ids, list) else []
    if any(door.system_id != user.system_id for door in doors):
        raise invalid(allowed_acs_entrance_ids="An entrance is of another system")
    if method in _FLAGS and any(getattr(door, _FLAGS[method]) is False for door in doors):
        raise invalid(allowed_acs_entrance_ids=f"An entrance has {_FLAGS[method]} false")
    if len({door.id for door in doors}) != len(doors):
        raise invalid(allowed_acs_entrance_ids="An entrance is there twice")
    return doors


def _refuse_what_latch_refuses(body: Body, method: str, user: User, doors: Sequence[Entrance]) -> None:
    if method not in _FLAGS:
        raise invalid(access_method=f"Latch has no {method} credentials")
    if "code" in body:
        raise invalid(code="Latch generates the code")
    if method == "code" and len(doors) != 1:
        raise invalid(allowed_acs_entrance_ids="A code credential takes exactly one entrance")
    if not doors:
        raise invalid(allowed_acs_entrance_ids="At least one entrance is needed")
    if method == "mobile_key" and body.get("is_multi_phone_sync_credential") is not True:
        raise invalid(is_multi_phone_sync_credential="Must be true for a mobile_key")
    if method == "mobile_key" and user.identity_id is None:
        raise invalid(acs_user_id="A mobile_key needs a user identity on the ACS user")


_ID = {"acs_credential_id": UUID.must}
ENDPOINTS: Mapping[str, Endpoint] = {
    "/acs/credentials/create": Endpoint(
        _create,
        {
            "access_method": one_of("code", "card", "mobile_key", "cloud_key").must,
            "acs_user_id": UUID,
            "user_identity_id": UUID,
            "acs_system_id": UUID,
            "allowed_acs_entrance_ids": many(UUID),
            "starts_at": WHEN,
            "ends_at": WHEN,
            "code": DIGITS,
            "is_multi_phone_sync_credential": FLAG,
        },
    ),
    "/acs/credentials/get": read(_get, _ID),
    "/acs/credentials/list": read(
        _list,
        {
            "acs_user_id": UUID,
            "acs_system_id": UUID,
            "user_identity_id": UUID,
            "is_multi_phone_sync_credential": FLAG,
            "created_before": WHEN,
            "search": NAME,
            **PAGE,
        },
    ),
    "/acs/credentials/update": change(_update, {**_ID, "ends_at": WHEN, "code": DIGITS}),
    "/acs/credentials/delete": delete(_delete, _ID),
    "/acs/credentials/list_accessible_entrances": read(_list_accessible_entrances, _ID),
}
