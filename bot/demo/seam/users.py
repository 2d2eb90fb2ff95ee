"""Seam has no key for an ACS user: two creates make two, also for one identity in one building."""

from collections.abc import Mapping

from bot.demo.seam import render
from bot.demo.seam.endpoints import PAGE, Answer, Endpoint, change, delete, matches, page, read
from bot.demo.seam.errors import invalid, not_found
from bot.demo.seam.fields import EMAIL, NAME, PHONE, TEXT, UUID, WHEN, Body, moment
from bot.demo.seam.records import Trouble, User
from bot.demo.seam.world import World


def _create(world: World, body: Body) -> Answer:
    system = world.system(body["acs_system_id"])
    person = world.identity(body["user_identity_id"]) if "user_identity_id" in body else None
    email = str(body["email_address"]) if "email_address" in body else None
    made = User(
        id=world.new_id(),
        system_id=system.id,
        full_name=str(body["full_name"]),
        email=email,
        phone=str(body["phone_number"]) if "phone_number" in body else None,
        identity_id=person.id if person else None,
        made_at=world.now(),
    )
    known = {address.lower() for address in (email, person.email if person else None) if address}
    if known & {address.lower() for address in world.knobs.resident_emails}:
        message = "The user exists in Latch Mission Control as a resident"
        made.errors.append(Trouble("latch_conflict_with_resident_user", message, made.made_at))
    world.users[made.id] = made
    world.effect("created", "acs_user", made.id)
    world.emit("acs_user.created", acs_user_id=made.id, acs_system_id=system.id)
    return {"acs_user": render.acs_user(world, made)}


def _get(world: World, body: Body) -> Answer:
    return {"acs_user": render.acs_user(world, _named(world, body))}


def _list(world: World, body: Body) -> Answer:
    found = [
        one
        for one in world.users.values()
        if body.get("acs_system_id") in {None, one.system_id}
        and body.get("user_identity_id") in {None, one.identity_id}
        and _is_of(world, one, body)
        and ("created_before" not in body or one.made_at < moment(body["created_before"]))
        and matches(body.get("search"), one.full_name, one.email, one.phone, one.id)
    ]
    shown, pagination = page(world, body, found)
    return {"acs_users": [render.acs_user(world, one) for one in shown], **pagination}


def _delete(world: World, body: Body) -> Answer:
    world.remove_user(_named(world, body))
    return {}


def _update(world: World, body: Body) -> Answer:
    user = _named(world, body)
    user.full_name = str(body.get("full_name", user.full_name))
    user.email = str(body["email_address"]) if "email_address" in body else user.email
    user.phone = str(body["phone_number"]) if "phone_number" in body else user.phone
    world.effect("updated", "acs_user", user.id)
    return {}


def _suspend(world: World, body: Body) -> Answer:
    return _set_suspended(world, body, is_suspended=True)


def _unsuspend(world: World, body: Body) -> Answer:
    return _set_suspended(world, body, is_suspended=False)


def _set_suspended(world: World, body: Body, *, is_suspended: bool) -> Answer:
    """Whether Latch can do this is said nowhere; `knobs.can_suspend` decides, and by default it cannot."""
    user = _named(world, body)
    if not world.knobs.can_suspend:
        raise invalid(acs_user_id="Latch users cannot be suspended")
    user.is_suspended = is_suspended
    world.effect("updated", "acs_user", user.id)
    return {}


def _is_of(world: World, user: User, body: Body) -> bool:
    """These two filters ask for the identity's contact, not for the ACS user's own."""
    person = world.identities.get(user.identity_id or "")
    email, phone = body.get("user_identity_email_address"), body.get("user_identity_phone_number")
    has_email = email is None or (person is not None and person.email == email)
    return has_email and (phone is None or (person is not None and person.phone == phone))


def _named(world: World, body: Body) -> User:
    """By its id, or by identity and system together."""
    pair = ("user_identity_id", "acs_system_id")
    if "acs_user_id" in body and not any(name in body for name in pair):
        return world.user(body["acs_user_id"])
    if "acs_user_id" in body or not all(name in body for name in pair):
        raise invalid(body="Must specify either acs_user_id or user_identity_id and acs_system_id")
    identity, system = world.identity(body[pair[0]]), world.system(body[pair[1]])
    for user in world.users.values():
        if (user.identity_id, user.system_id) == (identity.id, system.id):
            return user
    raise not_found("acs_user")


_WHO = {"acs_user_id": UUID, "user_identity_id": UUID, "acs_system_id": UUID}
ENDPOINTS: Mapping[str, Endpoint] = {
    "/acs/users/create": Endpoint(
        _create,
        {
            "acs_system_id": UUID.must,
            "full_name": NAME.must,
            "email_address": EMAIL,
            "phone_number": PHONE,
            "user_identity_id": UUID,
        },
    ),
    "/acs/users/get": read(_get, _WHO),
    "/acs/users/list": read(
        _list,
        {
            "acs_system_id": UUID,
            "user_identity_id": UUID,
            "user_identity_email_address": TEXT,
            "user_identity_phone_number": TEXT,
            "created_before": WHEN,
            "search": NAME,
            **PAGE,
        },
    ),
    "/acs/users/update": change(_update, {**_WHO, "full_name": NAME, "email_address": EMAIL, "phone_number": PHONE}),
    "/acs/users/suspend": Endpoint(_suspend, _WHO),
    "/acs/users/unsuspend": Endpoint(_unsuspend, _WHO),
    "/acs/users/delete": delete(_delete, _WHO),
}
