"""Commands to a lock, and the action attempts by which their outcome is told."""

from collections.abc import Mapping

from bot.demo.seam.endpoints import PAGE, Answer, Endpoint, page, read
from bot.demo.seam.errors import invalid
from bot.demo.seam.fields import FLAG, UUID, Body, many
from bot.demo.seam.locks import render
from bot.demo.seam.world import World

_NEEDS = {"LOCK_DOOR": "can_remotely_lock", "UNLOCK_DOOR": "can_remotely_unlock"}


def _lock_door(world: World, body: Body) -> Answer:
    return _command(world, body, "LOCK_DOOR")


def _unlock_door(world: World, body: Body) -> Answer:
    return _command(world, body, "UNLOCK_DOOR")


def _command(world: World, body: Body, action: str) -> Answer:
    device = world.locks.device(body["device_id"])
    if getattr(device.lock, _NEEDS[action]) is not True:
        raise invalid(device_id=f"The device has no {_NEEDS[action]}")
    world.locks.limit(action, device)
    return {"action_attempt": render.attempt(world.locks.start(action, device))}


def _get(world: World, body: Body) -> Answer:
    return {"action_attempt": render.attempt(world.locks.attempt(body["action_attempt_id"]))}


def _list(world: World, body: Body) -> Answer:
    ids = body.get("action_attempt_ids")
    found = [
        one
        for one in world.locks.attempts.values()
        if body.get("device_id") in {None, one.device_id} and (not isinstance(ids, list) or one.id in ids)
    ]
    shown, pagination = page(world, body, found)
    return {"action_attempts": [render.attempt(one) for one in shown], **pagination}


_COMMAND = {"device_id": UUID.must, "sync": FLAG}
ENDPOINTS: Mapping[str, Endpoint] = {
    "/locks/lock_door": Endpoint(_lock_door, _COMMAND),
    "/locks/unlock_door": Endpoint(_unlock_door, _COMMAND),
    "/action_attempts/get": read(_get, {"action_attempt_id": UUID.must}),
    "/action_attempts/list": read(_list, {"action_attempt_ids": many(UUID), "device_id": UUID, **PAGE}),
}
