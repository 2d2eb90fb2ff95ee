"""`/access_methods/*`; a door can be unlocked by a cloud key alone, which neither Latch nor these locks have."""

from collections.abc import Mapping

from bot.demo.seam.endpoints import Answer, Endpoint, delete, read
from bot.demo.seam.errors import invalid, not_found
from bot.demo.seam.fields import NAME, UUID, Body, at_least_one, exactly_one
from bot.demo.seam.grants import settling
from bot.demo.seam.grants.records import Method
from bot.demo.seam.grants.render import access_method
from bot.demo.seam.world import World

_FILTERS = ("access_grant_id", "access_grant_key", "device_id", "access_code_id")


def _get(world: World, body: Body) -> Answer:
    return {"access_method": access_method(world.grants, world.grants.method(body["access_method_id"]))}


def _list(world: World, body: Body) -> Answer:
    at_least_one(body, _FILTERS)
    found = [one for one in world.grants.methods.values() if one.gone_at is None and _is_asked_for(world, one, body)]
    return {"access_methods": [access_method(world.grants, one) for one in found]}


def _is_asked_for(world: World, one: Method, body: Body) -> bool:
    grant = world.grants.grants[one.grant_id]
    return (
        body.get("access_grant_id") in {None, one.grant_id}
        and body.get("access_grant_key") in {None, grant.key}
        and body.get("access_code_id") in {None, *one.code_ids}
        and body.get("device_id") in {None, *(world.locks.codes[key].device_id for key in one.code_ids)}
    )


def _delete(world: World, body: Body) -> Answer:
    """One method, or all of a grant; the grant stays."""
    exactly_one(body, ("access_method_id", "access_grant_id", "reservation_key"))
    for method in _named(world, body):
        settling.ask_delete(world.grants, method)
    world.settle()
    return {}


def _named(world: World, body: Body) -> list[Method]:
    if "access_method_id" in body:
        return [world.grants.method(body["access_method_id"])]
    if "access_grant_id" in body:
        return world.grants.methods_of(world.grants.grant(body["access_grant_id"]))
    grants = [one for one in world.grants.present() if one.reservation_key == body["reservation_key"]]
    if not grants:
        raise not_found("access_grant")
    return [method for grant in grants for method in world.grants.methods_of(grant)]


def _unlock_door(world: World, body: Body) -> Answer:
    world.grants.method(body["access_method_id"])
    world.entrance(body["acs_entrance_id"])
    raise invalid(access_method_id="Only a cloud_key access method can unlock a door")


ENDPOINTS: Mapping[str, Endpoint] = {
    "/access_methods/get": read(_get, {"access_method_id": UUID.must}),
    "/access_methods/list": read(
        _list,
        {"access_grant_id": UUID, "access_grant_key": NAME, "device_id": UUID, "access_code_id": UUID},
    ),
    "/access_methods/delete": delete(
        _delete, {"access_method_id": UUID, "access_grant_id": UUID, "reservation_key": NAME}
    ),
    "/access_methods/unlock_door": Endpoint(
        _unlock_door, {"access_method_id": UUID.must, "acs_entrance_id": UUID.must}
    ),
}
