"""A link that puts a mobile key on the phone of whoever opens it first; here it is found and taken back."""

from collections.abc import Mapping

from bot.demo.seam import render
from bot.demo.seam.endpoints import Answer, Endpoint, delete, read
from bot.demo.seam.errors import not_found
from bot.demo.seam.fields import NAME, UUID, Body, exactly_one
from bot.demo.seam.workspace import found
from bot.demo.seam.world import World


def _get(world: World, body: Body) -> Answer:
    exactly_one(body, ("instant_key_id", "instant_key_url"))
    for one in world.instant_keys.values():
        if body.get("instant_key_id") in {None, one.id} and body.get("instant_key_url") in {None, one.url}:
            return {"instant_key": render.instant_key(world, one)}
    raise not_found("instant_key")


def _list(world: World, body: Body) -> Answer:
    of = body.get("user_identity_id")
    listed = [one for one in world.instant_keys.values() if of in {None, one.identity_id}]
    return {"instant_keys": [render.instant_key(world, one) for one in listed]}


def _delete(world: World, body: Body) -> Answer:
    key = found(world.instant_keys, body["instant_key_id"], "instant_key")
    del world.instant_keys[key.id]
    world.effect("deleted", "instant_key", key.id)
    return {}


ENDPOINTS: Mapping[str, Endpoint] = {
    "/instant_keys/get": read(_get, {"instant_key_id": UUID, "instant_key_url": NAME}),
    "/instant_keys/list": read(_list, {"user_identity_id": UUID}),
    "/instant_keys/delete": delete(_delete, {"instant_key_id": UUID.must}),
}
