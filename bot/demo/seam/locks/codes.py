"""Codes that Seam is to put on locks, found and made; there is no idempotency key, the same create makes two."""

from collections.abc import Mapping
from datetime import datetime

from bot.demo.seam.endpoints import PAGE, Answer, Endpoint, matches, page, read
from bot.demo.seam.errors import conflict, invalid, not_found
from bot.demo.seam.fields import (
    COUNT,
    FLAG,
    NAME,
    PIN,
    TEXT,
    UUID,
    WHEN,
    Body,
    Field,
    at_least_one,
    many,
    moment,
    one_of,
)
from bot.demo.seam.locks import pool, render, rules
from bot.demo.seam.locks.programming import want
from bot.demo.seam.locks.records import AccessCode, Device
from bot.demo.seam.locks.render_codes import access_code
from bot.demo.seam.locks.state import SmartLocks
from bot.demo.seam.records import Trouble
from bot.demo.seam.world import World

_LISTED = 55_000
"""Seam's default limit for this list."""
_FILTERS = ("device_id", "access_code_ids", "access_grant_id", "access_method_id", "search")
_ONE_DAY_OLD = "igloo_algopin_must_be_used_within_24_hours"


def _create(world: World, body: Body) -> Answer:
    device = world.locks.device(body["device_id"])
    world.locks.limit("CREATE_ACCESS_CODE", device)
    made = planned(world.locks, device, body)
    want(world.locks, made)
    attempt = world.locks.start("CREATE_ACCESS_CODE", device, made)
    if body.get("use_backup_access_code_pool") is True:
        pool.open_on(world.locks, device)
    world.settle()
    return {"access_code": access_code(world.locks, made), "action_attempt": render.attempt(attempt, as_pending=True)}


def planned(locks: SmartLocks, device: Device, body: Body) -> AccessCode:
    """The code that is asked for, which is on its way nowhere yet. Raises `invalid_input` or a 409."""
    is_offline = body.get("is_offline_access_code") is True or body.get("use_offline_access_code") is True
    _refuse_what_the_lock_cannot(device, body, is_offline=is_offline)
    now = locks.space.now()
    starts_at, ends_at = window(body, now)
    others = {one.name for one in locks.codes_of(device)}
    name = str(body["name"]) if "name" in body else None
    rules.check_name(device.lock, name, others)
    made = AccessCode(
        id=locks.space.new_id(),
        device_id=device.id,
        name=name,
        code=None,
        starts_at=starts_at,
        ends_at=ends_at,
        made_at=now,
        is_offline=is_offline,
        is_one_time=body.get("is_one_time_use") is True,
        allows_external=True in {body.get("allow_external_modification"), body.get("is_external_modification_allowed")},
        prefers_native=body.get("prefer_native_scheduling") is not False,
        common_key=str(body["common_code_key"]) if "common_code_key" in body else None,
    )
    if is_offline:
        _fit(made, body)
    else:
        made.code = _pin(locks, device, body)
    if body.get("use_backup_access_code_pool") is True:
        pool.check(device, made)
    return made


def window(body: Body, now: datetime) -> tuple[datetime | None, datetime | None]:
    """None and None is an ongoing code. Raises `invalid_input`."""
    starts_at = moment(body["starts_at"]) if "starts_at" in body else None
    ends_at = moment(body["ends_at"]) if "ends_at" in body else None
    if ends_at is not None and ends_at <= max(now, starts_at or now):
        raise invalid(ends_at="Must be in the future and after starts_at")
    if ends_at is not None and starts_at is None:
        raise invalid(starts_at="Required with ends_at")
    return starts_at, ends_at


def _refuse_what_the_lock_cannot(device: Device, body: Body, *, is_offline: bool) -> None:
    flag = f"can_program_{'offline' if is_offline else 'online'}_access_codes"
    if getattr(device.lock, flag) is not True:
        raise invalid(device_id=f"The device has no {flag}")
    if is_offline and "code" in body:
        raise invalid(code="The device works out offline codes itself")
    if is_offline and "starts_at" not in body:
        raise invalid(starts_at="Required for an offline code")
    if body.get("is_one_time_use") is True and not is_offline:
        raise invalid(is_one_time_use="Only offline codes can be for one use")
    if body.get("attempt_for_offline_device") is False and not device.is_online and not is_offline:
        raise invalid(device_id="The device is offline")


