"""Key, e-mail and phone are each unique in a workspace: a second create is a conflict, never an upsert.

Which error Seam gives for a key that is taken is published nowhere; 409 is this server's guess.
"""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import quote

from bot.demo.seam import render
from bot.demo.seam.endpoints import PAGE, Answer, Endpoint, change, delete, matches, page, read
from bot.demo.seam.errors import conflict, invalid, not_found
from bot.demo.seam.fields import COUNT, EMAIL, NAME, PHONE, TEXT, UUID, WHEN, Body, exactly_one, many, moment
from bot.demo.seam.grants import settling
from bot.demo.seam.records import Identity, InstantKey
from bot.demo.seam.world import World

_INSTANT_KEY_LIFE = timedelta(days=7)
_PROFILE = {
    "user_identity_key": NAME.or_null,
    "email_address": EMAIL.or_null,
    "full_name": NAME.or_null,
    "phone_number": PHONE.or_null,
}
_ATTRIBUTES = {"user_identity_key": "key", "email_address": "email", "full_name": "full_name", "phone_number": "phone"}


def _create(world: World, body: Body) -> Answer:
    return {"user_identity": render.identity(world, create(world, body))}


def create(world: World, body: Body) -> Identity:
    """Raises Seam's 409 where key, e-mail or phone is taken."""
    _refuse_conflict(world, body)
    made = Identity(
        id=world.new_id(),
        key=_text(body, "user_identity_key"),
        email=_text(body, "email_address"),
        full_name=_text(body, "full_name"),
        phone=_text(body, "phone_number"),
        made_at=world.now(),
    )
    world.identities[made.id] = made
    world.effect("created", "user_identity", made.id)
    return made


def _get(world: World, body: Body) -> Answer:
    exactly_one(body, ("user_identity_id", "user_identity_key"))
    return {"user_identity": render.identity(world, _named(world, body))}


def _list(world: World, body: Body) -> Answer:
    ids = body.get("user_identity_ids")
    found = [
        one
        for one in world.identities.values()
        if (not isinstance(ids, list) or one.id in ids)
        and ("created_before" not in body or one.made_at < moment(body["created_before"]))
        and matches(body.get("search"), one.full_name, one.email, one.phone, one.key, one.id)
    ]
    shown, pagination = page(world, body, found)
    return {"user_identities": [render.identity(world, one) for one in shown], **pagination}


def _update(world: World, body: Body) -> Answer:
    identity = world.identity(body["user_identity_id"])
    _refuse_conflict(world, body, but=identity)
    for name, attribute in _ATTRIBUTES.items():
        if name in body:
            setattr(identity, attribute, body[name])
    world.effect("updated", "user_identity", identity.id)
    return {}


def _add_acs_user(world: World, body: Body) -> Answer:
    """An unknown key makes the identity (Seam's docs)."""
    exactly_one(body, ("user_identity_id", "user_identity_key"))
    user = world.user(body["acs_user_id"])
    key = _text(body, "user_identity_key")
    if key is not None and _by_key(world, key) is None:
        create(world, {"user_identity_key": key})
    identity = _named(world, body)
    if user.identity_id not in {None, identity.id}:
        raise invalid(body="The ACS user belongs to another user identity")
    user.identity_id = identity.id
    world.effect("updated", "acs_user", user.id)
    return {}


def _delete(world: World, body: Body) -> Answer:
    identity = world.identity(body["user_identity_id"])
    del world.identities[identity.id]
    world.instant_keys = {key: one for key, one in world.instant_keys.items() if one.identity_id != identity.id}
    world.effect("deleted", "user_identity", identity.id)
    for user in [user for user in world.users.values() if user.identity_id == identity.id]:
        world.remove_user(user)
    for grant in [one for one in world.grants.present() if one.identity_id == identity.id]:
        settling.end(world.grants, grant)
    world.settle()
    return {}


def _list_accessible_entrances(world: World, body: Body) -> Answer:
    identity = world.identity(body["user_identity_id"])
    users = {user.id for user in world.users.values() if user.identity_id == identity.id}
    live = [one for one in world.present() if one.is_live and one.user_id in users]
    doors = {door.id: door for one in live for door in world.doors(one)}
    return {"acs_entrances": [render.entrance(world, door) for door in doors.values()]}


def _generate_instant_key(world: World, body: Body) -> Answer:
    identity = world.identity(body["user_identity_id"])
    users = {user.id for user in world.users.values() if user.identity_id == identity.id}
    if not any(one.is_live and one.method == "mobile_key" and one.user_id in users for one in world.present()):
        raise invalid(body="The user identity has no mobile key")
    key_id, now, most = world.new_id(), world.now(), body.get("max_use_count", 1)
    made = InstantKey(
        id=key_id,
        identity_id=identity.id,
        session_id=world.new_id(),
        url=f"https://instant-key.example/{quote(key_id[:8])}",
        most_uses=most if isinstance(most, int) else 1,
        made_at=now,
        ends_at=now + _INSTANT_KEY_LIFE,
    )
    world.instant_keys[made.id] = made
    world.effect("created", "instant_key", made.id)
    return {"instant_key": render.instant_key(world, made)}


def _refuse_conflict(world: World, body: Body, but: Identity | None = None) -> None:
    others = [one for one in world.identities.values() if one is not but]
    key, email, phone = (_text(body, name) for name in ("user_identity_key", "email_address", "phone_number"))
    if key is not None and any(one.key == key for one in others):
        raise conflict("user_identity_key_conflict", "A user identity with this key exists")
    same_email = email is not None and any((one.email or "").lower() == email.lower() for one in others)
    if same_email or (phone is not None and any(one.phone == phone for one in others)):
        raise conflict("user_identity_email_or_phone_conflict", "A user identity with this e-mail or phone exists")


def _named(world: World, body: Body) -> Identity:
    if "user_identity_id" in body:
        return world.identity(body["user_identity_id"])
    identity = _by_key(world, str(body["user_identity_key"]))
    if identity is None:
        raise not_found("user_identity")
    return identity


def _by_key(world: World, key: str) -> Identity | None:
    return next((one for one in world.identities.values() if one.key == key), None)


def _text(body: Body, name: str) -> str | None:
    value = body.get(name)
    return None if value is None else str(value)


_WHO = {"user_identity_id": UUID, "user_identity_key": TEXT}
ENDPOINTS: Mapping[str, Endpoint] = {
    "/user_identities/create": Endpoint(_create, _PROFILE),
    "/user_identities/get": read(_get, _WHO),
    "/user_identities/list": read(
        _list, {"user_identity_ids": many(UUID), "search": TEXT, "created_before": WHEN, **PAGE}
    ),
    "/user_identities/update": change(_update, {"user_identity_id": UUID.must, **_PROFILE}),
    "/user_identities/add_acs_user": change(_add_acs_user, {"acs_user_id": UUID.must, **_WHO}, "PUT"),
    "/user_identities/delete": delete(_delete, {"user_identity_id": UUID.must}),
    "/user_identities/list_accessible_entrances": read(_list_accessible_entrances, {"user_identity_id": UUID.must}),
    "/user_identities/generate_instant_key": Endpoint(
        _generate_instant_key, {"user_identity_id": UUID.must, "max_use_count": COUNT}
    ),
}
