"""Codes updated, deleted, made for several locks at once, and replaced by a backup code.

An offline code can be neither changed nor ended: its maker has worked it out, and the lock hears of nothing.
"""

from collections.abc import Mapping, Sequence

from bot.demo.seam.endpoints import Answer, Endpoint, change, delete
from bot.demo.seam.errors import SeamError, conflict, invalid, not_found
from bot.demo.seam.fields import FLAG, NAME, UUID, Body, many, moment, one_of
from bot.demo.seam.locks import changing, pool, render, rules
from bot.demo.seam.locks.codes import WHAT, planned
from bot.demo.seam.locks.programming import want
from bot.demo.seam.locks.records import AccessCode, Device
from bot.demo.seam.locks.render_codes import access_code
from bot.demo.seam.world import World


def _update(world: World, body: Body) -> Answer:
    code = _changeable(world, body)
    device = world.locks.devices[code.device_id]
    world.locks.limit("UPDATE_ACCESS_CODE", device)
    _change(world, code, body)
    attempt = world.locks.start("UPDATE_ACCESS_CODE", device, code)
    world.settle()
    return {"action_attempt": render.attempt(attempt, as_pending=True)}


def _update_multiple(world: World, body: Body) -> Answer:
    key = body["common_code_key"]
    linked = [one for one in world.locks.codes.values() if one.common_key == key and one.is_live]
    if not linked:
        raise not_found("access_code")
    for code in linked:
        _change(world, code, body)
    world.settle()
    return {}


def _change(world: World, code: AccessCode, body: Body) -> None:
    """All or nothing."""
    device = world.locks.devices[code.device_id]
    name, pin = body.get("name", code.name), body.get("code", code.code)
    others = [one for one in world.locks.codes_of(device) if one is not code]
    if name != code.name:
        rules.check_name(device.lock, str(name), {one.name for one in others})
    if pin != code.code:
        rules.check_code(device.lock, str(pin))
        if pin in {one.code for one in others if one.is_managed}:
            raise conflict("duplicate_access_code", "The code is on the device already")
    starts_at = moment(body["starts_at"]) if "starts_at" in body else code.starts_at
    ends_at = moment(body["ends_at"]) if "ends_at" in body else code.ends_at
    if body.get("type") == "ongoing":
        starts_at = ends_at = None
    if (ends_at is not None and starts_at is None) or (body.get("type") == "time_bound" and ends_at is None):
        raise invalid(body="A time-bound code needs starts_at and ends_at")
    is_moved = (starts_at, ends_at) != (code.starts_at, code.ends_at)
    if is_moved and ends_at is not None and ends_at <= max(world.now(), starts_at or world.now()):
        raise invalid(ends_at="Must be in the future and after starts_at")
    if "allow_external_modification" in body:
        code.allows_external = body["allow_external_modification"] is True
    changing.change(world.locks, code, name=None if name is None else str(name), pin=None if pin is None else str(pin))
    changing.move(world.locks, code, starts_at, ends_at)
    world.effect("updated", "access_code", code.id)


def _delete(world: World, body: Body) -> Answer:
    code = _changeable(world, body, is_ending=True)
    device = world.locks.devices[code.device_id]
    world.locks.limit("DELETE_ACCESS_CODE", device)
    if code.is_live:
        code.delete_asked_at = world.now()
        world.effect("deleted", "access_code", code.id)
    attempt = world.locks.start("DELETE_ACCESS_CODE", device, code)
    world.settle()
    return {"action_attempt": render.attempt(attempt, as_pending=True)}


def _create_multiple(world: World, body: Body) -> Answer:
    """One code for all of them, or none at all; a code that the caller chooses links them to nothing."""
    ids = body["device_ids"]
    devices = [world.locks.device(key) for key in ids] if isinstance(ids, list) else []
    if not devices:
        raise invalid(device_ids="Array must contain at least 1 element(s)")
    for device in devices:
        world.locks.limit("CREATE_ACCESS_CODE", device)
    made = _planned_for_all(world, devices, body)
    for code, device in zip(made, devices, strict=True):
        want(world.locks, code)
        world.locks.start("CREATE_ACCESS_CODE", device, code)
        if body.get("use_backup_access_code_pool") is True:
            pool.open_on(world.locks, device)
    world.settle()
    return {"access_codes": [access_code(world.locks, one) for one in made]}


def _planned_for_all(world: World, devices: Sequence[Device], body: Body) -> list[AccessCode]:
    asked = {name: value for name, value in body.items() if name in WHAT}
    taken = {one.code for device in devices for one in world.locks.codes_of(device)}
    keypads = [device.lock for device in devices]
    shared = rules.shared_code(keypads, world.random, taken, body.get("preferred_code_length"))
    try:
        if shared is None:
            raise invalid(device_ids="The devices have no code length in common")
        made = [planned(world.locks, device, {"code": shared, **asked}) for device in devices]
    except SeamError:
        if "code" in asked or body.get("behavior_when_code_cannot_be_shared") != "create_random_code":
            raise
        return [planned(world.locks, device, asked) for device in devices]
    link = None if "code" in asked else f"auto_set_by_create_multiple_{world.new_id()}"
    for code in made:
        code.common_key = link
    return made


def _pull_backup(world: World, body: Body) -> Answer:
    shown = access_code(world.locks, pool.pull(world.locks, _changeable(world, body)))
    return {"access_code": shown, "backup_access_code": shown}


def _changeable(world: World, body: Body, *, is_ending: bool = False) -> AccessCode:
    code = world.locks.code(body["access_code_id"])
    if not code.is_managed:
        raise not_found("access_code")
    if body.get("device_id") not in {None, code.device_id}:
        raise invalid(device_id="The code is of another device")
    if code.is_offline:
        raise invalid(access_code_id="An offline access code can be neither changed nor deleted")
    if not code.is_live and not is_ending:
        raise invalid(access_code_id="The code is being deleted")
    return code


_ID = {"access_code_id": UUID.must}
_LINKED = {name: WHAT[name] for name in ("name", "starts_at", "ends_at")}
ENDPOINTS: Mapping[str, Endpoint] = {
    "/access_codes/update": Endpoint(
        _update,
        {**_ID, "device_id": UUID, **WHAT, "type": one_of("ongoing", "time_bound"), "sync": FLAG},
        frozenset({"POST", "PATCH", "PUT"}),
    ),
    "/access_codes/update_multiple": change(_update_multiple, {"common_code_key": NAME.must, **_LINKED}),
    "/access_codes/delete": delete(_delete, {**_ID, "device_id": UUID, "sync": FLAG}),
    "/access_codes/create_multiple": Endpoint(
        _create_multiple,
        {
            "device_ids": many(UUID).must,
            **WHAT,
            "behavior_when_code_cannot_be_shared": one_of("throw", "create_random_code"),
        },
        frozenset({"POST", "PUT"}),
    ),
    "/access_codes/pull_backup_access_code": Endpoint(_pull_backup, _ID),
}
