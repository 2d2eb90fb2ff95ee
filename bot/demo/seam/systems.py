"""Systems and entrances come from Latch and are only read here; a removed entrance is gone from every answer."""

from collections.abc import Mapping

from bot.demo.seam import render
from bot.demo.seam.endpoints import PAGE, Answer, Endpoint, matches, page, read
from bot.demo.seam.errors import invalid
from bot.demo.seam.fields import NAME, UUID, Body, many
from bot.demo.seam.world import World

_MOST_ENTRANCES = 900
"""Seam's default limit for this list, unlike the 500 of the others."""


def _systems_list(world: World, body: Body) -> Answer:
    found = [
        one
        for one in world.systems.values()
        if body.get("connected_account_id") in {None, one.account_id} and matches(body.get("search"), one.name, one.id)
    ]
    return {"acs_systems": [render.system(world, one) for one in found]}


def _systems_get(world: World, body: Body) -> Answer:
    return {"acs_system": render.system(world, world.system(body["acs_system_id"]))}


def _entrances_list(world: World, body: Body) -> Answer:
    ids = body.get("acs_entrance_ids")
    opened = {door.id for door in world.doors(world.credential(body["acs_credential_id"]))} if _asks(body) else None
    found = [
        one
        for one in world.entrances.values()
        if body.get("acs_system_id") in {None, one.system_id}
        and body.get("connected_account_id") in {None, world.systems[one.system_id].account_id}
        and (not isinstance(ids, list) or one.id in ids)
        and (opened is None or one.id in opened)
        and matches(body.get("search"), one.name, one.id)
    ]
    shown, pagination = page(world, body, found, default=_MOST_ENTRANCES)
    return {"acs_entrances": [render.entrance(world, one) for one in shown], **pagination}


def _entrances_get(world: World, body: Body) -> Answer:
    return {"acs_entrance": render.entrance(world, world.entrance(body["acs_entrance_id"]))}


def _entrances_unlock(world: World, body: Body) -> Answer:
    """Latch has no remote unlock, and Seam unlocks with a cloud key alone."""
    world.entrance(body["acs_entrance_id"])
    world.credential(body["acs_credential_id"])
    raise invalid(acs_credential_id="Only a cloud_key credential can unlock an entrance")


def _entrances_credentials(world: World, body: Body) -> Answer:
    door = world.entrance(body["acs_entrance_id"])
    found = [one for one in world.present() if door in world.doors(one)]
    return {"acs_credentials": [render.credential(world, one) for one in found]}


def _asks(body: Body) -> bool:
    return "acs_credential_id" in body


ENDPOINTS: Mapping[str, Endpoint] = {
    "/acs/systems/list": read(_systems_list, {"connected_account_id": UUID, "search": NAME}),
    "/acs/systems/get": read(_systems_get, {"acs_system_id": UUID.must}),
    "/acs/entrances/list": read(
        _entrances_list,
        {
            "acs_system_id": UUID,
            "acs_entrance_ids": many(UUID),
            "acs_credential_id": UUID,
            "connected_account_id": UUID,
            "search": NAME,
            **PAGE,
        },
    ),
    "/acs/entrances/unlock": Endpoint(
        _entrances_unlock, {"acs_entrance_id": UUID.must, "acs_credential_id": UUID.must}
    ),
    "/acs/entrances/list_credentials_with_access": read(_entrances_credentials, {"acs_entrance_id": UUID.must}),
    "/acs/entrances/get": read(_entrances_get, {"acs_entrance_id": UUID.must}),
}
