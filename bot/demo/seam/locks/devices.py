"""`/locks/*` shows the same objects as `/devices/*`, under two keys at once and without pages (Seam's OpenAPI)."""

from collections.abc import Mapping, Sequence

from bot.demo.seam.endpoints import PAGE, Answer, Endpoint, matches, page, read
from bot.demo.seam.errors import not_found
from bot.demo.seam.fields import COUNT, NAME, TEXT, UUID, WHEN, Body, Field, exactly_one, many, moment
from bot.demo.seam.locks import render
from bot.demo.seam.locks.brands import BRANDS
from bot.demo.seam.locks.records import Device
from bot.demo.seam.world import World


def _devices_list(world: World, body: Body) -> Answer:
    shown, pagination = page(world, body, _asked_for(world, body))
    return {"devices": [render.device(world.locks, one) for one in shown], **pagination}


def _devices_get(world: World, body: Body) -> Answer:
    return {"device": render.device(world.locks, _named(world, body))}


def _locks_list(world: World, body: Body) -> Answer:
    limit = body.get("limit", len(world.locks.devices))
    found = _asked_for(world, body)[: limit if isinstance(limit, int) else None]
    shown = [render.device(world.locks, one) for one in found]
    return {"locks": shown, "devices": shown}


def _locks_get(world: World, body: Body) -> Answer:
    shown = render.device(world.locks, _named(world, body))
    return {"lock": shown, "device": shown}


def _providers(_world: World, _body: Body) -> Answer:
    """Not in Seam's published OpenAPI; the fields are those of its SDK."""
    shown = [
        {
            "device_provider_name": brand.provider,
            "display_name": brand.display_name,
            "image_url": f"https://connect.getseam.com/assets/images/device_providers/{brand.provider}.png",
            "provider_categories": ["stable", "consumer_smartlocks"],
            "can_program_online_access_codes": True,
        }
        for brand in BRANDS
    ]
    return {"device_providers": shown}


def _asked_for(world: World, body: Body) -> Sequence[Device]:
    return [
        one
        for one in world.locks.present()
        if _is_one_of(one.id, body, "device_ids")
        and _is_one_of(one.account_id, body, "connected_account_ids")
        and _is_one_of(one.lock.brand.device_type, body, "device_types")
        and body.get("connected_account_id") in {None, one.account_id}
        and body.get("device_type") in {None, one.lock.brand.device_type}
        and body.get("manufacturer") in {None, one.lock.brand.manufacturer}
        and ("created_before" not in body or one.made_at < moment(body["created_before"]))
        and matches(body.get("search"), one.name, one.id)
    ]


def _is_one_of(value: str, body: Body, name: str) -> bool:
    wanted = body.get(name)
    return not isinstance(wanted, list) or value in wanted


def _named(world: World, body: Body) -> Device:
    exactly_one(body, ("device_id", "name"))
    if "device_id" in body:
        return world.locks.device(body["device_id"])
    for one in world.locks.present():
        if one.name == body["name"]:
            return one
    raise not_found("device")


_FILTERS: Mapping[str, Field] = {
    "device_ids": many(UUID),
    "connected_account_id": UUID,
    "connected_account_ids": many(UUID),
    "device_type": NAME,
    "device_types": many(NAME),
    "manufacturer": NAME,
    "created_before": WHEN,
    "search": TEXT,
}
_WHO = {"device_id": UUID, "name": NAME}
ENDPOINTS: Mapping[str, Endpoint] = {
    "/devices/list": read(_devices_list, {**_FILTERS, **PAGE}),
    "/devices/get": read(_devices_get, _WHO),
    "/devices/list_device_providers": read(_providers),
    "/locks/list": read(_locks_list, {**_FILTERS, "limit": COUNT}),
    "/locks/get": read(_locks_get, _WHO),
}
