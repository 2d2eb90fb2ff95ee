"""The codes that a grant comes to: one PIN for all locks that take codes; a PIN that was asked for is a wish alone."""

from collections.abc import Sequence

from bot.demo.seam.errors import SeamError
from bot.demo.seam.fields import Body
from bot.demo.seam.grants.records import Grant, Method, Requested
from bot.demo.seam.grants.state import Grants
from bot.demo.seam.locks import rules
from bot.demo.seam.locks.codes import planned
from bot.demo.seam.locks.programming import want
from bot.demo.seam.locks.records import Device
from bot.demo.seam.records import Trouble
from bot.demo.seam.wire import Json, when


def make_methods(grants: Grants, grant: Grant, requested: Requested) -> None:
    """What cannot be made is said in the grant's errors and warnings; the grant is there all the same."""
    grant.requested.append(requested)
    devices = [grants.locks.device(key) for key in grant.device_ids]
    able = [device for device in devices if device.lock.can_program_online_access_codes is True]
    unable = [device for device in devices if device not in able]
    if requested.mode != "code" or not able or grant.entrance_ids:
        _give_up(grants, grant, requested, devices)
        return
    for device in unable:
        message = "The device takes no access codes"
        _warn(grants, grant, "device_does_not_support_access_codes", message, {"device_id": device.id})
    pin = _pin(grants, grant, requested, able)
    if pin is None:
        _give_up(grants, grant, requested, able)
        return
    _make(grants, grant, requested, able, pin)


def _make(grants: Grants, grant: Grant, requested: Requested, devices: Sequence[Device], pin: str) -> None:
    body: Body = {"name": grant.name or "Access grant", "code": pin, "starts_at": when(grant.starts_at)}
    if grant.ends_at is not None:
        body["ends_at"] = when(grant.ends_at)
    try:
        made = [planned(grants.locks, device, body) for device in devices]
    except SeamError:
        _give_up(grants, grant, requested, devices)
        return
    ids = tuple(code.id for code in made)
    method = Method(grants.space.new_id(), grant.id, requested.mode, grants.space.now(), pin, ids)
    grants.methods[method.id] = method
    grants.space.effect("created", "access_method", method.id)
    requested.method_ids.append(method.id)
    grants.emit_method("created", method)
    for code in made:
        code.method_id = method.id
        want(grants.locks, code)


def _pin(grants: Grants, grant: Grant, requested: Requested, devices: Sequence[Device]) -> str | None:
    """As it was asked for, else as the same person has it elsewhere, else a new one; None where no one fits all."""
    for wish in (requested.code, _in_use(grants, grant)):
        if wish is not None and not _problems(grants, devices, wish):
            return wish
    taken = {one.code for device in devices for one in grants.locks.codes_of(device)}
    new = rules.shared_code([device.lock for device in devices], grants.space.random, taken)
    if requested.code is not None and new is not None:
        for device in _problems(grants, devices, requested.code):
            wish_and_code: Json = {"device_id": device.id, "original_code": requested.code, "new_code": new}
            _warn(grants, grant, "requested_code_unavailable", "Another code was assigned", wish_and_code)
    return new


def _in_use(grants: Grants, grant: Grant) -> str | None:
    own = {one.id for one in grants.present() if one.identity_id == grant.identity_id}
    return next((one.code for one in grants.methods.values() if one.grant_id in own and one.is_live), None)


def _problems(grants: Grants, devices: Sequence[Device], pin: str) -> list[Device]:
    """The locks that do not take this PIN, or have it already."""
    return [device for device in devices if not _takes(grants, device, pin)]


def _takes(grants: Grants, device: Device, pin: str) -> bool:
    try:
        rules.check_code(device.lock, pin)
    except SeamError:
        return False
    return pin not in {one.code for one in grants.locks.codes_of(device)}


def _give_up(grants: Grants, grant: Grant, requested: Requested, devices: Sequence[Device]) -> None:
    code, message = (
        "cannot_create_requested_access_methods",
        f"Seam could not create the {requested.mode} access method",
    )
    missing: Json = {"missing_device_ids": [device.id for device in devices]}
    grant.errors.append(Trouble(code, message, grants.space.now(), missing))
    grants.emit("could_not_create_requested_access_methods", grant, extra={"error_message": message, **missing})


def _warn(grants: Grants, grant: Grant, code: str, message: str, extra: Json) -> None:
    grant.warnings.append(Trouble(code, message, grants.space.now(), extra))
