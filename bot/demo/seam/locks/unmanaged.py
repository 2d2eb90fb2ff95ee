"""Codes that somebody else has put on a lock: they can be seen, taken over and deleted, and get in each other's way.

These endpoints are in Seam's guides and SDK, not in its published OpenAPI.
"""

from collections.abc import Mapping

from bot.demo.seam.endpoints import PAGE, Answer, Endpoint, change, delete, matches, page, read
from bot.demo.seam.fields import FLAG, TEXT, UUID, Body
from bot.demo.seam.locks import incidents
from bot.demo.seam.locks.codes import WHO, named
from bot.demo.seam.locks.programming import failed_extra
from bot.demo.seam.locks.records import AccessCode, Device, Entry
from bot.demo.seam.locks.render_codes import unmanaged_code
from bot.demo.seam.locks.state import SmartLocks
from bot.demo.seam.world import World


def add(locks: SmartLocks, device: Device, pin: str, name: str | None) -> AccessCode:
    """Somebody makes a code in the maker's own app."""
    now = locks.space.now()
    made = AccessCode(
        id=locks.space.new_id(),
        device_id=device.id,
        name=name,
        code=pin,
        starts_at=None,
        ends_at=None,
        made_at=now,
        is_managed=False,
        loaded_at=now,
        set_at=now,
    )
    locks.codes[made.id] = made
    device.keypad[made.id] = Entry(pin)
    locks.emit_code("unmanaged.created", made)
    return made


def _get(world: World, body: Body) -> Answer:
    return {"access_code": unmanaged_code(world.locks, named(world.locks, body, is_managed=False))}


def _list(world: World, body: Body) -> Answer:
    of = world.locks.codes_of(world.locks.device(body["device_id"]))
    found = [one for one in of if not one.is_managed and matches(body.get("search"), one.name, one.code, one.id)]
    shown, pagination = page(world, body, found)
    return {"access_codes": [unmanaged_code(world.locks, one) for one in shown], **pagination}


def _convert(world: World, body: Body) -> Answer:
    """The answer is ok either way; whether it could be done, an event tells."""
    code = named(world.locks, body, is_managed=False)
    if not world.locks.devices[code.device_id].lock.brand.can_convert:
        world.locks.emit_code("unmanaged.failed_to_convert_to_managed", code, extra=failed_extra(world.locks, code))
        return {}
    code.is_managed = True
    code.allows_external = body.get("allow_external_modification") is True
    world.locks.under_way[code.id] = code
    world.effect("updated", "access_code", code.id)
    world.locks.emit_code("unmanaged.converted_to_managed", code)
    return {}


def _delete(world: World, body: Body) -> Answer:
    code = named(world.locks, body, is_managed=False)
    world.effect("deleted", "access_code", code.id)
    incidents.take_off(world.locks, code)
    return {}


_ID = {"access_code_id": UUID.must}
_HOW = {"allow_external_modification": FLAG, "is_external_modification_allowed": FLAG, "force": FLAG}
ENDPOINTS: Mapping[str, Endpoint] = {
    "/access_codes/unmanaged/get": read(_get, WHO),
    "/access_codes/unmanaged/list": read(_list, {"device_id": UUID.must, "search": TEXT, **PAGE}),
    "/access_codes/unmanaged/convert_to_managed": change(_convert, {**_ID, **_HOW}),
    "/access_codes/unmanaged/delete": delete(_delete, _ID),
}