def _fit(made: AccessCode, body: Body) -> None:
    """Into what the maker can work out; an offline code has always an end."""
    if made.starts_at is None or (made.ends_at is None and not made.is_one_time):
        raise invalid(ends_at="Required for an offline code")
    end = None if made.is_one_time else made.ends_at
    made.starts_at, made.ends_at = rules.offline_window(made.starts_at, end, body.get("max_time_rounding"))
    if (made.ends_at - made.starts_at).days >= 1 and not made.is_one_time:
        message = "The code must be used within 24 hours of its start, or it never opens"
        made.warnings.append(Trouble(_ONE_DAY_OLD, message, made.made_at))


def _pin(locks: SmartLocks, device: Device, body: Body) -> str:
    every = locks.codes_of(device)
    pin = _linked(locks, body) or body.get("code")
    if pin is None:
        taken = {one.code for one in every}
        return rules.new_code(device.lock, locks.space.random, taken, body.get("preferred_code_length"))
    rules.check_code(device.lock, str(pin))
    if pin in {one.code for one in every if one.is_managed}:
        raise conflict("duplicate_access_code", "The code is on the device already")
    return str(pin)


def _linked(locks: SmartLocks, body: Body) -> str | None:
    """Codes with one `common_code_key` are the same code."""
    key = body.get("common_code_key")
    same = (one.code for one in locks.codes.values() if one.gone_at is None and one.common_key == key)
    return None if key is None else next(same, None)


def _get(world: World, body: Body) -> Answer:
    return {"access_code": access_code(world.locks, named(world.locks, body, is_managed=True))}


def named(locks: SmartLocks, body: Body, *, is_managed: bool) -> AccessCode:
    """By its id, or by device and PIN together."""
    if "access_code_id" in body:
        code = locks.code(body["access_code_id"])
        if code.is_managed is is_managed:
            return code
        raise not_found("access_code")
    if "device_id" not in body or "code" not in body:
        raise invalid(body="Must specify either access_code_id or device_id and code")
    for code in locks.codes_of(locks.device(body["device_id"])):
        if (code.code, code.is_managed) == (body["code"], is_managed):
            return code
    raise not_found("access_code")


def _list(world: World, body: Body) -> Answer:
    """Not without a filter: the OpenAPI does not say so, Seam's SDK does."""
    at_least_one(body, _FILTERS)
    ids = body.get("access_code_ids")
    methods = {one.id for one in world.grants.methods.values() if one.grant_id == body.get("access_grant_id")}
    found = [
        one
        for one in world.locks.codes.values()
        if one.gone_at is None
        and one.is_managed
        and not one.is_waiting_in_pool
        and body.get("device_id") in {None, one.device_id}
        and body.get("access_method_id") in {None, one.method_id}
        and ("access_grant_id" not in body or one.method_id in methods)
        and (not isinstance(ids, list) or one.id in ids)
        and matches(body.get("search"), one.name, one.code, one.id)
    ]
    shown, pagination = page(world, body, found, default=_LISTED)
    return {"access_codes": [access_code(world.locks, one) for one in shown], **pagination}


WHAT: Mapping[str, Field] = {
    "name": NAME,
    "code": PIN,
    "starts_at": WHEN,
    "ends_at": WHEN,
    "preferred_code_length": COUNT,
    "prefer_native_scheduling": FLAG,
    "allow_external_modification": FLAG,
    "is_external_modification_allowed": FLAG,
    "use_backup_access_code_pool": FLAG,
    "attempt_for_offline_device": FLAG,
}
WHO: Mapping[str, Field] = {"access_code_id": UUID, "device_id": UUID, "code": TEXT}
ENDPOINTS: Mapping[str, Endpoint] = {
    "/access_codes/create": Endpoint(
        _create,
        {
            "device_id": UUID.must,
            **WHAT,
            "common_code_key": NAME,
            "is_offline_access_code": FLAG,
            "use_offline_access_code": FLAG,
            "is_one_time_use": FLAG,
            "max_time_rounding": one_of("1hour", "1day", "1h", "1d"),
            "sync": FLAG,
        },
    ),
    "/access_codes/get": read(_get, WHO),
    "/access_codes/list": read(
        _list,
        {
            "device_id": UUID,
            "access_code_ids": many(UUID),
            "access_method_id": UUID,
            "access_grant_id": UUID,
            "search": TEXT,
            **PAGE,
        },
    ),
}
